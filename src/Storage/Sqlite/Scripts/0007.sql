-- How many transactions changed something: see SqliteCommitMark.
CREATE TABLE commits (n INTEGER NOT NULL);
INSERT INTO commits VALUES (0);

-- What each row held when it was written (RowChecksums); NULL in rows of an earlier version.
ALTER TABLE pages ADD COLUMN checksum INTEGER;
ALTER TABLE page_texts ADD COLUMN checksum INTEGER;
ALTER TABLE page_heads ADD COLUMN checksum INTEGER;
ALTER TABLE page_heads ADD COLUMN checked_checksum INTEGER;
ALTER TABLE page_links ADD COLUMN checksum INTEGER;
ALTER TABLE items ADD COLUMN checksum INTEGER;
ALTER TABLE exchanges ADD COLUMN checksum INTEGER;
