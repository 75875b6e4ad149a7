-- For exports: when a URL was accepted and when it ended, and a number drawn at its end. Numbers become visible with
-- their transactions, so not in their order: see PostgresReader.MarkAsync.
ALTER TABLE urls ADD COLUMN accepted_at bigint NOT NULL DEFAULT 0, ADD COLUMN ended_at bigint, ADD COLUMN ended_seq bigint;
CREATE SEQUENCE url_ends;
-- The rows that are there get theirs later, in steps: see Upgrading.
INSERT INTO rewritings (name, done, total) SELECT 'url-times', 0, max(id) FROM urls HAVING max(id) > 0;
ALTER TABLE urls ALTER COLUMN accepted_at SET DEFAULT thresher_now();
CREATE INDEX urls_ends ON urls (crawl_id, ended_seq) WHERE ended_seq IS NOT NULL;

-- Whoever ends a URL.
CREATE FUNCTION url_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.ended_at := thresher_now();
    NEW.ended_seq := nextval('url_ends');
    RETURN NEW;
END $$;
CREATE TRIGGER url_ends BEFORE UPDATE OF state ON urls FOR EACH ROW WHEN (NEW.state >= 3) EXECUTE FUNCTION url_ends();

-- Heads of the request and of its response, Brotli-compressed, where bodies are kept; checked: those of the last time
-- the page was found unchanged.
CREATE TABLE page_heads (
    url_id  bigint PRIMARY KEY,
    fetched bytea  NOT NULL,
    checked bytea
);
ALTER TABLE page_heads ALTER COLUMN fetched SET STORAGE EXTERNAL, ALTER COLUMN checked SET STORAGE EXTERNAL;
