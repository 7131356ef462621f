-- What a resident alone at home adds: background answers, consent to a name,
-- agreements, and reports.

-- JSON: lists of option keys by question, as the participant answered last; NULL
-- if nothing. It is not split up: it is read and replaced whole, and statistics
-- take it apart with the area's method beside it.
ALTER TABLE participant ADD COLUMN background TEXT;
-- Whether the background says that no name may stand (a child's): here, so that
-- a create learns it with the participant.
ALTER TABLE participant ADD COLUMN nameless INTEGER NOT NULL DEFAULT 0;

-- In which language the author agreed to be named, and when; only with a byline,
-- so that has_more covers them.
ALTER TABLE contribution ADD COLUMN consent_lang TEXT;
ALTER TABLE contribution ADD COLUMN consent_at INTEGER;
-- How many agreements there are: counted by the triggers below, so that a long
-- list need not.
ALTER TABLE contribution ADD COLUMN agreements INTEGER NOT NULL DEFAULT 0;

CREATE TABLE agreement (
    participant  INTEGER NOT NULL REFERENCES participant (seq) ON DELETE CASCADE,
    contribution INTEGER NOT NULL REFERENCES contribution (seq) ON DELETE CASCADE,
    PRIMARY KEY (participant, contribution)
) STRICT, WITHOUT ROWID;

CREATE INDEX agreement_contribution ON agreement (contribution);

CREATE TRIGGER agreement_added AFTER INSERT ON agreement BEGIN
    UPDATE contribution SET agreements = agreements + 1 WHERE seq = new.contribution;
END;

-- Also where a participant goes, and its agreements with it.
CREATE TRIGGER agreement_removed AFTER DELETE ON agreement BEGIN
    UPDATE contribution SET agreements = agreements - 1 WHERE seq = old.contribution;
END;

-- What the public reported. Nothing of the sender is here.
CREATE TABLE report (
    seq          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    contribution INTEGER NOT NULL REFERENCES contribution (seq) ON DELETE CASCADE,
    reason       TEXT NOT NULL,
    text         TEXT,
    created_at   INTEGER NOT NULL,
    -- When staff decided, and whether for what was reported.
    decided_at   INTEGER,
    upheld       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX report_contribution ON report (contribution);
CREATE INDEX report_open ON report (seq) WHERE decided_at IS NULL;

-- As before, with the agreements.
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
  AND c.share <> 'programme'
  AND c.kind <> 'note'
  AND (c.review_geometry IS 'published' OR c.review_words IS 'published')
  AND NOT (c.kind = 'mark' AND (a.marks = 'aggregate' OR c.channel = 'class'));
