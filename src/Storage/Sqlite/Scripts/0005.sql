-- What the end of a URL says beside its outcome, for as long as it has that outcome: where it redirects to, which part of a
-- sitemap was given up.
CREATE TABLE url_notes (
    url_id  INTEGER PRIMARY KEY,
    outcome INTEGER NOT NULL,
    note    TEXT    NOT NULL
);
-- Exchanges that ended without a page, one row each, where bodies are kept: redirects and failures.
CREATE TABLE exchanges (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    crawl_id INTEGER NOT NULL,
    url_id   INTEGER NOT NULL,
    outcome  INTEGER NOT NULL,
    at       INTEGER NOT NULL, -- when it ended
    head     BLOB,             -- heads of request and response, compressed; NULL when nothing was sent
    body     BLOB,             -- the response's decoded body, compressed; NULL when none came whole
    cut      INTEGER NOT NULL  -- 1 when the body was cut at the limit
);
CREATE INDEX exchanges_crawl ON exchanges (crawl_id, id);
CREATE INDEX exchanges_url ON exchanges (url_id);
-- Pages of which a limit cut something off (PageFlags).
CREATE INDEX pages_cut ON pages (crawl_id, flags) WHERE flags & 231 <> 0;
