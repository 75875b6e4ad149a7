-- Times are Unix milliseconds. States and outcomes are the numbers of UrlState and FetchOutcome.
CREATE TABLE crawls (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL UNIQUE,
    state       INTEGER NOT NULL,
    job         TEXT    NOT NULL,
    page_limit  INTEGER,
    host_limit  INTEGER,
    version     INTEGER NOT NULL DEFAULT 1,
    created_at  INTEGER NOT NULL,
    finished_at INTEGER,
    active_ms   INTEGER NOT NULL DEFAULT 0,
    refresh_before INTEGER NOT NULL DEFAULT 0 -- pages looked at before this time are still to be queued again; 0: none
);

CREATE TABLE producers (
    crawl_id   INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    feeds_till INTEGER NOT NULL,
    PRIMARY KEY (crawl_id, name)
) WITHOUT ROWID;

-- How far a source of seeds was taken when its producer was last heard of; gone once it was taken to its end.
CREATE TABLE seed_marks (
    crawl_id    INTEGER NOT NULL,
    source      TEXT    NOT NULL,
    fingerprint TEXT    NOT NULL,
    at_offset   INTEGER NOT NULL,
    lines       INTEGER NOT NULL,
    PRIMARY KEY (crawl_id, source)
) WITHOUT ROWID;

-- What the seeds put into the scope: domain keys, registrable domains or URL prefixes, as the job's mode has it.
CREATE TABLE scope_keys (
    crawl_id INTEGER NOT NULL,
    key      TEXT    NOT NULL,
    PRIMARY KEY (crawl_id, key)
) WITHOUT ROWID;

CREATE TABLE domains (
    id          INTEGER PRIMARY KEY,
    key         TEXT    NOT NULL UNIQUE,
    epoch       INTEGER NOT NULL DEFAULT 0,
    owner       TEXT,
    lease_until INTEGER NOT NULL DEFAULT 0,
    wake_at     INTEGER NOT NULL DEFAULT 0,
    pending     INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX domains_due   ON domains (wake_at) WHERE pending > 0 AND owner IS NULL;
CREATE INDEX domains_owned ON domains (owner, lease_until) WHERE owner IS NOT NULL;

-- In order of arrival, with a narrow unique index on the identity, which is seeded with the crawl's id.
CREATE TABLE urls (
    id         INTEGER PRIMARY KEY,
    hash       BLOB    NOT NULL,
    crawl_id   INTEGER NOT NULL,
    domain_id  INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    outcome    INTEGER NOT NULL DEFAULT 0,
    status     INTEGER NOT NULL DEFAULT 0,
    depth      INTEGER NOT NULL,
    hops       INTEGER NOT NULL,
    rank       INTEGER NOT NULL,
    due_at     INTEGER NOT NULL DEFAULT 0,
    epoch      INTEGER NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL DEFAULT 0,
    crashes    INTEGER NOT NULL DEFAULT 0,
    strikes    INTEGER NOT NULL DEFAULT 0,
    parsing    INTEGER NOT NULL DEFAULT 0,
    kind       INTEGER NOT NULL DEFAULT 0, -- UrlKind
    refresh    INTEGER NOT NULL DEFAULT 0, -- 1 from the queueing of a stored page until it is next fetched
    found_on   INTEGER,
    url        TEXT    NOT NULL,
    canonical  TEXT
);
CREATE UNIQUE INDEX urls_hash ON urls (hash);
CREATE INDEX urls_queued   ON urls (domain_id, crawl_id, rank, id) WHERE state = 0;
CREATE INDEX urls_leased   ON urls (domain_id) WHERE state = 1;
CREATE INDEX urls_retrying ON urls (domain_id, crawl_id, due_at) WHERE state = 2;
CREATE INDEX urls_ended    ON urls (crawl_id, outcome, id) WHERE state >= 5;
CREATE INDEX urls_sitemaps ON urls (crawl_id) WHERE kind = 1;

CREATE TABLE pages (
    url_id         INTEGER PRIMARY KEY,
    crawl_id       INTEGER NOT NULL,
    status         INTEGER NOT NULL,
    content_type   TEXT,
    charset        TEXT,
    title          TEXT,
    bytes          INTEGER NOT NULL,
    content_hash   BLOB    NOT NULL,
    fetched_at     INTEGER NOT NULL,
    checked_at     INTEGER NOT NULL, -- when it was last found to be so
    elapsed_ms     INTEGER NOT NULL,
    link_count     INTEGER NOT NULL,
    flags          INTEGER NOT NULL,
    etag           TEXT,
    last_modified  TEXT,
    canonical_link TEXT,
    simhash        INTEGER
);
CREATE INDEX pages_content ON pages (crawl_id, content_hash);

CREATE TABLE page_bodies (
    url_id INTEGER PRIMARY KEY,
    body   BLOB NOT NULL
);

-- Readable text, Brotli-compressed.
CREATE TABLE page_texts (
    url_id   INTEGER PRIMARY KEY,
    markdown BLOB NOT NULL
);

-- Records extracted from pages. A number is never used again, so whoever follows the table misses none.
CREATE TABLE items (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    url_id   INTEGER NOT NULL,
    crawl_id INTEGER NOT NULL,
    ordinal  INTEGER NOT NULL,
    rule     TEXT    NOT NULL,
    json     TEXT    NOT NULL,
    errors   TEXT
);
CREATE UNIQUE INDEX items_page ON items (url_id, rule, ordinal);

-- The ledger. It changes in the transaction that changes the rows; verify recounts it.
CREATE TABLE tallies (
    crawl_id INTEGER NOT NULL,
    state    INTEGER NOT NULL,
    outcome  INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (crawl_id, state, outcome)
) WITHOUT ROWID;

CREATE TABLE totals (
    crawl_id INTEGER PRIMARY KEY,
    accepted INTEGER NOT NULL DEFAULT 0,
    items    INTEGER NOT NULL DEFAULT 0,
    bytes    INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE item_tallies (
    crawl_id INTEGER NOT NULL,
    rule     TEXT    NOT NULL,
    items    INTEGER NOT NULL,
    invalid  INTEGER NOT NULL,
    PRIMARY KEY (crawl_id, rule)
) WITHOUT ROWID;

CREATE TABLE crawl_domains (
    domain_id   INTEGER NOT NULL,
    crawl_id    INTEGER NOT NULL,
    paused      INTEGER NOT NULL DEFAULT 0,
    queued      INTEGER NOT NULL DEFAULT 0,
    leased      INTEGER NOT NULL DEFAULT 0,
    retrying    INTEGER NOT NULL DEFAULT 0,
    fetched     INTEGER NOT NULL DEFAULT 0,
    redirected  INTEGER NOT NULL DEFAULT 0,
    failed      INTEGER NOT NULL DEFAULT 0,
    excluded    INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (domain_id, crawl_id)
) WITHOUT ROWID;
CREATE INDEX crawl_domains_by_crawl ON crawl_domains (crawl_id);
CREATE INDEX crawl_domains_paused   ON crawl_domains (crawl_id) WHERE paused = 1;
