-- The first schema. Names are those of the glossary and of the properties in
-- JSON wherever a column is the same thing. Times are microseconds since 1970
-- in UTC; positions are WGS 84 degrees; absent text is NULL, never ''.

-- "Kvar": restore knows by it that a file is one of ours.
PRAGMA application_id = 1266049394;

CREATE TABLE area (
    id         INTEGER PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    -- Stands in doc too; here for published_contribution.
    marks      TEXT NOT NULL,
    -- The change that brought this version: caches compare it.
    rev        INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    doc        TEXT NOT NULL
) STRICT;

-- Replaced versions of an area, so that an answer can always be read beside the
-- question as it was asked.
CREATE TABLE area_history (
    area       INTEGER NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    rev        INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    doc        TEXT NOT NULL,
    PRIMARY KEY (area, rev)
) STRICT;

CREATE TABLE participant (
    seq        INTEGER PRIMARY KEY,
    -- Unique everywhere, so that one of another area is recognised.
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    area       INTEGER NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    wave       TEXT NOT NULL,
    -- Random, all that analysts see of a participant.
    person     INTEGER NOT NULL,
    -- SHA-256 of the receipt; NULL for imports and for those who brought none.
    receipt    BLOB CHECK (length(receipt) = 32),
    created_at INTEGER NOT NULL,
    UNIQUE (area, wave, person)
) STRICT;

CREATE INDEX participant_receipt ON participant (receipt) WHERE receipt IS NOT NULL;

CREATE TABLE contribution (
    -- AUTOINCREMENT: a number is never used again, so that a cursor stays true
    -- after the last contribution was withdrawn.
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    area            INTEGER NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    id              BLOB NOT NULL CHECK (length(id) = 16),
    participant     INTEGER REFERENCES participant (seq) ON DELETE CASCADE,
    kind            TEXT NOT NULL,
    prompt          TEXT NOT NULL,
    wave            TEXT NOT NULL,
    method          TEXT NOT NULL,
    channel         TEXT NOT NULL,
    share           TEXT NOT NULL,
    hold            TEXT,
    review_geometry TEXT,
    review_words    TEXT,
    review_byline   TEXT,
    hidden_reason   TEXT,
    -- Points, with the Morton cell that finds them.
    lon             REAL,
    lat             REAL,
    cell            INTEGER,
    created_at      INTEGER NOT NULL,
    received_at     INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    person          INTEGER,
    place           TEXT,
    place_text      TEXT,
    located_by      TEXT,
    lang            TEXT NOT NULL,
    theme           TEXT,
    title           TEXT,
    text            TEXT,
    wish            TEXT,
    byline          TEXT,
    period_from     TEXT,
    period_to       TEXT,
    workshop        TEXT,
    round           INTEGER NOT NULL,
    people          INTEGER NOT NULL,
    on_behalf       INTEGER NOT NULL,
    source          TEXT,
    at_place        INTEGER NOT NULL,
    outside_area    INTEGER NOT NULL,
    -- SHA-256 of what the author gave: a repeat is told by it.
    digest          BLOB NOT NULL CHECK (length(digest) = 32),
    -- Lines and areas, with the box that finds them.
    wkb             BLOB,
    min_lon         REAL,
    min_lat         REAL,
    max_lon         REAL,
    max_lat         REAL,
    status          TEXT NOT NULL AS (CASE
        WHEN 'pending' IN (review_geometry, review_words, review_byline) THEN 'pending'
        WHEN 'published' IN (review_geometry, review_words, review_byline) THEN 'published'
        ELSE 'hidden' END),
    -- Whether any of the columns is set that most rows leave empty: a long export
    -- then need not look at each.
    has_more        INTEGER NOT NULL AS (
        coalesce(place, place_text, title, wish, theme, period_from, period_to, byline,
            workshop, hold, hidden_reason, review_byline) IS NOT NULL
        OR round <> 0 OR people <> 0 OR on_behalf OR outside_area OR at_place) STORED,
    UNIQUE (area, id),
    CHECK ((lon IS NULL) = (lat IS NULL) AND (lon IS NULL) = (cell IS NULL)),
    CHECK (wkb IS NULL OR lon IS NULL),
    CHECK ((wkb IS NULL) = (min_lon IS NULL))
) STRICT;

-- Covering: a box is answered from it, exactly, without touching a row.
CREATE INDEX contribution_cell ON contribution (area, cell, lon, lat) WHERE cell IS NOT NULL;
CREATE INDEX contribution_box ON contribution (area, min_lon, max_lon, min_lat, max_lat) WHERE min_lon IS NOT NULL;
-- The reviewers' list.
CREATE INDEX contribution_pending ON contribution (area) WHERE status = 'pending';
-- Caps, receipts and cascades.
CREATE INDEX contribution_participant ON contribution (participant, prompt) WHERE participant IS NOT NULL;
-- Marks that move when staff set their place.
CREATE INDEX contribution_place ON contribution (area, place) WHERE place IS NOT NULL;

-- All that is left of a withdrawn contribution. It names the area by its slug,
-- so that it outlives even the area.
CREATE TABLE tombstone (
    area TEXT NOT NULL,
    id   BLOB NOT NULL CHECK (length(id) = 16),
    -- The day in UTC, as days since 1970.
    day  INTEGER NOT NULL,
    PRIMARY KEY (area, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    role       TEXT NOT NULL,
    area       INTEGER REFERENCES area (id) ON DELETE CASCADE,
    name       TEXT,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

-- The trail that every write leaves, without content.
CREATE TABLE change (
    rev  INTEGER PRIMARY KEY AUTOINCREMENT,
    area INTEGER REFERENCES area (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    id   BLOB
) STRICT;

CREATE INDEX change_area ON change (area);

-- What the public sees, exactly as Contribution.Visible says it. Everything
-- public reads through it. Coordinates have five decimals, times the day.
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
  AND c.share <> 'programme'
  AND c.kind <> 'note'
  AND (c.review_geometry IS 'published' OR c.review_words IS 'published')
  AND NOT (c.kind = 'mark' AND (a.marks = 'aggregate' OR c.channel = 'class'));
