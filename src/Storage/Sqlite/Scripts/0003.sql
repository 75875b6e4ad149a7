-- For exports: when a URL was accepted and when it ended, and a number that follows the order of the ends.
ALTER TABLE urls ADD COLUMN accepted_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE urls ADD COLUMN ended_at INTEGER;
ALTER TABLE urls ADD COLUMN ended_seq INTEGER;
-- The rows that are there get theirs later, in steps: see Upgrading.
INSERT INTO rewritings (name, done, total) SELECT 'url-times', 0, max(id) FROM urls HAVING max(id) > 0;
CREATE INDEX urls_ends ON urls (crawl_id, ended_seq) WHERE ended_seq IS NOT NULL;

-- Whoever ends a URL. The file has one writer, so the numbers grow in the order of the commits.
CREATE TRIGGER url_ends AFTER UPDATE OF state ON urls WHEN NEW.state >= 3 BEGIN
    UPDATE urls SET ended_at = CAST(unixepoch('subsec') * 1000 AS INTEGER),
                    ended_seq = 1 + coalesce((SELECT ended_seq FROM urls WHERE crawl_id = NEW.crawl_id AND ended_seq > 0 ORDER BY ended_seq DESC LIMIT 1), 0)
    WHERE id = NEW.id;
END;

-- Heads of the request and of its response, Brotli-compressed, where bodies are kept; checked: those of the last time
-- the page was found unchanged.
CREATE TABLE page_heads (
    url_id  INTEGER PRIMARY KEY,
    fetched BLOB NOT NULL,
    checked BLOB
);
