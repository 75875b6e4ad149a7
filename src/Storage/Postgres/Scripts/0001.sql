-- Times are Unix milliseconds of this server's clock. States and outcomes are the numbers of UrlState and FetchOutcome.
-- Whoever changes URLs of a domain locks the domain's row first, rows in order of their numbers.
CREATE FUNCTION thresher_now() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint';

CREATE TABLE crawls (
    id          bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text     NOT NULL UNIQUE,
    state       smallint NOT NULL,
    job         text     NOT NULL,
    page_limit  bigint,
    host_limit  bigint,
    version     bigint   NOT NULL DEFAULT 1,
    created_at  bigint   NOT NULL,
    finished_at bigint,
    active_ms   bigint   NOT NULL DEFAULT 0,
    refresh_before bigint NOT NULL DEFAULT 0 -- pages looked at before this time are still to be queued again; 0: none
);

CREATE TABLE producers (
    crawl_id   bigint NOT NULL,
    name       text   NOT NULL,
    feeds_till bigint NOT NULL,
    PRIMARY KEY (crawl_id, name)
);

-- How far a source of seeds was taken when its producer was last heard of; gone once it was taken to its end.
CREATE TABLE seed_marks (
    crawl_id    bigint NOT NULL,
    source      text   NOT NULL,
    fingerprint text   NOT NULL,
    at_offset   bigint NOT NULL,
    lines       bigint NOT NULL,
    PRIMARY KEY (crawl_id, source)
);

-- What the seeds put into the scope: domain keys, registrable domains or URL prefixes, as the job's mode has it.
CREATE TABLE scope_keys (
    crawl_id bigint NOT NULL,
    key      text   NOT NULL,
    PRIMARY KEY (crawl_id, key)
);

-- One row a silo: a heartbeat writes it, and not the thousands of domains the silo owns.
CREATE TABLE owners (
    name        text   PRIMARY KEY,
    lease_until bigint NOT NULL
) WITH (fillfactor = 50);

-- pending is in no index, so that counting it stays a heap-only update.
CREATE TABLE domains (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch   bigint NOT NULL DEFAULT 0,
    wake_at bigint NOT NULL DEFAULT 9223372036854775807,
    pending bigint NOT NULL DEFAULT 0,
    key     text   NOT NULL UNIQUE,
    owner   text
) WITH (fillfactor = 70);
CREATE INDEX domains_due   ON domains (wake_at) WHERE owner IS NULL;
CREATE INDEX domains_owned ON domains (owner) WHERE owner IS NOT NULL;

