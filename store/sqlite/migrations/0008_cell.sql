-- What every create writes is kept near together: the log takes a whole page for
-- each that it touches.

-- By cells of some 600 m, and in a cell in the order of arrival: those who answer at
-- once share a few pages, where with the finest cells each had one of its own. A box
-- looks through the cells that it meets; the coordinates are in the index still.
DROP INDEX contribution_cell;
CREATE INDEX contribution_cell ON contribution (area, cell >> 32, seq, lon, lat) WHERE lon IS NOT NULL;

-- It told only the newest rev of an area, which whoever asks again reads from what
-- came since.
DROP INDEX change_area;
