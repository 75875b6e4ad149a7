-- For exports: when a URL was accepted and when it ended, and a number drawn at its end. Numbers become visible with
-- their transactions, so not in their order: see PostgresReader.MarkAsync.
ALTER TABLE urls ADD COLUMN accepted_at bigint NOT NULL DEFAULT 0, ADD COLUMN ended_at bigint, ADD COLUMN ended_seq bigint;
CREATE SEQUENCE url_ends;
UPDATE urls u SET
    accepted_at = c.created_at,
    ended_at    = CASE WHEN u.state >= 3 THEN c.created_at END,
    ended_seq   = CASE WHEN u.state >= 3 THEN nextval('url_ends') END
FROM crawls c WHERE c.id = u.crawl_id;
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
