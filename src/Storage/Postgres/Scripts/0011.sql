-- Whether scripts make a difference, by host and shape of URL, of crawls that render pages to find out.
CREATE TABLE render_shapes (
    crawl_id bigint  NOT NULL,
    domain   text    NOT NULL, -- domain key
    shape    text    NOT NULL,
    compared integer NOT NULL,
    differed integer NOT NULL,
    PRIMARY KEY (crawl_id, domain, shape)
);
