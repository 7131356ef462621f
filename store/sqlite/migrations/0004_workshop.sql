-- Workshops: gatherings that collect in rounds.

-- A workshop is read and written whole, by its code; what is asked of many at
-- once, its marks, stands in contribution.
CREATE TABLE workshop (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    area INTEGER NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    -- JSON: store.Workshop, with its rounds, screens and key.
    doc  TEXT NOT NULL
) STRICT;

CREATE INDEX workshop_area ON workshop (area);

-- Whether it came after its round was closed; whether its workshop's room may
-- read its words. Only marks of a workshop are either, so that has_more covers
-- them.
ALTER TABLE contribution ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contribution ADD COLUMN released INTEGER NOT NULL DEFAULT 0;

-- The marks of a round: what is held is lifted by it, and the room reads by it.
CREATE INDEX contribution_workshop ON contribution (workshop, round) WHERE workshop IS NOT NULL;

-- A facilitator released the words that stood there, not those that come after.
CREATE TRIGGER released_words AFTER UPDATE OF text, wish, title, place_text, wkb ON contribution
WHEN new.released AND (old.text, old.wish, old.title, old.place_text, old.wkb)
    IS NOT (new.text, new.wish, new.title, new.place_text, new.wkb) BEGIN
    UPDATE contribution SET released = 0 WHERE seq = new.seq;
END;
