-- name: stage
-- A file and all its lines. The cells of a wrong line come as JSON, for lines are of different lengths.
WITH about AS (
    INSERT INTO people_import (id, account, edition, administration, file, header, unread, lang, digest, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)
INSERT INTO people_import_row (import, line, account, email_key, person, cells, faults)
SELECT $1, line, account, email_key, person::jsonb,
    CASE WHEN cells IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(cells::jsonb)) END, faults::jsonb
FROM unnest($11::int[], $12::uuid[], $13::text[], $14::text[], $15::text[], $16::text[])
    AS one(line, account, email_key, person, cells, faults);

-- name: forget_stale
-- Files that were sent before and never confirmed.
WITH old AS (
    DELETE FROM people_import i WHERE created_at < $1 AND NOT EXISTS (SELECT FROM roster r WHERE r.id = i.id) RETURNING id
)
DELETE FROM people_import_row WHERE import IN (SELECT id FROM old);

-- name: discard
WITH own AS (
    DELETE FROM people_import i WHERE id = $1 AND account = $2 AND NOT EXISTS (SELECT FROM roster r WHERE r.id = i.id)
    RETURNING id
)
DELETE FROM people_import_row WHERE import IN (SELECT id FROM own);

-- name: erase
WITH gone AS (DELETE FROM people_import WHERE id = $1)
DELETE FROM people_import_row WHERE import = $1;

-- name: closed_keys
SELECT p.email_key FROM people_person p JOIN account a ON a.id = p.account LEFT JOIN directorate d ON d.id = a.directorate
WHERE p.email_key = ANY($1::text[]) AND a.closed AND ($2::uuid IS NULL OR d.administration = $2);
