-- The bodies as they were fetched, of pages that a browser has prepared: page_bodies has the documents that scripts have left.
CREATE TABLE page_originals (
    url_id   bigint PRIMARY KEY,
    body     bytea  NOT NULL, -- Brotli
    checksum bigint NOT NULL
);
ALTER TABLE page_originals ALTER COLUMN body SET STORAGE EXTERNAL;
