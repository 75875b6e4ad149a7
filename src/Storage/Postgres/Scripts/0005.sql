-- Where stored pages lead (OutLinks), and the shorter ways to known URLs that have still to be carried out.
CREATE TABLE page_links (
    url_id bigint PRIMARY KEY,
    links  bytea NOT NULL
);
CREATE TABLE shorter_paths (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    crawl_id bigint  NOT NULL,
    url_id   bigint  NOT NULL,
    depth    integer NOT NULL,
    rank     integer NOT NULL
);
-- A stored page that is queued to be read again, although it may not have changed.
ALTER TABLE urls ADD COLUMN reread boolean NOT NULL DEFAULT false;
CREATE INDEX shorter_paths_crawl ON shorter_paths (crawl_id, url_id);
