-- Attempts that are not their URL's present end: those that are tried again, and the ends of URLs that were queued once
-- more. They are numbered with the ends, so that a crawl's log has both in the order of the commits. Of each crawl those of
-- its newest million numbers are kept.
CREATE TABLE attempts (
    crawl_id     bigint   NOT NULL,
    seq          bigint   NOT NULL,
    url_id       bigint   NOT NULL,
    at           bigint   NOT NULL, -- when it ended
    state        smallint NOT NULL,
    outcome      smallint NOT NULL,
    status       integer  NOT NULL,
    failed       integer  NOT NULL, -- attempts that had failed by then
    due_at       bigint   NOT NULL, -- not before, of one that is tried again
    bytes        bigint,            -- of its page, as the other two
    elapsed_ms   integer,
    content_type text,
    PRIMARY KEY (crawl_id, seq)
);
CREATE INDEX attempts_url ON attempts (url_id);

CREATE FUNCTION url_tried() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE number bigint := nextval('url_ends');
BEGIN
    INSERT INTO attempts (crawl_id, seq, url_id, at, state, outcome, status, failed, due_at)
    VALUES (NEW.crawl_id, number, NEW.id, thresher_now(), NEW.state, NEW.outcome, NEW.status, NEW.attempts, NEW.due_at);
    IF number % 1000 = 0 THEN
        DELETE FROM attempts WHERE crawl_id = NEW.crawl_id AND seq <= number - 1000000;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER url_tried AFTER UPDATE OF state ON urls FOR EACH ROW WHEN (NEW.state = 2 AND OLD.state = 1) EXECUTE FUNCTION url_tried();

CREATE FUNCTION url_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO attempts (crawl_id, seq, url_id, at, state, outcome, status, failed, due_at, bytes, elapsed_ms, content_type)
    SELECT OLD.crawl_id, OLD.ended_seq, OLD.id, coalesce(OLD.ended_at, 0), OLD.state, OLD.outcome, OLD.status, OLD.attempts, 0, p.bytes, p.elapsed_ms, p.content_type
    FROM (SELECT 1) one LEFT JOIN pages p ON p.url_id = OLD.id
    ON CONFLICT DO NOTHING;
    IF OLD.ended_seq % 1000 = 0 THEN
        DELETE FROM attempts WHERE crawl_id = OLD.crawl_id AND seq <= (SELECT last_value FROM url_ends) - 1000000;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER url_again AFTER UPDATE OF state ON urls FOR EACH ROW
    WHEN (OLD.state >= 3 AND NEW.state < 3 AND OLD.ended_seq > 0) EXECUTE FUNCTION url_again();
