-- name: add_team
INSERT INTO team (id, edition, slug, name, lang, registered_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: count_members
UPDATE team SET members = members + $2 WHERE id = $1;

-- name: confirm_team
UPDATE team SET confirmed_at = $2 WHERE id = $1;

-- name: flag_minimum
UPDATE team SET below_minimum = $2 WHERE id = $1;

-- name: set_challenge
UPDATE team SET challenge = $2 WHERE id = $1;

-- name: rename_team
UPDATE team SET name = $2 WHERE id = $1;

-- name: withdraw_team
UPDATE team SET withdrawn_at = $2, withdrawn_reason = $3 WHERE id = $1;

-- name: add_member
INSERT INTO team_member (edition, team, account, lead, joined_at) VALUES ($1, $2, $3, $4, $5);

-- name: drop_member
DELETE FROM team_member WHERE team = $1 AND account = $2;

-- name: set_lead
UPDATE team_member SET lead = (account = $2) WHERE team = $1;

-- name: free_members
UPDATE team_member SET active = false WHERE team = $1;

-- name: add_invitation
INSERT INTO team_invitation (edition, team, account, invited_at, invited_by) VALUES ($1, $2, $3, $4, $5);

-- name: drop_invitation
DELETE FROM team_invitation WHERE team = $1 AND account = $2;

-- name: drop_invitations
DELETE FROM team_invitation WHERE team = $1;

-- name: set_opening
INSERT INTO team_opening (team, takes, roles, lang) VALUES ($1, $2, $3, $4)
ON CONFLICT (team) DO UPDATE SET takes = $2, roles = $3, lang = $4;

-- name: add_request
INSERT INTO team_request (edition, team, account, words, asked_at) VALUES ($1, $2, $3, $4, $5);

-- name: drop_request
DELETE FROM team_request WHERE team = $1 AND account = $2;

-- name: drop_requests
DELETE FROM team_request WHERE team = $1;

-- name: add_seeker
INSERT INTO team_seeker (edition, account, seeking, words, first_at, since) VALUES ($1, $2, true, $3, $4, $4)
ON CONFLICT (edition, account) DO UPDATE SET seeking = true, words = $3, since = $4;

-- name: end_seeking
UPDATE team_seeker SET seeking = false, words = NULL WHERE edition = $1 AND account = $2;

-- name: add_side
INSERT INTO edition_side (edition, account, side, source) VALUES ($1, $2, 'judged', 'team:' || $3);

-- name: drop_side
DELETE FROM edition_side WHERE edition = $1 AND account = $2 AND source = 'team:' || $3;

-- name: drop_sides
DELETE FROM edition_side WHERE edition = $1 AND source = 'team:' || $2;

-- name: list_teams
-- The teams of an edition ($1) that is published or in which the viewer has a role ($2), by name, a page of them;
-- those of one challenge ($3) when it is given.
SELECT t.id AS team, t.edition, t.slug, t.name, t.lang, t.members, t.below_minimum, t.confirmed_at, t.withdrawn_at,
    t.challenge, c.slug AS challenge_slug, c.title AS challenge_title
FROM team t JOIN edition e ON e.id = t.edition LEFT JOIN challenge c ON c.id = t.challenge
WHERE t.edition = $1 AND (e.published_at IS NOT NULL OR $2) AND ($3::uuid IS NULL OR t.challenge = $3)
ORDER BY t.withdrawn_at IS NOT NULL, lower(t.name), t.id LIMIT $4 OFFSET $5;

-- name: list_for_desk
-- The teams of an edition ($1), a page of them: first those that wait for people, the withdrawn ones last.
SELECT t.id AS team, t.edition, t.slug, t.name, t.lang, t.members, t.below_minimum, t.confirmed_at, t.withdrawn_at,
    t.challenge, c.slug AS challenge_slug, c.title AS challenge_title
FROM team t LEFT JOIN challenge c ON c.id = t.challenge WHERE t.edition = $1
ORDER BY t.withdrawn_at IS NOT NULL, t.confirmed_at IS NOT NULL AND NOT t.below_minimum, lower(t.name), t.id
LIMIT $2 OFFSET $3;

-- name: count_teams
SELECT count(*) AS teams, count(*) FILTER (WHERE t.confirmed_at IS NOT NULL AND t.withdrawn_at IS NULL) AS confirmed,
    count(*) FILTER (WHERE t.withdrawn_at IS NOT NULL) AS withdrawn
FROM team t JOIN edition e ON e.id = t.edition
WHERE t.edition = $1 AND (e.published_at IS NOT NULL OR $2);

-- name: is_placed
-- Whether an account is in a team of an edition that takes part.
SELECT EXISTS (SELECT FROM team_member WHERE edition = $1 AND account = $2 AND active);

-- name: list_mine
-- The teams of an account, the latest edition first.
SELECT t.id AS team, t.edition, t.slug, t.name, t.lang, t.members, t.below_minimum, t.confirmed_at, t.withdrawn_at,
    t.challenge, c.slug AS challenge_slug, c.title AS challenge_title,
    e.slug AS edition_slug, e.name AS edition_name, m.lead
FROM team_member m JOIN team t ON t.id = m.team JOIN edition e ON e.id = t.edition
LEFT JOIN challenge c ON c.id = t.challenge
WHERE m.account = $1 ORDER BY e.created_at DESC, t.id;

-- name: find_team
-- One team by its slug ($3), of an edition that is published or in which the viewer has a role ($2). $4: it watches the
-- edition; $5: its own teams. Only these read why the team withdrew.
SELECT t.id AS team, t.edition, t.slug, t.name, t.lang, t.members, t.below_minimum, t.confirmed_at, t.withdrawn_at,
    t.challenge, c.slug AS challenge_slug, c.title AS challenge_title, t.registered_at,
    CASE WHEN $4 OR t.id = ANY($5::uuid[]) THEN r.text END AS withdrawn_reason,
    coalesce((SELECT max(version) FROM event WHERE stream = 'team-' || t.id), 0) AS version
FROM team t
JOIN edition e ON e.id = t.edition
LEFT JOIN challenge c ON c.id = t.challenge
LEFT JOIN people_remark r ON r.id = t.withdrawn_reason
WHERE t.edition = $1 AND t.slug = $3 AND (e.published_at IS NOT NULL OR $2 OR t.id = ANY($5::uuid[]));

-- name: list_members
SELECT m.account, p.name, m.lead, m.joined_at, a.closed FROM team_member m JOIN account a ON a.id = m.account
LEFT JOIN people_person p ON p.account = m.account
WHERE m.team = $1 ORDER BY m.lead DESC, m.joined_at, m.account;

-- name: list_leaderless
-- The teams of an edition ($1) that take part, in which the account of who leads others is closed.
SELECT t.slug, t.name FROM team t JOIN team_member m ON m.team = t.id AND m.lead AND m.active
JOIN account a ON a.id = m.account AND a.closed
WHERE t.edition = $1 AND t.members > 1 AND t.withdrawn_at IS NULL ORDER BY lower(t.name), t.id LIMIT 20;

-- name: list_invited
-- Who has not answered. Whom the viewer ($2) invited by an address, without running the edition ($3), it knows by that
-- address alone: no name tells whether somebody had it before. Who looked for a team by then had told the leads its name.
SELECT i.account, i.invited_at,
    CASE WHEN $3 OR i.invited_by IS DISTINCT FROM $2 OR s.first_at <= i.invited_at THEN p.name ELSE p.email END AS name
FROM team_invitation i LEFT JOIN people_person p ON p.account = i.account
LEFT JOIN team_seeker s ON s.edition = i.edition AND s.account = i.account
WHERE i.team = $1 ORDER BY i.invited_at, i.account;

-- name: list_invitations
-- The open invitations of an account, with who sent them.
SELECT t.id AS team, t.edition, e.slug AS edition_slug, e.name AS edition_name, t.slug, t.name, t.members, i.invited_at,
    p.name AS invited_by_name
FROM team_invitation i JOIN team t ON t.id = i.team JOIN edition e ON e.id = t.edition
LEFT JOIN people_person p ON p.account = i.invited_by
WHERE i.account = $1 ORDER BY i.invited_at, t.id;

-- name: list_facts_of_team
-- What counts of the people of one team ($2), for who watches its edition ($3) and for its own people ($4: their teams).
SELECT f.gender, f.region, f.level, f.administration FROM team_member m JOIN person_fact f USING (account)
WHERE m.edition = $1 AND m.team = $2 AND ($3 OR m.team = ANY($4::uuid[])) ORDER BY m.joined_at, m.account;

-- name: list_facts
-- What counts of the people of the teams that take part in an edition, of all or only of some ($2).
SELECT m.team, f.gender, f.region, f.level, f.administration FROM team_member m JOIN person_fact f USING (account)
WHERE m.edition = $1 AND m.active AND ($2::uuid[] IS NULL OR m.team = ANY($2));

-- name: sum_facts
-- How many people of the teams of an edition ($1), published or the viewer's ($2), have each fact; one row of all.
SELECT CASE WHEN GROUPING(f.gender) = 0 THEN 'gender' WHEN GROUPING(f.region) = 0 THEN 'region'
        WHEN GROUPING(f.level) = 0 THEN 'level' WHEN GROUPING(f.administration) = 0 THEN 'administration' END AS fact,
    coalesce(f.gender, f.region, f.level, f.administration::text) AS value, count(*) AS people
FROM team_member m JOIN person_fact f USING (account) JOIN edition e ON e.id = m.edition
WHERE m.edition = $1 AND m.active AND (e.published_at IS NOT NULL OR $2)
GROUP BY GROUPING SETS ((), (f.gender), (f.region), (f.level), (f.administration))
ORDER BY people DESC, value;

-- name: list_confirmable
-- Teams of an edition ($1), or the one ($2), after an id ($3), that have their minimum, are not confirmed, and keep the
-- conditions of composition.
SELECT t.id FROM team t JOIN edition e ON e.id = t.edition
WHERE t.edition = $1 AND ($2::uuid IS NULL OR t.id = $2) AND t.id > $3 AND t.confirmed_at IS NULL
  AND t.withdrawn_at IS NULL AND t.members >= (e.settings->>'team_min')::int AND composition_fault(t.id, 0) IS NULL
ORDER BY t.id LIMIT $4;

-- name: list_pool
-- People of an edition without a team, at most $2, selected applicants first.
SELECT k.account, k.selected, k.seeking, p.name, d.name AS directorate, f.gender, f.region, f.level, f.administration,
    coalesce(o.langs, '{}') AS langs, coalesce(o.skills, '{}') AS skills
FROM team_pool k
JOIN person_fact f ON f.account = k.account
JOIN account a ON a.id = k.account
LEFT JOIN people_person p ON p.account = k.account
LEFT JOIN people_profile o ON o.account = k.account
LEFT JOIN directorate d ON d.id = a.directorate
WHERE k.edition = $1
ORDER BY k.selected DESC, lower(p.name), k.account LIMIT $2;

-- name: list_composed
-- The teams of an edition that take part, those with the fewest members first.
SELECT id AS team, slug, name, lang, members, confirmed_at IS NOT NULL AS confirmed FROM team
WHERE edition = $1 AND withdrawn_at IS NULL ORDER BY members, lower(name), id;

-- name: list_composed_page
-- $2 of them from $3 on, or the last page when there are fewer; ``many``: of how many.
SELECT id AS team, slug, name, lang, members, confirmed_at IS NOT NULL AS confirmed, count(*) OVER () AS many
FROM team WHERE edition = $1 AND withdrawn_at IS NULL ORDER BY members, lower(name), id
LIMIT $2 OFFSET least($3::bigint, (
    SELECT greatest(0, (count(*) - 1) / $2::bigint * $2::bigint) FROM team WHERE edition = $1 AND withdrawn_at IS NULL
));

-- name: find_composed
SELECT id AS team, slug, name, lang, members, confirmed_at IS NOT NULL AS confirmed FROM team
WHERE edition = $1 AND slug = $2 AND withdrawn_at IS NULL;

-- name: find_opening
-- What a team ($1) of an edition that is published, or the viewer's ($2), says of requests; the viewer's ($3) own one.
SELECT coalesce(o.takes, false) AS takes, coalesce(o.roles, '{}') AS roles, coalesce(o.lang, t.lang) AS lang,
    q.asked_at,
    EXISTS (SELECT FROM team_member m WHERE m.edition = t.edition AND m.account = $3 AND m.active) AS placed
FROM team t JOIN edition e ON e.id = t.edition LEFT JOIN team_opening o ON o.team = t.id
LEFT JOIN team_request q ON q.team = t.id AND q.account = $3
WHERE t.id = $1 AND (e.published_at IS NOT NULL OR $2);

-- name: list_requests
-- Who asks to join a team ($1), for its lead and who runs the edition ($2: the teams that the viewer leads; $3). A gender
-- that is not to be shown is not read.
SELECT q.account, p.name, r.text AS words, q.asked_at, f.region, f.level, f.administration,
    CASE WHEN $3 OR 'gender' = ANY(o.shown) THEN f.gender END AS gender,
    EXISTS (SELECT FROM team_member m WHERE m.edition = q.edition AND m.account = q.account AND m.active) AS placed
FROM team_request q JOIN person_fact f USING (account)
LEFT JOIN people_person p USING (account)
LEFT JOIN people_profile o USING (account)
LEFT JOIN people_remark r ON r.id = q.words
WHERE q.team = $1 AND (q.team = ANY($2::uuid[]) OR $3) ORDER BY q.asked_at, q.account;

-- name: count_seekers_for
-- How many people look for a team in the edition of each team that the viewer leads ($1), takes requests and has room.
SELECT t.id AS team, count(*) AS seekers FROM team t JOIN edition e ON e.id = t.edition
JOIN team_opening o ON o.team = t.id AND o.takes
JOIN team_seeker s ON s.edition = t.edition AND s.seeking JOIN account k ON k.id = s.account AND NOT k.closed
WHERE t.id = ANY($1::uuid[]) AND t.withdrawn_at IS NULL AND t.members < (e.settings->>'team_max')::int
  AND NOT EXISTS (SELECT FROM edition_side d WHERE d.edition = t.edition AND d.account = s.account AND d.side <> 'judged')
  AND NOT EXISTS (SELECT FROM team_invitation i WHERE i.team = t.id AND i.account = s.account)
  AND NOT EXISTS (SELECT FROM team_request q WHERE q.team = t.id AND q.account = s.account)
GROUP BY t.id;

-- name: count_requests
-- How many requests wait for each team that the viewer leads ($1).
SELECT team, count(*) AS requests FROM team_request WHERE team = ANY($1::uuid[]) GROUP BY team;

-- name: find_seeking
-- Since when the account ($2) looks for a team of an edition, in which words, and what counts of it; one row for whoever
-- has an account. ``placed``: it is in a team there.
SELECT s.since, r.text AS words, f.gender, f.region, f.level, f.administration,
    EXISTS (SELECT FROM team_member m WHERE m.edition = $1 AND m.account = $2 AND m.active) AS placed
FROM person_fact f LEFT JOIN team_seeker s ON s.edition = $1 AND s.account = f.account AND s.seeking
LEFT JOIN people_remark r ON r.id = s.words WHERE f.account = $2;

-- name: list_taking
-- The teams of a published edition that take requests and have fewer members than $3, at most $4; for who is in no team
-- of it ($2), with its request that waits.
SELECT t.id AS team, t.slug, t.name, t.lang, t.members, o.roles, o.lang AS roles_lang, c.title AS challenge, q.asked_at
FROM team t JOIN edition e ON e.id = t.edition JOIN team_opening o ON o.team = t.id AND o.takes
LEFT JOIN challenge c ON c.id = t.challenge
LEFT JOIN team_request q ON q.team = t.id AND q.account = $2
WHERE t.edition = $1 AND e.published_at IS NOT NULL AND t.withdrawn_at IS NULL AND t.members < $3
  AND NOT EXISTS (SELECT FROM team_member m WHERE m.edition = $1 AND m.account = $2 AND m.active)
ORDER BY cardinality(o.roles) = 0, lower(t.name), t.id LIMIT $4;

-- name: list_facts_of
-- What counts of the people of some teams: never shown to who is in none, only what a person would bring.
SELECT m.team, f.gender, f.region, f.level, f.administration FROM team_member m JOIN person_fact f USING (account)
WHERE m.team = ANY($1::uuid[]) AND m.active;

-- name: list_seekers
-- Who looks for a team of an edition ($1), the first first, at most $4: for who leads a team there ($2: the teams that the
-- viewer leads) and who runs it ($3). A gender that is not to be shown is not read. Nobody who judges there.
SELECT s.account, p.name, a.name AS administration_name, r.text AS words, s.since, f.region, f.level, f.administration,
    CASE WHEN $3 OR 'gender' = ANY(o.shown) THEN f.gender END AS gender,
    coalesce(o.langs, '{}') AS langs, coalesce(o.skills, '{}') AS skills
FROM team_seeker s JOIN person_fact f ON f.account = s.account JOIN account k ON k.id = s.account AND NOT k.closed
LEFT JOIN people_person p ON p.account = s.account
LEFT JOIN people_profile o ON o.account = s.account
LEFT JOIN administration a ON a.id = f.administration
LEFT JOIN people_remark r ON r.id = s.words
WHERE s.edition = $1 AND s.seeking
  AND ($3 OR EXISTS (SELECT FROM team t WHERE t.edition = $1 AND t.id = ANY($2::uuid[]) AND t.withdrawn_at IS NULL))
  AND NOT EXISTS (SELECT FROM edition_side d WHERE d.edition = $1 AND d.account = s.account AND d.side <> 'judged')
ORDER BY s.since, s.account LIMIT $4;

-- name: list_confirmable_of
-- Teams of an account that have their minimum, are not confirmed, and keep the conditions of composition.
SELECT t.edition, t.id FROM team_member m JOIN team t ON t.id = m.team JOIN edition e ON e.id = t.edition
WHERE m.account = $1 AND m.active AND t.confirmed_at IS NULL AND t.withdrawn_at IS NULL
  AND t.members >= (e.settings->>'team_min')::int AND composition_fault(t.id, 0) IS NULL
ORDER BY t.id;
