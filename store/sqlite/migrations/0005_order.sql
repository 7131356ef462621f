-- An order for what a participant does: a change, background answers or an
-- agreement whose copy arrives late must not win over what came after it.

-- How often the participant changed, answered or agreed since the first
-- contribution, undone and repeated acts included. It only grows.
ALTER TABLE participant ADD COLUMN acts INTEGER NOT NULL DEFAULT 0;
