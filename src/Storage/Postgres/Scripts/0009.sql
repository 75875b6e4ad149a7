-- Cookies of crawls that keep them, by registrable domain.
CREATE TABLE cookies (
    crawl_id   bigint  NOT NULL,
    site       text    NOT NULL, -- registrable domain
    domain     text    NOT NULL,
    path       text    NOT NULL,
    name       text    NOT NULL,
    value      text    NOT NULL,
    host_only  boolean NOT NULL,
    secure     boolean NOT NULL,
    expires_at bigint,           -- Unix milliseconds; NULL for the end of the crawl
    set_at     bigint  NOT NULL,
    PRIMARY KEY (crawl_id, site, domain, path, name)
);
