-- The shapes of reference layers by what they are. Name, source and order stand in
-- the area's document, which a file gives back and a page changes as a whole; the
-- shapes are large, and reading an area must not bring them along. The table of
-- 0003 had none of this and nothing ever wrote it.

DROP TABLE layer;
CREATE TABLE layer (
    area   INTEGER NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    -- SHA-256 of doc, in hexadecimal, as the area's document names it.
    digest TEXT NOT NULL,
    -- GeoJSON in WGS 84.
    doc    TEXT NOT NULL,
    PRIMARY KEY (area, digest)
) STRICT;
