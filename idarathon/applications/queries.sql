-- ── Written by the projections ──

-- name: set_dates
INSERT INTO application_dates (edition, opens_at, closes_at, opens_wall, closes_wall) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (edition) DO UPDATE SET opens_at = excluded.opens_at, closes_at = excluded.closes_at,
    opens_wall = excluded.opens_wall, closes_wall = excluded.closes_wall;

-- name: add_application
INSERT INTO application (id, edition, account, administration, challenge, idea, motivation, skills, by, in_grace, state,
    submitted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'submitted', $11);

-- name: revise_application
UPDATE application SET challenge = $2, idea = $3, motivation = $4, skills = $5, by = $6, revised_at = $7 WHERE id = $1;

-- name: withdraw_application
UPDATE application SET state = 'withdrawn' WHERE id = $1;

-- name: authorise_application
-- The focal point's word does not take the paper away.
UPDATE application SET authorised_by = $2, denied = NULL, paper_sha256 = coalesce($3, paper_sha256),
    paper_size = coalesce($4, paper_size), paper_mime = coalesce($5, paper_mime) WHERE id = $1;

-- name: deny_application
-- A selection that was not announced falls with its authorisation.
UPDATE application SET authorised_by = NULL, denied = $2,
    state = CASE WHEN state = 'selected' THEN coalesce(announced, 'submitted') ELSE state END WHERE id = $1;

-- name: decide_application
UPDATE application SET state = $2, reason = $3, decided_at = $4 WHERE id = $1;

-- name: announce_application
UPDATE application SET announced = $2, announced_at = $3 WHERE id = $1;

-- name: put_reading
INSERT INTO application_reading (application, reader, advice, words, read_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (application, reader) DO UPDATE SET advice = excluded.advice, words = excluded.words,
    read_at = excluded.read_at;

-- name: drop_readings
DELETE FROM application_reading WHERE application = $1;

-- name: add_proposal
INSERT INTO application_proposal (edition, account, administration, proposed_at, proposed_by)
VALUES ($1, $2, $3, $4, $5);

-- ── Read by pages ──

-- name: find_dates
SELECT opens_at, closes_at, opens_wall, closes_wall FROM application_dates WHERE edition = $1;
