-- name: add_account
INSERT INTO account (id, directorate, opened_at) VALUES ($1, $2, $3);

-- name: set_admin
UPDATE account SET admin = $2 WHERE id = $1;

-- name: close_account
UPDATE account SET closed = true, admin = false WHERE id = $1;

-- name: set_directorate
UPDATE account SET directorate = $2 WHERE id = $1;

-- name: find_viewer
SELECT * FROM viewer WHERE account = $1;

-- name: list_names
-- Names of some accounts, as far as the viewer ($2) may know them: all ($3), its own, and those in a team with it.
SELECT p.account, p.name FROM people_person p
WHERE p.account = ANY($1::uuid[]) AND ($3 OR p.account = $2 OR EXISTS (
    SELECT FROM team_member mine JOIN team_member theirs ON theirs.team = mine.team
    WHERE mine.account = $2 AND theirs.account = p.account
));

-- name: find_me
SELECT p.account, p.name, p.email, p.lang, p.mail, a.directorate
FROM people_person p JOIN account a ON a.id = p.account WHERE p.account = $1 AND NOT a.closed;

-- name: search_persons
-- For pickers: open accounts whose name or address contains the words, with the team that they are in in the edition.
SELECT p.account, p.name, p.email, d.name AS directorate, m.team
FROM people_person p
JOIN account a ON a.id = p.account AND NOT a.closed
LEFT JOIN directorate d ON d.id = a.directorate
LEFT JOIN team_member m ON m.account = p.account AND m.edition = $1 AND m.active
WHERE position(lower($2) IN lower(p.name)) > 0 OR position(lower($2) IN p.email_key) > 0
ORDER BY lower(p.name), p.account LIMIT $3;

-- name: find_colleague
-- Whose address ($1) it is, if the person is of the administration ($2).
SELECT p.account, p.name FROM people_person p
JOIN account a ON a.id = p.account AND NOT a.closed
JOIN directorate d ON d.id = a.directorate AND d.administration = $2
WHERE p.email_key = $1;

-- name: find_person
-- Of a closed account only if closed ones are asked for too ($2).
SELECT p.account, p.name FROM people_person p JOIN account a ON a.id = p.account WHERE p.email_key = $1 AND ($2 OR NOT a.closed);

-- name: list_profiles
-- WHO SEES WHAT OF A PROFILE, here and nowhere else. The person itself: all of it. Its team mates, and the mentors who
-- accompany its team: what it shows. Who runs the edition $3 ($4) in which it takes part, by a team, a role or an
-- application: what it shows, and region, level, languages and skills, which composing teams needs. Everybody else: nothing.
WITH asked AS (
    SELECT a.id AS account, a.directorate, p.region, p.level, p.gender, p.langs, p.skills, p.access_needs, p.phone, p.shown,
        CASE WHEN a.id = $2 THEN $5::text[] ELSE
            CASE WHEN $4 AND (EXISTS (SELECT FROM team_member m WHERE m.account = a.id AND m.edition = $3 AND m.active)
                OR EXISTS (SELECT FROM edition_role r WHERE r.account = a.id AND r.edition = $3)
                OR EXISTS (SELECT FROM application w WHERE w.account = a.id AND w.edition = $3 AND w.state <> 'withdrawn'))
                THEN coalesce(p.shown, '{}') || ARRAY['directorate', 'region', 'level', 'langs', 'skills']
            WHEN EXISTS (SELECT FROM team_member m JOIN team_member mine ON mine.team = m.team AND mine.active
                WHERE m.account = a.id AND m.active AND mine.account = $2)
                OR EXISTS (SELECT FROM team_member m JOIN coach c ON c.team = m.team
                WHERE m.account = a.id AND m.active AND c.mentor = $2)
                THEN p.shown
            END
        END AS seen
    FROM account a LEFT JOIN people_profile p ON p.account = a.id
    WHERE a.id = ANY($1::uuid[]) AND NOT a.closed
)
SELECT k.account, k.seen,
    CASE WHEN 'directorate' = ANY(k.seen) THEN d.id END AS directorate,
    CASE WHEN 'directorate' = ANY(k.seen) THEN d.name END AS directorate_name,
    CASE WHEN 'directorate' = ANY(k.seen) THEN o.name END AS administration_name,
    CASE WHEN 'region' = ANY(k.seen) THEN k.region END AS region,
    CASE WHEN 'level' = ANY(k.seen) THEN k.level END AS level,
    CASE WHEN 'gender' = ANY(k.seen) THEN k.gender END AS gender,
    CASE WHEN 'langs' = ANY(k.seen) THEN k.langs END AS langs,
    CASE WHEN 'skills' = ANY(k.seen) THEN k.skills END AS skills,
    CASE WHEN 'access_needs' = ANY(k.seen) THEN k.access_needs END AS access_needs,
    CASE WHEN 'phone' = ANY(k.seen) THEN k.phone END AS phone,
    CASE WHEN k.account = $2 THEN k.shown END AS shown
FROM asked k LEFT JOIN directorate d ON d.id = k.directorate LEFT JOIN administration o ON o.id = d.administration
WHERE cardinality(k.seen) > 0;

