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

-- name: drop_paper
UPDATE application SET paper_sha256 = NULL, paper_size = NULL, paper_mime = NULL WHERE id = $1;

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

-- name: has_focal
-- Whether an edition has a focal point whose directorate is of an administration.
SELECT EXISTS (SELECT FROM edition_role r JOIN account a ON a.id = r.account AND NOT a.closed
    JOIN directorate d ON d.id = a.directorate WHERE r.edition = $1 AND r.role = 'focal' AND d.administration = $2);

-- name: find_own
-- The newest application of an account ($2) to an edition ($1), as far as its author knows of it.
SELECT k.id AS application, coalesce(CASE WHEN k.state = 'withdrawn' THEN k.state END, k.announced, 'submitted') AS state,
    k.challenge, k.challenge_title, i.text AS idea, m.text AS motivation, s.text AS skills, k.by, k.authorised_by,
    d.text AS denied, k.denied IS NOT NULL AS is_denied, k.paper_sha256 IS NOT NULL AS paper, k.submitted_at,
    k.revised_at, k.announced_at
FROM application_known k LEFT JOIN people_remark i ON i.id = k.idea LEFT JOIN people_remark m ON m.id = k.motivation
LEFT JOIN people_remark s ON s.id = k.skills LEFT JOIN people_remark d ON d.id = k.denied
WHERE k.edition = $1 AND k.account = $2 ORDER BY k.state = 'withdrawn', k.submitted_at DESC LIMIT 1;

-- name: list_applications
-- The applications to an edition ($1), the first submitted first, with the advice of who looks ($2). Each of the other
-- filters holds unless it is null (its own is not there to be read): state, administration, region, whether the authorisation is missing, how many have
-- read it, whether who looks has still to read it.
SELECT k.id AS application, k.name, k.administration_name, k.directorate_name, k.region, k.challenge_title, k.state,
    k.announced, k.authorised_by, k.denied IS NOT NULL AS denied, k.submitted_at, k.readings, k.agreed,
    g.advice AS own_advice, count(*) OVER ()::int AS total
FROM application_known k LEFT JOIN application_reading g ON g.application = k.id AND g.reader = $2
WHERE k.edition = $1 AND k.account <> $2 AND CASE WHEN $3::text IS NULL THEN k.state <> 'withdrawn' ELSE k.state = $3 END
  AND ($4::uuid IS NULL OR k.administration = $4) AND ($5::text IS NULL OR k.region = $5)
  AND (NOT $6::boolean OR k.authorised_by IS NULL) AND ($7::int IS NULL OR k.readings = $7)
  AND (NOT $8::boolean OR (k.state = 'submitted' AND k.readings < 2 AND g.advice IS NULL))
ORDER BY k.submitted_at, k.id LIMIT $9 OFFSET $10;

-- name: list_unread
-- The first two applications to an edition ($1) that an account ($2) has still to read.
SELECT a.id FROM application a
WHERE a.edition = $1 AND a.state = 'submitted'
  AND NOT EXISTS (SELECT FROM application_reading g WHERE g.application = a.id AND g.reader = $2)
  AND (SELECT count(*) FROM application_reading g WHERE g.application = a.id) < 2
ORDER BY a.submitted_at, a.id LIMIT 2;

-- name: count_applications
-- Of an edition ($1), for who looks ($2): all but the withdrawn, those to read, to decide, to announce, to decide at once.
SELECT count(*)::int AS all_of_them, count(*) FILTER (WHERE k.state = 'submitted' AND k.readings < 2 AND g.advice IS NULL)::int
        AS to_read,
    count(*) FILTER (WHERE k.state = 'submitted' AND k.readings = 2)::int AS to_decide,
    count(*) FILTER (WHERE k.state IN ('selected', 'waiting', 'declined') AND k.state IS DISTINCT FROM k.announced)::int
        AS to_announce,
    count(*) FILTER (WHERE k.state = 'selected')::int AS selected,
    count(*) FILTER (WHERE k.state = 'submitted' AND k.agreed IS NOT NULL
        AND (k.agreed <> 'select' OR k.authorised_by IS NOT NULL))::int AS agreed
FROM application_known k LEFT JOIN application_reading g ON g.application = k.id AND g.reader = $2
WHERE k.edition = $1 AND k.account <> $2 AND k.state <> 'withdrawn';

-- name: find_application
-- One application ($2) to an edition ($1), whole, for who looks ($3): never its author, whatever role it got since.
SELECT k.id AS application, k.account, k.name, k.administration_name, k.directorate_name, k.region, k.challenge_title,
    i.text AS idea, m.text AS motivation, s.text AS skills, k.by, k.authorised_by, d.text AS denied_reason,
    k.denied IS NOT NULL AS denied, k.paper_sha256 IS NOT NULL AS paper, k.in_grace, k.state, k.announced,
    x.text AS reason, k.submitted_at, k.revised_at, k.decided_at, k.readings, k.agreed,
    (SELECT max(version) FROM event WHERE stream = 'application-' || k.id) AS version
