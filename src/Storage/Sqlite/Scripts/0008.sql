-- Cookies of crawls that keep them, by registrable domain.
CREATE TABLE cookies (
    crawl_id   INTEGER NOT NULL,
    site       TEXT    NOT NULL, -- registrable domain
    domain     TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    host_only  INTEGER NOT NULL,
    secure     INTEGER NOT NULL,
    expires_at INTEGER,          -- Unix milliseconds; NULL for the end of the crawl
    set_at     INTEGER NOT NULL,
    PRIMARY KEY (crawl_id, site, domain, path, name)
) WITHOUT ROWID;
