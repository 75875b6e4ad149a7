-- What the end of a URL says beside its outcome, for as long as it has that outcome: where it redirects to, which part of a
-- sitemap was given up.
CREATE TABLE url_notes (
    url_id  bigint   PRIMARY KEY,
    outcome smallint NOT NULL,
    note    text     NOT NULL
);
-- Exchanges that ended without a page, one row each, where bodies are kept: redirects and failures.
CREATE TABLE exchanges (
    id       bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    crawl_id bigint   NOT NULL,
    url_id   bigint   NOT NULL,
    outcome  smallint NOT NULL,
    at       bigint   NOT NULL, -- when it ended
    head     bytea,             -- heads of request and response, compressed; NULL when nothing was sent
    body     bytea,             -- the response's decoded body, compressed; NULL when none came whole
    cut      boolean  NOT NULL  -- when the body was cut at the limit
);
ALTER TABLE exchanges ALTER COLUMN head SET STORAGE EXTERNAL, ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX exchanges_crawl ON exchanges (crawl_id, id);
CREATE INDEX exchanges_url ON exchanges (url_id);
-- Pages of which a limit cut something off (PageFlags).
CREATE INDEX pages_cut ON pages (crawl_id, flags) WHERE flags & 231 <> 0;
