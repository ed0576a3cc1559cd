-- Alerts, the statements that were seen, and what is to be told to whom.
-- @integer, @key and @strict are written as the database at hand wants them. Moments are
-- milliseconds since 1970, texts named `matter` and `quoted` are JSON.

-- Counts changes, so that whoever keeps a copy in memory knows whether it is of today.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value @integer NOT NULL
) @strict;
INSERT INTO counters (name, value) VALUES ('alerts', 0);

CREATE TABLE servers (
    server @integer PRIMARY KEY,
    -- Members with this role may set alerts for channels.
    role @integer,
    -- When the bot left it; its data go some time after.
    left_at @integer
) @strict;

CREATE TABLE alerts (
    id @key,
    owner @integer NOT NULL,
    server @integer,
    destination TEXT NOT NULL,
    query TEXT NOT NULL,
    cadence TEXT NOT NULL,
    mention @integer,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'suspended', 'removed')),
    reason TEXT NOT NULL DEFAULT '',
    made_at @integer NOT NULL,
    changed_at @integer NOT NULL,
    -- The value of the counter when it was last changed.
    version @integer NOT NULL,
    next_at @integer
) @strict;
CREATE UNIQUE INDEX alerts_once ON alerts (owner, destination, query) WHERE state <> 'removed';
CREATE INDEX alerts_by_version ON alerts (version);
CREATE INDEX alerts_by_server ON alerts (server);
CREATE INDEX alerts_by_next ON alerts (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE statements (
    id TEXT PRIMARY KEY,
    fingerprint @integer NOT NULL,
    revision @integer NOT NULL,
    -- How it came to be known: first-load, backfill or added.
    how TEXT NOT NULL CHECK (how IN ('first-load', 'backfill', 'added')),
    seen_at @integer NOT NULL,
    changed_at @integer NOT NULL,
    removed_at @integer
) @strict;

CREATE TABLE deliveries (
    id @key,
    kind TEXT NOT NULL CHECK (kind IN ('notice', 'digest', 'summary', 'correction', 'word')),
    alert @integer REFERENCES alerts (id) ON DELETE CASCADE,
    destination TEXT NOT NULL,
    server @integer,
    statement TEXT,
    revision @integer,
    -- Of a digest: the moment it was due by its alert's cadence.
    period @integer,
    matter TEXT NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('held', 'joined', 'waiting', 'leased', 'sent', 'cancelled', 'failed')
    ),
    reason TEXT NOT NULL DEFAULT '',
    made_at @integer NOT NULL,
    due_at @integer NOT NULL,
    lease_until @integer,
    lease_by TEXT,
    -- 1 when a statement it is about changed after it was leased and before its body was written.
    stale @integer NOT NULL DEFAULT 0,
    attempts @integer NOT NULL DEFAULT 0,
    first_attempt_at @integer,
    part_of @integer REFERENCES deliveries (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL DEFAULT '',
    quoted TEXT NOT NULL DEFAULT '[]',
    message TEXT NOT NULL DEFAULT '',
    sent_at @integer
) @strict;
CREATE UNIQUE INDEX deliveries_once ON deliveries (alert, statement, revision, kind);
CREATE UNIQUE INDEX digests_once ON deliveries (alert, period);
CREATE INDEX deliveries_due ON deliveries (state, due_at, id);
CREATE INDEX deliveries_by_queue ON deliveries (state, destination, due_at, id);
CREATE INDEX deliveries_in_parts ON deliveries (state) WHERE kind IN ('digest', 'summary');
CREATE INDEX deliveries_by_destination ON deliveries (destination, made_at);
CREATE INDEX deliveries_by_statement ON deliveries (statement);
CREATE INDEX deliveries_by_part ON deliveries (part_of);

CREATE TABLE attempts (
    delivery @integer NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    number @integer NOT NULL,
    begun_at @integer NOT NULL,
    ended_at @integer,
    -- Which process made it.
    process TEXT NOT NULL,
    -- What came of it, in words; empty while it is under way or when its process died.
    outcome TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (delivery, number)
) @strict;
