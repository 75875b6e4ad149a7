-- Whether scripts make a difference, by host and shape of URL, of crawls that render pages to find out.
CREATE TABLE render_shapes (
    crawl_id INTEGER NOT NULL,
    domain   TEXT    NOT NULL, -- domain key
    shape    TEXT    NOT NULL,
    compared INTEGER NOT NULL,
    differed INTEGER NOT NULL,
    PRIMARY KEY (crawl_id, domain, shape)
) WITHOUT ROWID;
