-- name: lock_head
-- The counter row, locked: from here to the commit this transaction alone gives positions.
SELECT position, digest FROM log_head FOR UPDATE;

-- name: move_head
UPDATE log_head SET position = $1, digest = $2;

-- name: append
INSERT INTO event (position, id, stream, version, type, data, at, actor, command_id, correlation, causation, edition, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: load_streams
-- What state is folded from: all events of some streams, in log order.
SELECT stream, type, data::text AS data
FROM event WHERE stream = ANY($1::text[]) ORDER BY position;

-- name: load_commands
-- What some command ids recorded the first time.
SELECT position, id, stream, version, type, data::text AS data, at, actor, command_id, correlation, causation, edition
FROM event WHERE command_id = ANY($1::uuid[]) ORDER BY position;

-- name: read_after
-- A page of the log after a position.
SELECT position, id, stream, version, type, data::text AS data, at, actor, command_id, correlation, causation, edition, digest
FROM event WHERE position > $1 ORDER BY position LIMIT $2;

-- name: read_event
SELECT position, id, stream, version, type, data::text AS data, at, actor, command_id, correlation, causation, edition
FROM event WHERE id = $1;

-- name: head
SELECT position, digest, instance FROM log_head;

-- name: done_units
-- Which (consumer, event) pairs of a batch have already been done.
SELECT i.consumer, i.event_id FROM inbox i
JOIN unnest($1::text[], $2::uuid[]) AS u(consumer, event_id) ON i.consumer = u.consumer AND i.event_id = u.event_id;

-- name: tick_inbox
INSERT INTO inbox (consumer, event_id, position, outcome, detail) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (consumer, event_id) DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail, at = now()
WHERE inbox.outcome = 'parked';

-- name: park
INSERT INTO parked (consumer, event_id, position, error, attempts) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (consumer, event_id) DO UPDATE
SET error = excluded.error, attempts = excluded.attempts, parked_at = now(), replayed_at = NULL;

-- name: list_parked
-- Parked messages that wait for a decision, oldest first, with the event that they are about.
SELECT p.consumer, p.event_id, p.position, p.error, p.attempts, p.parked_at, e.type, e.stream
FROM parked p JOIN event e ON e.id = p.event_id WHERE p.replayed_at IS NULL ORDER BY p.position, p.consumer LIMIT 500;

-- name: mark_replayed
-- Ask for another try: the message is no longer parked, and no longer done.
WITH asked AS (
    UPDATE parked SET replayed_at = now() WHERE consumer = $1 AND event_id = $2 AND replayed_at IS NULL
    RETURNING consumer, event_id
)
DELETE FROM inbox i USING asked a WHERE i.consumer = a.consumer AND i.event_id = a.event_id AND i.outcome = 'parked'
RETURNING i.position;

-- name: due_replays
SELECT p.event_id FROM parked p
WHERE p.consumer = $1 AND p.replayed_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = p.consumer AND i.event_id = p.event_id)
ORDER BY p.position LIMIT 100;

-- name: starts
-- Where each consumer (with its types, one pair a row) must begin: at the lowest position that it has no inbox row for,
-- or after the last. One statement, so one picture.
SELECT w.consumer, coalesce(min(e.position), h.position + 1) AS position
FROM log_head h CROSS JOIN unnest($1::text[], $2::text[]) AS w(consumer, type)
LEFT JOIN event e ON e.type = w.type
  AND NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = w.consumer AND i.event_id = e.id)
GROUP BY w.consumer, h.position;

-- name: count_unfinished
SELECT count(*) FROM event e
WHERE e.type = ANY($2::text[])
  AND NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = $1 AND i.event_id = e.id);

-- name: count_behind
-- How many consumers (each with its types, one pair a row) have something left to do after a position.
SELECT count(DISTINCT w.consumer) FROM unnest($1::text[], $2::text[]) AS w(consumer, type)
JOIN event e ON e.type = w.type AND e.position > $3
WHERE NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = w.consumer AND i.event_id = e.id);
