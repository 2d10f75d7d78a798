-- name: define_prize
INSERT INTO prize (id, edition, rank, name, amount) VALUES ($1, $2, $3, $4::jsonb, $5)
ON CONFLICT (id) DO UPDATE SET rank = excluded.rank, name = excluded.name, amount = excluded.amount;

-- name: remove_prize
DELETE FROM prize WHERE id = $1;

-- name: award_prize
UPDATE prize SET teams = $2, reason = $3 WHERE id = $1;

-- name: reveal_prize
UPDATE prize SET revealed_at = $2 WHERE id = $1;

-- name: open_ceremony
INSERT INTO ceremony (edition, opened_at) VALUES ($1, $2);

-- name: close_ceremony
UPDATE ceremony SET closed_at = $2 WHERE edition = $1;

-- name: list_prizes
-- The prizes of an edition, the first one first. Who gets one is read only once it is revealed.
SELECT p.id AS prize, p.rank, p.name, p.amount, p.teams IS NOT NULL AS decided, p.revealed_at,
    c.opened_at, c.closed_at,
    coalesce((SELECT max(version) FROM event WHERE stream = 'prizes-' || p.edition), 0) AS version
FROM prize p JOIN edition e ON e.id = p.edition LEFT JOIN ceremony c ON c.edition = p.edition
WHERE p.edition = $1 AND (e.published_at IS NOT NULL OR $2) ORDER BY p.rank, p.id;

-- name: list_winners
-- The teams of the revealed prizes of an edition.
SELECT p.id AS prize, t.id AS team, t.name, t.slug, t.lang, c.title AS challenge_title
FROM prize p JOIN edition e ON e.id = p.edition JOIN team t ON t.id = ANY(p.teams)
LEFT JOIN challenge c ON c.id = t.challenge
WHERE p.edition = $1 AND p.revealed_at IS NOT NULL AND (e.published_at IS NOT NULL OR $2)
ORDER BY p.rank, lower(t.name), t.id;
