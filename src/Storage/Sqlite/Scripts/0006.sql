-- Attempts that are not their URL's present end: those that are tried again, and the ends of URLs that were queued once
-- more. They are numbered with the ends, so that a crawl's log has both in the order of the commits. Of each crawl those of
-- its newest million numbers are kept.
CREATE TABLE attempts (
    crawl_id     INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    url_id       INTEGER NOT NULL,
    at           INTEGER NOT NULL, -- when it ended
    state        INTEGER NOT NULL,
    outcome      INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    failed       INTEGER NOT NULL, -- attempts that had failed by then
    due_at       INTEGER NOT NULL, -- not before, of one that is tried again
    bytes        INTEGER,          -- of its page, as the other two
    elapsed_ms   INTEGER,
    content_type TEXT,
    PRIMARY KEY (crawl_id, seq)
) WITHOUT ROWID;
CREATE INDEX attempts_url ON attempts (url_id);

DROP TRIGGER url_ends;
CREATE TRIGGER url_ends AFTER UPDATE OF state ON urls WHEN NEW.state >= 3 BEGIN
    UPDATE urls SET ended_at = CAST(unixepoch('subsec') * 1000 AS INTEGER),
                    ended_seq = 1 + max(
                        coalesce((SELECT ended_seq FROM urls WHERE crawl_id = NEW.crawl_id AND ended_seq > 0 ORDER BY ended_seq DESC LIMIT 1), 0),
                        coalesce((SELECT seq FROM attempts WHERE crawl_id = NEW.crawl_id ORDER BY seq DESC LIMIT 1), 0))
    WHERE id = NEW.id;
END;

CREATE TRIGGER url_tried AFTER UPDATE OF state ON urls WHEN NEW.state = 2 AND OLD.state = 1 BEGIN
    INSERT INTO attempts (crawl_id, seq, url_id, at, state, outcome, status, failed, due_at)
    SELECT NEW.crawl_id,
           1 + max(
               coalesce((SELECT ended_seq FROM urls WHERE crawl_id = NEW.crawl_id AND ended_seq > 0 ORDER BY ended_seq DESC LIMIT 1), 0),
               coalesce((SELECT seq FROM attempts WHERE crawl_id = NEW.crawl_id ORDER BY seq DESC LIMIT 1), 0)),
           NEW.id, CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.state, NEW.outcome, NEW.status, NEW.attempts, NEW.due_at;
END;

CREATE TRIGGER url_again AFTER UPDATE OF state ON urls WHEN OLD.state >= 3 AND NEW.state < 3 AND OLD.ended_seq > 0 BEGIN
    INSERT INTO attempts (crawl_id, seq, url_id, at, state, outcome, status, failed, due_at, bytes, elapsed_ms, content_type)
    SELECT OLD.crawl_id, OLD.ended_seq, OLD.id, coalesce(OLD.ended_at, 0), OLD.state, OLD.outcome, OLD.status, OLD.attempts, 0, p.bytes, p.elapsed_ms, p.content_type
    FROM (SELECT 1) LEFT JOIN pages p ON p.url_id = OLD.id WHERE true
    ON CONFLICT DO NOTHING;
END;

-- A thousand at a time, so that it costs an attempt nothing.
CREATE TRIGGER attempts_kept AFTER INSERT ON attempts WHEN NEW.seq % 1000 = 0 BEGIN
    DELETE FROM attempts WHERE crawl_id = NEW.crawl_id AND seq <= (SELECT max(seq) FROM attempts WHERE crawl_id = NEW.crawl_id) - 1000000;
END;