FROM application_known k LEFT JOIN people_remark i ON i.id = k.idea LEFT JOIN people_remark m ON m.id = k.motivation
LEFT JOIN people_remark s ON s.id = k.skills LEFT JOIN people_remark d ON d.id = k.denied
LEFT JOIN people_remark x ON x.id = k.reason
WHERE k.edition = $1 AND k.id = $2 AND k.account <> $3;

-- name: list_readings
-- The advice about an application ($1): who looks ($2) reads another's once both are given.
SELECT g.reader, p.name, g.advice, w.text AS words, g.read_at FROM application_reading g
LEFT JOIN people_person p ON p.account = g.reader LEFT JOIN people_remark w ON w.id = g.words
WHERE g.application = $1 AND (g.reader = $2 OR (SELECT count(*) FROM application_reading WHERE application = $1) >= 2)
ORDER BY g.read_at, g.reader;

-- name: list_of_administration
-- The applications of an administration ($2) to an edition ($1), as their authors know of them; those to authorise first.
SELECT k.id AS application, k.name, k.directorate_name, k.challenge_title, k.by, k.authorised_by,
    k.denied IS NOT NULL AS denied, k.paper_sha256 IS NOT NULL AS paper, k.account = $3 AS own,
    coalesce(CASE WHEN k.state = 'withdrawn' THEN k.state END, k.announced, 'submitted') AS state, k.submitted_at
FROM application_known k WHERE k.edition = $1 AND k.administration = $2 AND k.state <> 'withdrawn'
ORDER BY k.authorised_by IS NOT NULL OR k.denied IS NOT NULL, k.submitted_at, k.id LIMIT 500;

-- name: count_to_authorise
SELECT count(*) FROM application
WHERE edition = $1 AND administration = $2 AND state <> 'withdrawn' AND authorised_by IS NULL AND denied IS NULL
  AND account <> $3;

-- name: list_colleagues
-- People of an administration ($2) who could be asked to apply to an edition ($1), by words of their name or address ($3).
SELECT p.account, p.name, d.name AS directorate, q.account IS NOT NULL AS asked
FROM people_person p JOIN account a ON a.id = p.account AND NOT a.closed AND NOT a.admin
JOIN directorate d ON d.id = a.directorate AND d.administration = $2
LEFT JOIN application_proposal q ON q.edition = $1 AND q.account = p.account
WHERE (position(lower($3) IN lower(p.name)) > 0 OR position(lower($3) IN p.email_key) > 0) AND p.account <> $4
  AND NOT EXISTS (SELECT FROM application x WHERE x.edition = $1 AND x.account = p.account AND x.state <> 'withdrawn')
  AND NOT EXISTS (SELECT FROM team_member t WHERE t.edition = $1 AND t.account = p.account AND t.active)
  AND NOT EXISTS (SELECT FROM edition_role r WHERE r.edition = $1 AND r.account = p.account
      AND r.role IN ('facilitator', 'juror', 'president'))
ORDER BY lower(p.name), p.account LIMIT 20;

-- name: find_paper
-- The signed authorisation of an application ($2), for its author ($3), who watches the edition ($4), and the focal point
-- of its administration ($5).
SELECT paper_sha256 AS sha256, paper_size AS size, paper_mime AS mime FROM application
WHERE edition = $1 AND id = $2 AND paper_sha256 IS NOT NULL AND (account = $3 OR $4 OR administration = $5)
    AND NOT EXISTS (SELECT FROM account a WHERE a.id = application.account AND a.erased_at IS NOT NULL); -- then it is gone

-- name: list_regions
-- Where the applicants to an edition work: codes, or words of a directory that was written before there were codes.
SELECT DISTINCT region FROM application_known WHERE edition = $1 AND region IS NOT NULL ORDER BY region;

-- name: list_administrations
-- Administrations of the applicants to an edition.
SELECT DISTINCT m.id, m.name FROM application a JOIN administration m ON m.id = a.administration WHERE a.edition = $1;

-- ── Asked by the clock and the reactions ──

-- name: due_papers
-- Signed authorisations whose time ($2 after the last window of their edition) has passed at $1. ``version``: of the
-- application, since one that is sent again is dropped again.
SELECT k.edition, k.id AS application, p.instant,
    (SELECT max(version) FROM event WHERE stream = 'application-' || k.id) AS version
FROM application_paper_ends($2) p JOIN application k ON k.edition = p.edition AND k.paper_sha256 IS NOT NULL
WHERE p.instant <= $1 ORDER BY p.instant, k.id LIMIT 500;

-- name: next_paper
SELECT min(instant) FROM application_paper_ends($2) WHERE instant > $1;

-- name: list_papers_of
-- The papers that an application ($1) ever had, unless somebody still needs the same.
SELECT DISTINCT v.data->'paper'->>'sha256' AS sha256 FROM event v
WHERE v.stream = 'application-' || $1::uuid AND v.data->'paper'->>'sha256' IS NOT NULL
    AND NOT EXISTS (SELECT FROM upload u WHERE u.sha256 = v.data->'paper'->>'sha256' AND u.abandoned_at IS NULL)
    AND NOT EXISTS (SELECT FROM application k JOIN account a ON a.id = k.account AND a.erased_at IS NULL
        WHERE k.paper_sha256 = v.data->'paper'->>'sha256');
