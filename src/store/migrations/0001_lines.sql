-- Command lines that are too long for a button to carry, by the digest of the line.
CREATE TABLE lines (
    key TEXT PRIMARY KEY,
    line TEXT NOT NULL,
    made_at @integer NOT NULL
) @strict;
