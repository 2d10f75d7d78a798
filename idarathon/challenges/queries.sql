-- name: add_challenge
INSERT INTO challenge (id, edition, slug, title, question, context, expected, resources, department, status, drafted_at,
    drafted_by)
VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6::jsonb, $7::jsonb, $8::jsonb, $9, 'draft', $10, $11);

-- name: revise_challenge
UPDATE challenge SET title = $2::jsonb, question = $3::jsonb, context = $4::jsonb, expected = $5::jsonb,
    resources = $6::jsonb, department = $7
WHERE id = $1;

-- name: submit_challenge
UPDATE challenge SET status = 'submitted', owner = $2, submitted_at = $3 WHERE id = $1;

-- name: return_challenge
UPDATE challenge SET status = 'changes_requested' WHERE id = $1;

-- name: add_round
INSERT INTO challenge_round (challenge, position, asked_at, asked_by, reason, remarks) VALUES ($1, $2, $3, $4, $5, $6::jsonb);

-- name: answer_rounds
UPDATE challenge_round SET answered_at = $2 WHERE challenge = $1 AND answered_at IS NULL;

-- name: approve_challenge
UPDATE challenge SET status = 'approved', approved_at = $2 WHERE id = $1;

-- name: publish_challenge
UPDATE challenge SET status = 'published', published_at = $2 WHERE id = $1;

-- name: close_challenge
UPDATE challenge SET status = 'closed', closed_at = $2, closed_reason = $3 WHERE id = $1;

-- name: list_challenges
-- The challenges of an edition ($1) that the viewer may see: all ($2: it watches), its own ($3: it owns or, as a
-- focal point, proposes them), and the published and closed ones of an edition that is published or in which it has a role ($4).
SELECT c.id AS challenge, c.edition, c.slug, c.title, c.question, c.status, c.department, d.name AS department_name,
    (SELECT count(*) FROM team t WHERE t.challenge = c.id AND t.withdrawn_at IS NULL) AS teams
FROM challenge c JOIN edition e ON e.id = c.edition LEFT JOIN administration d ON d.id = c.department
WHERE c.edition = $1 AND ($2 OR c.id = ANY($3::uuid[])
    OR (c.status IN ('published', 'closed') AND (e.published_at IS NOT NULL OR $4)))
ORDER BY c.drafted_at, c.id;

-- name: find_challenge
-- One challenge by its slug ($5), in the same scope. The owner's name and the reason of closing are for who sees all
-- and for the owner.
SELECT c.id AS challenge, c.edition, c.slug, c.title, c.question, c.context, c.expected, c.resources, c.status,
    c.department, d.name AS department_name,
    CASE WHEN $2 OR c.id = ANY($3::uuid[]) THEN c.owner END AS owner,
    CASE WHEN $2 OR c.id = ANY($3::uuid[]) THEN p.name END AS owner_name,
    CASE WHEN $2 OR c.id = ANY($3::uuid[]) THEN r.text END AS closed_reason,
    c.published_at, c.closed_at,
    (SELECT count(*) FROM team t WHERE t.challenge = c.id AND t.withdrawn_at IS NULL) AS teams,
    coalesce((SELECT max(version) FROM event WHERE stream = 'challenge-' || c.id), 0) AS version
FROM challenge c
JOIN edition e ON e.id = c.edition
LEFT JOIN administration d ON d.id = c.department
LEFT JOIN people_person p ON p.account = c.owner
LEFT JOIN people_remark r ON r.id = c.closed_reason
WHERE c.edition = $1 AND c.slug = $5 AND ($2 OR c.id = ANY($3::uuid[])
    OR (c.status IN ('published', 'closed') AND (e.published_at IS NOT NULL OR $4)));

-- name: list_own
-- The challenges of an edition ($1) among some ($2), the newest first, with how often changes were requested.
SELECT c.id AS challenge, c.edition, c.slug, c.title, c.question, c.status, c.department, d.name AS department_name,
    p.name AS owner_name, c.submitted_at,
    (SELECT count(*) FROM team t WHERE t.challenge = c.id AND t.withdrawn_at IS NULL) AS teams,
    (SELECT count(*) FROM challenge_round r WHERE r.challenge = c.id) AS rounds
FROM challenge c
LEFT JOIN administration d ON d.id = c.department
LEFT JOIN people_person p ON p.account = c.owner
WHERE c.edition = $1 AND c.id = ANY($2::uuid[]) ORDER BY c.drafted_at DESC, c.id;

-- name: list_rounds
-- What was asked of a challenge ($1), the newest first; the remarks by part.
SELECT r.asked_at, r.answered_at, p.name AS asked_by, w.text AS reason,
    coalesce((SELECT json_object_agg(o.key, m.text) FROM jsonb_each_text(r.remarks) o
        JOIN people_remark m ON m.id = o.value::uuid), '{}')::text AS remarks
FROM challenge_round r
LEFT JOIN people_person p ON p.account = r.asked_by
LEFT JOIN people_remark w ON w.id = r.reason
WHERE r.challenge = $1 ORDER BY r.position DESC;
