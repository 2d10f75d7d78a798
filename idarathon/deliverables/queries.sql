-- ── Written by the projection ──

-- name: begin_upload
-- A file begins to arrive.
INSERT INTO upload (id, edition, team, phase, deliverable, name, size, kind, grace, begun_at, begun_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: finish_upload
-- The file is here.
UPDATE upload SET finished_at = $2, sha256 = $3, size = $4, mime = $5 WHERE id = $1

-- name: abandon_upload
-- The file does not come.
UPDATE upload SET abandoned_at = $2 WHERE id = $1

-- name: deposit_upload
-- The file is part of a deposit.
UPDATE upload SET deposited = true WHERE id = $1

-- ── Read ──

-- name: find_upload
-- An upload, for its team and those who watch its edition ($2 all editions, $3 these, $4 these teams).
SELECT id AS upload, edition, team, phase, deliverable, name, size, kind, begun_at, begun_by,
       finished_at, sha256, mime, abandoned_at, deposited
  FROM upload WHERE id = $1 AND ($2 OR edition = ANY($3::uuid[]) OR team = ANY($4::uuid[]))

-- name: open_uploads
-- What a team has sent for a deliverable and not deposited yet, oldest first.
SELECT id AS upload, edition, team, phase, deliverable, name, size, kind, begun_at, begun_by,
       finished_at, sha256, mime, abandoned_at, deposited
  FROM upload
 WHERE team = $1 AND phase = $2 AND deliverable = $3 AND abandoned_at IS NULL AND NOT deposited
 ORDER BY begun_at, id

-- name: stored_file
-- What is stored for a finished upload.
SELECT name, size, sha256, mime FROM upload WHERE id = $1 AND finished_at IS NOT NULL AND abandoned_at IS NULL

-- name: content_of
-- The hash of what an upload brought.
SELECT sha256 FROM upload WHERE id = $1

-- name: content_used
-- Whether the same bytes belong to another upload than $2, or to an application.
SELECT EXISTS (SELECT FROM upload WHERE sha256 = $1 AND abandoned_at IS NULL AND id <> $2)
    OR EXISTS (SELECT FROM application k JOIN account a ON a.id = k.account AND a.erased_at IS NULL WHERE k.paper_sha256 = $1)

-- name: find_deposit
-- What everyone may know of a deposit who has its code.
SELECT d.code, d.at, d.late, d.counts, d.in_extension, d.in_grace, d.phase, d.deliverable, d.files, r.title, t.name AS team_name,
       t.lang AS team_lang, e.name AS edition_name, e.slug AS edition_slug
  FROM deposit d JOIN team t ON t.id = d.team JOIN edition e ON e.id = t.edition
  LEFT JOIN requirement r ON r.edition = t.edition AND r.phase = d.phase AND r.key = d.deliverable
 WHERE d.code = $1 ORDER BY d.position LIMIT 1

-- ── Asked by the clock and the reactions ──

-- name: due_abandonments
-- Uploads that nobody goes on with: begun two days ago, or here for a week and not deposited.
SELECT id AS upload, edition, team, begun_at + CASE WHEN finished_at IS NULL THEN $2::interval ELSE $3::interval END AS instant
  FROM upload
 WHERE abandoned_at IS NULL AND NOT deposited
   AND begun_at + CASE WHEN finished_at IS NULL THEN $2::interval ELSE $3::interval END <= $1
 ORDER BY begun_at LIMIT 500

-- name: next_abandonment
-- The first such instant after $1.
SELECT min(begun_at + CASE WHEN finished_at IS NULL THEN $2::interval ELSE $3::interval END) FROM upload
 WHERE abandoned_at IS NULL AND NOT deposited
   AND begun_at + CASE WHEN finished_at IS NULL THEN $2::interval ELSE $3::interval END > $1
