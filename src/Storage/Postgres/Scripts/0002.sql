-- Since when a domain that nobody owns was certainly not asked: its next owner counts the delay from there.
ALTER TABLE domains ADD COLUMN quiet_since bigint NOT NULL DEFAULT 0;
UPDATE domains SET quiet_since = thresher_now() WHERE epoch > 0;
