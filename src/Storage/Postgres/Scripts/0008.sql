-- What each row held when it was written (RowChecksums); NULL in rows of an earlier version.
ALTER TABLE pages ADD COLUMN checksum bigint;
ALTER TABLE page_texts ADD COLUMN checksum bigint;
ALTER TABLE page_heads ADD COLUMN checksum bigint, ADD COLUMN checked_checksum bigint;
ALTER TABLE page_links ADD COLUMN checksum bigint;
ALTER TABLE items ADD COLUMN checksum bigint;
ALTER TABLE exchanges ADD COLUMN checksum bigint;
