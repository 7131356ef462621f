-- Host links: whoever paces one workshop without being staff.

-- When a link ends follows from the day of its workshop, which can still change,
-- and is therefore not written here.
CREATE TABLE host_link (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    hash       BLOB NOT NULL UNIQUE,
    workshop   TEXT NOT NULL REFERENCES workshop (code) ON DELETE CASCADE,
    -- Whom it was given to, in the words of whoever made it.
    name       TEXT,
    -- The maker's address, or what else the maker is in logs.
    made_by    TEXT,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE INDEX host_link_workshop ON host_link (workshop);
