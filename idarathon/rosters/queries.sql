-- name: add_roster
INSERT INTO roster (id, edition, administration, confirmed_by, people, left_out, confirmed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: finish_roster
UPDATE roster SET finished_at = $2, opened = $3, known = $4, refused = $5 WHERE id = $1;

-- name: find_staged
-- What a file said, for whose it is ($2), until it is carried out. Known: an open account has the address, which who asks
-- may know of: all ($3), else those of the one administration.
SELECT i.id AS roster, i.edition, i.administration, i.file, i.unread, i.header, i.digest, i.created_at,
    count(*) FILTER (WHERE r.faults IS NULL)::int AS people,
    count(*) FILTER (WHERE r.faults IS NOT NULL)::int AS wrong,
    count(*) FILTER (WHERE known.account IS NOT NULL)::int AS known,
    count(*) FILTER (WHERE r.faults IS NULL AND known.account IS NULL)::int AS fresh,
    count(*) FILTER (WHERE known.account IS NULL AND r.person->>'role' <> '')::int AS fresh_roles,
    count(*) FILTER (WHERE r.person->>'role' <> '')::int AS roles
FROM people_import i JOIN people_import_row r ON r.import = i.id
LEFT JOIN LATERAL (
    SELECT a.id AS account FROM people_person p JOIN account a ON a.id = p.account LEFT JOIN directorate d ON d.id = a.directorate
    WHERE p.email_key = r.email_key AND ($3 OR d.administration = i.administration)
) known ON true
WHERE i.id = $1 AND i.account = $2 GROUP BY i.id;

-- name: list_wrong
-- The wrong lines of a list, in the order of the file.
SELECT line, cells, faults FROM people_import_row WHERE import = $1 AND faults IS NOT NULL ORDER BY line LIMIT $2;

-- name: list_staged
-- The first people of a list, as they would be imported.
SELECT line, person FROM people_import_row WHERE import = $1 AND faults IS NULL ORDER BY line LIMIT $2;

-- name: find_roster
SELECT id AS roster, edition, administration, confirmed_by, people, left_out, confirmed_at, finished_at, opened, known, refused
FROM roster WHERE id = $1 AND edition = $2;

-- name: list_rosters
-- The lists of an edition, the latest first: all ($2), else those of one account.
SELECT id AS roster, edition, administration, confirmed_by, people, left_out, confirmed_at, finished_at, opened, known, refused
FROM roster WHERE edition = $1 AND ($2 OR confirmed_by = $3) ORDER BY confirmed_at DESC, id LIMIT 20;

-- name: count_done
-- How many people of a list have an account by now.
SELECT count(*)::int FROM people_import_row r JOIN people_person p ON p.email_key = r.email_key WHERE r.import = $1;

-- name: is_staged
-- Whether what was confirmed is what waits here: the same person's, for the same edition and administration, line by line.
SELECT EXISTS (
    SELECT FROM people_import i WHERE i.id = $1 AND i.account = $2 AND i.edition = $3
        AND i.administration IS NOT DISTINCT FROM $4 AND i.digest = $5
        AND $6 = (SELECT count(*) FROM people_import_row r WHERE r.import = i.id AND r.faults IS NULL)
        AND $7 = (SELECT count(*) FROM people_import_row r WHERE r.import = i.id AND r.faults IS NOT NULL)
);

-- name: list_due
-- People of a list after a line, with who has the address by now, whether it was opened for this line or before.
SELECT r.line, r.account, r.person, i.lang, p.account AS holder, coalesce(a.closed, false) AS closed
FROM people_import_row r JOIN people_import i ON i.id = r.import
LEFT JOIN people_person p ON p.email_key = r.email_key LEFT JOIN account a ON a.id = p.account
WHERE r.import = $1 AND r.faults IS NULL AND r.line > $2 ORDER BY r.line LIMIT $3;

-- name: count_outcome
-- Of the people of a list: opened for it; known before, or opened by somebody else meanwhile; closed.
SELECT count(*) FILTER (WHERE p.account = r.account)::int AS opened,
    count(*) FILTER (WHERE p.account <> r.account AND NOT a.closed)::int AS known,
    count(*) FILTER (WHERE p.account IS NULL OR (p.account <> r.account AND a.closed))::int AS refused
FROM people_import_row r LEFT JOIN people_person p ON p.email_key = r.email_key LEFT JOIN account a ON a.id = p.account
WHERE r.import = $1 AND r.faults IS NULL;
