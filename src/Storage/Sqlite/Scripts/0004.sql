-- Where stored pages lead (OutLinks), and the shorter ways to known URLs that have still to be carried out.
CREATE TABLE page_links (
    url_id INTEGER PRIMARY KEY,
    links  BLOB NOT NULL
);
CREATE TABLE shorter_paths (
    id       INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL,
    url_id   INTEGER NOT NULL,
    depth    INTEGER NOT NULL,
    rank     INTEGER NOT NULL
);
-- A stored page that is queued to be read again, although it may not have changed.
ALTER TABLE urls ADD COLUMN reread INTEGER NOT NULL DEFAULT 0;
CREATE INDEX shorter_paths_crawl ON shorter_paths (crawl_id, url_id);