-- In order of arrival, with a unique index on the identity, which is seeded with the crawl's id. The 128 bits are a
-- uuid because its index is a quarter smaller than one on bytea.
CREATE TABLE urls (
    id         bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    crawl_id   bigint   NOT NULL,
    domain_id  bigint   NOT NULL,
    due_at     bigint   NOT NULL DEFAULT 0,
    epoch      bigint   NOT NULL DEFAULT 0,
    found_on   bigint,
    hash       uuid     NOT NULL,
    rank       integer  NOT NULL,
    depth      integer  NOT NULL,
    hops       integer  NOT NULL,
    attempts   integer  NOT NULL DEFAULT 0,
    crashes    integer  NOT NULL DEFAULT 0,
    strikes    integer  NOT NULL DEFAULT 0,
    status     integer  NOT NULL DEFAULT 0,
    state      smallint NOT NULL DEFAULT 0,
    outcome    smallint NOT NULL DEFAULT 0,
    parsing    boolean  NOT NULL DEFAULT false,
    refresh    boolean  NOT NULL DEFAULT false, -- from the queueing of a stored page until it is next fetched
    kind       smallint NOT NULL DEFAULT 0,     -- UrlKind
    url        text     NOT NULL,
    canonical  text
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX urls_hash ON urls (hash);
CREATE INDEX urls_queued   ON urls (domain_id, crawl_id, rank, id) WHERE state = 0;
CREATE INDEX urls_leased   ON urls (domain_id) WHERE state = 1;
CREATE INDEX urls_retrying ON urls (domain_id, crawl_id, due_at, id) WHERE state = 2;
CREATE INDEX urls_ended    ON urls (crawl_id, outcome, id) WHERE state >= 5;
CREATE INDEX urls_sitemaps ON urls (crawl_id) WHERE kind = 1;

CREATE TABLE pages (
    url_id         bigint   PRIMARY KEY,
    crawl_id       bigint   NOT NULL,
    bytes          bigint   NOT NULL,
    fetched_at     bigint   NOT NULL,
    checked_at     bigint   NOT NULL, -- when it was last found to be so
    simhash        bigint,
    content_hash   uuid     NOT NULL,
    status         integer  NOT NULL,
    elapsed_ms     integer  NOT NULL,
    link_count     integer  NOT NULL,
    flags          integer  NOT NULL,
    content_type   text,
    charset        text,
    title          text,
    etag           text,
    last_modified  text,
    canonical_link text
);
CREATE INDEX pages_content ON pages (crawl_id, content_hash, url_id);

CREATE TABLE page_bodies (
    url_id bigint PRIMARY KEY,
    body   bytea  NOT NULL
);
-- Bodies come compressed.
ALTER TABLE page_bodies ALTER COLUMN body SET STORAGE EXTERNAL;

-- Readable text, Brotli-compressed.
CREATE TABLE page_texts (
    url_id   bigint PRIMARY KEY,
    markdown bytea  NOT NULL
);
ALTER TABLE page_texts ALTER COLUMN markdown SET STORAGE EXTERNAL;

-- Records extracted from pages.
CREATE TABLE items (
    id       bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url_id   bigint  NOT NULL,
    crawl_id bigint  NOT NULL,
    ordinal  integer NOT NULL,
    rule     text    NOT NULL,
    json     text    NOT NULL,
    errors   text
);
CREATE UNIQUE INDEX items_page ON items (url_id, rule, ordinal);

-- The ledger. It changes in the transaction that changes the rows; verify recounts it. A count is the sum of its
-- stripes, one of which may be below zero: transactions that write at the same time write different stripes.
CREATE TABLE tallies (
    crawl_id bigint   NOT NULL,
    n        bigint   NOT NULL,
    state    smallint NOT NULL,
    outcome  smallint NOT NULL,
    stripe   smallint NOT NULL,
    PRIMARY KEY (crawl_id, state, outcome, stripe)
) WITH (fillfactor = 50);

CREATE TABLE totals (
    crawl_id bigint   NOT NULL,
    accepted bigint   NOT NULL DEFAULT 0,
    items    bigint   NOT NULL DEFAULT 0,
    bytes    bigint   NOT NULL DEFAULT 0,
    stripe   smallint NOT NULL,
    PRIMARY KEY (crawl_id, stripe)
) WITH (fillfactor = 50);

CREATE TABLE item_tallies (
    crawl_id bigint   NOT NULL,
    items    bigint   NOT NULL,
    invalid  bigint   NOT NULL,
    stripe   smallint NOT NULL,
    rule     text     NOT NULL,
    PRIMARY KEY (crawl_id, rule, stripe)
) WITH (fillfactor = 50);

CREATE TABLE crawl_domains (
    domain_id   bigint  NOT NULL,
    crawl_id    bigint  NOT NULL,
    queued      bigint  NOT NULL DEFAULT 0,
    leased      bigint  NOT NULL DEFAULT 0,
    retrying    bigint  NOT NULL DEFAULT 0,
    fetched     bigint  NOT NULL DEFAULT 0,
    redirected  bigint  NOT NULL DEFAULT 0,
    failed      bigint  NOT NULL DEFAULT 0,
    excluded    bigint  NOT NULL DEFAULT 0,
    quarantined bigint  NOT NULL DEFAULT 0,
    bytes       bigint  NOT NULL DEFAULT 0,
    paused      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (domain_id, crawl_id)
) WITH (fillfactor = 70);
CREATE INDEX crawl_domains_by_crawl ON crawl_domains (crawl_id);
CREATE INDEX crawl_domains_paused   ON crawl_domains (crawl_id) WHERE paused;