-- name: set_erasure_due
UPDATE account SET erasure_due = $2 WHERE id = $1;

-- name: mark_erased
UPDATE account SET erased_at = $2 WHERE id = $1;

-- name: due_erasures
-- Whose time to think it over has passed at $1; who leads a team meanwhile waits until the lead is handed over.
SELECT id AS account, erasure_due AS instant FROM account
WHERE erased_at IS NULL AND erasure_due <= $1 AND NOT account_leads(id) ORDER BY erasure_due, id LIMIT 500;

-- name: next_erasure
SELECT min(erasure_due) FROM account WHERE erased_at IS NULL AND erasure_due > $1;

-- name: erasure_of
-- When the account is erased, if it asked for that, and whether it leads a team that must have another lead first.
SELECT erasure_due AS due, account_leads(id) AS leads FROM account WHERE id = $1;

-- name: list_erasures
-- Who asked to be erased, for admins: the soonest first.
SELECT a.id AS account, p.name, a.erasure_due AS due, account_leads(a.id) AS leads
FROM account a LEFT JOIN people_person p ON p.account = a.id
WHERE a.erased_at IS NULL AND a.erasure_due IS NOT NULL ORDER BY a.erasure_due, a.id LIMIT 500;

-- name: list_tally
-- What people who were erased counted for in an edition.
SELECT team, dimension, value, n FROM people_tally WHERE edition = $1 ORDER BY team, dimension, value;

-- name: list_own_teams
-- Teams of editions that go on, in which the account is: who is erased leaves them.
SELECT m.edition, m.team FROM team_member m JOIN edition e ON e.id = m.edition
WHERE m.account = $1 AND m.active AND e.stage <> 'reporting' ORDER BY m.team;

-- name: list_led_teams
-- Teams of editions that go on, in which the account leads others.
SELECT m.edition, m.team FROM team_member m JOIN team t ON t.id = m.team JOIN edition e ON e.id = m.edition
WHERE m.account = $1 AND m.active AND m.lead AND t.members > 1 AND e.stage <> 'reporting' ORDER BY m.team;

-- name: list_own_applications
-- Applications of the account that still stand, in editions that go on: who is erased takes them back.
SELECT k.edition, k.id AS application FROM application k JOIN edition e ON e.id = k.edition
WHERE k.account = $1 AND k.state NOT IN ('withdrawn', 'declined') AND e.stage <> 'reporting' ORDER BY k.id;

-- name: list_own_papers
-- Authorisations that the account ever sent, also those that another one replaced, unless somebody else has the same.
SELECT DISTINCT v.data->'paper'->>'sha256' AS sha256 FROM event v
WHERE v.type = 'application.authorised' AND v.data->>'account' = $1::uuid::text AND v.data->'paper'->>'sha256' IS NOT NULL
    AND NOT EXISTS (SELECT FROM upload u WHERE u.sha256 = v.data->'paper'->>'sha256' AND u.abandoned_at IS NULL)
    AND NOT EXISTS (SELECT FROM application k JOIN account a ON a.id = k.account AND a.erased_at IS NULL
        WHERE k.paper_sha256 = v.data->'paper'->>'sha256' AND k.account <> $1);

-- name: list_accounts
-- For who runs the platform: accounts whose name or address contains the words ($1; '' for all), or the one of $2, with
-- what they were granted; of one administration ($5), and with one role somewhere ($6, or 'admin'), when they are given.
SELECT a.id AS account, p.name, p.email, a.admin, a.closed, a.opened_at, p.address_worked_at IS NOT NULL AS reached,
    a.directorate, d.name AS directorate_name, o.name AS administration_name,
    ARRAY(SELECT json_build_object('edition', r.edition, 'slug', e.slug, 'name', e.name, 'role', r.role)::text
        FROM edition_role r JOIN edition e ON e.id = r.edition WHERE r.account = a.id ORDER BY e.slug, r.role) AS roles
FROM account a LEFT JOIN people_person p ON p.account = a.id
LEFT JOIN directorate d ON d.id = a.directorate LEFT JOIN administration o ON o.id = d.administration
WHERE ($2::uuid IS NULL OR a.id = $2)
    AND ($1 = '' OR position(lower($1) IN lower(p.name)) > 0 OR position(lower($1) IN p.email_key) > 0)
    AND ($5::uuid IS NULL OR d.administration = $5)
    AND ($6::text = '' OR (a.admin AND $6 = 'admin')
        OR EXISTS (SELECT FROM edition_role h WHERE h.account = a.id AND h.role = $6))
ORDER BY a.closed, lower(p.name), a.id LIMIT $3 OFFSET $4;

-- name: set_consent
INSERT INTO consent (account, purpose, version, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (account, purpose) DO UPDATE SET version = excluded.version, at = excluded.at, withdrawn_at = NULL;

-- name: withdraw_consent
UPDATE consent SET withdrawn_at = $3 WHERE account = $1 AND purpose = $2;

-- name: list_consents
SELECT purpose, version, at, withdrawn_at FROM consent WHERE account = $1 ORDER BY purpose;
