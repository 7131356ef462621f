-- What people in charge need: who they are and what they may, links and recipes,
-- what staff add to answers, and what was done by whom.

-- Nobody is ever deleted here: a number is not used again, and a log can be read.
CREATE TABLE staff (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- In lower case. Who was removed leaves the address for another.
    email      TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX staff_email ON staff (email) WHERE removed_at IS NULL;

-- How a person proves to be who they are. Another way gets a table of its own.
CREATE TABLE staff_password (
    staff      INTEGER PRIMARY KEY REFERENCES staff (id) ON DELETE CASCADE,
    hash       TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

-- The area by its slug, '' for every area: rights outlive a restore that numbers
-- areas anew.
CREATE TABLE staff_right (
    staff INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    area  TEXT NOT NULL,
    role  TEXT NOT NULL,
    PRIMARY KEY (staff, area, role)
) STRICT, WITHOUT ROWID;

-- One-time links, gone when used. Without staff it makes the first administrator.
CREATE TABLE invitation (
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
    staff      INTEGER UNIQUE REFERENCES staff (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    staff      INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX session_staff ON session (staff);

ALTER TABLE token ADD COLUMN expires_at INTEGER;
-- To the hour: a read must not cost a write.
ALTER TABLE token ADD COLUMN used_at INTEGER;
-- The maker's address; NULL for the command line.
ALTER TABLE token ADD COLUMN made_by TEXT;

-- A saved filter that a secret path opens.
CREATE TABLE recipe (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    area       INTEGER NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    name       TEXT,
    -- The query's parameters, encoded as in an address.
    filter     TEXT NOT NULL,
    words      INTEGER NOT NULL,
    bylines    INTEGER NOT NULL,
    made_by    TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
) STRICT;

-- Who read or took out what is not public: the filter, never the words found.
CREATE TABLE access (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    area   TEXT NOT NULL,
    -- "kari@larvik.kommune.no", "token 3", "recipe 5".
    who    TEXT NOT NULL,
    act    TEXT NOT NULL,
    filter TEXT NOT NULL,
    rows   INTEGER NOT NULL
) STRICT;

CREATE INDEX access_area ON access (area, seq);

-- Whether its participant was set aside by staff: it leaves the public and the
-- numbers, which say how many did.
ALTER TABLE contribution ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;
ALTER TABLE participant ADD COLUMN aside TEXT;

-- The staff layer: what staff add. The author's own values stay where they are;
-- a placement's position stands in contribution too, whose author gave none.
CREATE TABLE placement (
    contribution INTEGER PRIMARY KEY REFERENCES contribution (seq) ON DELETE CASCADE,
    lon          REAL NOT NULL,
    lat          REAL NOT NULL,
    -- The key of the named place it was put at, if it was.
    place        TEXT,
    by           TEXT,
    at           INTEGER NOT NULL
) STRICT;

-- What a text was before staff took words out, until it is erased.
CREATE TABLE redaction (
    contribution INTEGER NOT NULL REFERENCES contribution (seq) ON DELETE CASCADE,
    field        TEXT NOT NULL,
    original     TEXT NOT NULL,
    at           INTEGER NOT NULL,
    erase_at     INTEGER NOT NULL,
    PRIMARY KEY (contribution, field)
) STRICT;

CREATE INDEX redaction_erase ON redaction (erase_at);

-- What reviewers tell each other: a colleague asked, or a concern.
CREATE TABLE remark (
    contribution INTEGER NOT NULL REFERENCES contribution (seq) ON DELETE CASCADE,
    kind         TEXT NOT NULL,
    note         TEXT,
    by           TEXT,
    at           INTEGER NOT NULL,
    PRIMARY KEY (contribution, kind)
) STRICT;

-- Which act of review, by whom, on what: a contribution's seq, which says nothing
-- once that is gone. Nothing here is ever changed or taken away.
CREATE TABLE review_log (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    area   TEXT NOT NULL,
    -- NULL for the command line.
    by     TEXT,
    act    TEXT NOT NULL,
    number INTEGER NOT NULL,
    -- Acts done together share one, by which they are undone.
    batch  INTEGER NOT NULL
) STRICT;

CREATE INDEX review_log_area ON review_log (area, seq);

CREATE TRIGGER review_log_kept BEFORE DELETE ON review_log BEGIN
    SELECT RAISE(ABORT, 'the log of reviews is append-only');
END;
CREATE TRIGGER review_log_fixed BEFORE UPDATE ON review_log BEGIN
    SELECT RAISE(ABORT, 'the log of reviews is append-only');
END;

-- How a contribution's review stood before each act of a batch, for undo, for a day.
CREATE TABLE review_undo (
    batch        INTEGER NOT NULL,
    contribution INTEGER NOT NULL REFERENCES contribution (seq) ON DELETE CASCADE,
    area         INTEGER NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    at           INTEGER NOT NULL,
    -- The review before, and after: undone only where nothing came in between.
    before       TEXT NOT NULL,
    after        TEXT NOT NULL,
    PRIMARY KEY (batch, contribution)
) STRICT;

-- When and by whom a page changed the area last; NULL where a file did.
ALTER TABLE area ADD COLUMN edited_at INTEGER;
ALTER TABLE area ADD COLUMN edited_by TEXT;

-- Reference layers that an area shows under its marks, as GeoJSON in WGS 84.
CREATE TABLE layer (
    area       INTEGER NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,
    -- JSON: the name by language, and where it comes from.
    name       TEXT NOT NULL,
    source     TEXT,
    doc        TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (area, key)
) STRICT;

-- As before, without whom staff set aside.
DROP VIEW published_contribution;
CREATE VIEW published_contribution AS
SELECT c.seq,
       c.area,
       c.has_more,
       c.id,
       c.kind,
       c.prompt,
       CASE WHEN c.review_geometry = 'published' THEN c.place END AS place,
       CASE WHEN c.review_words = 'published' THEN c.place_text END AS place_text,
       CASE WHEN c.review_words = 'published' THEN c.title END AS title,
       CASE WHEN c.review_words = 'published' THEN c.text END AS text,
       CASE WHEN c.review_words = 'published' THEN c.wish END AS wish,
       c.theme,
       c.period_from,
       c.period_to,
       CASE WHEN c.review_byline = 'published' AND c.share = 'named' THEN c.byline END AS byline,
       CASE WHEN c.review_words = 'published' THEN c.lang END AS lang,
       c.method,
       c.wave,
       c.agreements,
       c.created_at - (c.created_at % 86400000000 + 86400000000) % 86400000000 AS created_at,
       CASE WHEN c.review_geometry = 'published' THEN round(c.lon * 1e5) / 1e5 END AS lon,
       CASE WHEN c.review_geometry = 'published' THEN round(c.lat * 1e5) / 1e5 END AS lat,
       CASE WHEN c.review_geometry = 'published' THEN c.wkb END AS wkb,
       CASE WHEN c.review_geometry = 'published' THEN round(c.min_lon * 1e5) / 1e5 END AS min_lon,
       CASE WHEN c.review_geometry = 'published' THEN round(c.min_lat * 1e5) / 1e5 END AS min_lat,
       CASE WHEN c.review_geometry = 'published' THEN round(c.max_lon * 1e5) / 1e5 END AS max_lon,
       CASE WHEN c.review_geometry = 'published' THEN round(c.max_lat * 1e5) / 1e5 END AS max_lat
FROM contribution c
JOIN area a ON a.id = c.area
WHERE c.hold IS NULL
  AND NOT c.aside
  AND c.share <> 'programme'
  AND c.kind <> 'note'
  AND (c.review_geometry IS 'published' OR c.review_words IS 'published')
  AND NOT (c.kind = 'mark' AND (a.marks = 'aggregate' OR c.channel = 'class'));
