-- The bodies as they were fetched, of pages that a browser has prepared: page_bodies has the documents that scripts have left.
CREATE TABLE page_originals (
    url_id   INTEGER PRIMARY KEY,
    body     BLOB    NOT NULL, -- Brotli
    checksum INTEGER NOT NULL
);
