-- ── Written by projections ──

-- name: draft_entry
-- $11: words of team and challenge, $12 of title, $13 of the rest; $14: what the French dictionary reads.
INSERT INTO bank_entry (id, edition, team, challenge, title, problem, solution, lang, links, status, drafted_at,
    side, head, search, offered)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, 'draft', $10, $11::tsvector, $12::tsvector || $11::tsvector,
    $12::tsvector || $11::tsvector || $13::tsvector || to_tsvector('french', $14), $15::jsonb)

-- name: complete_entry
UPDATE bank_entry SET title = $2, problem = $3, solution = $4, lang = $5, links = $6::jsonb, maturity = $7, licence = $8,
    contact = $9, lineage = $10, keywords = $11, completed_at = $12,
    files = $16::jsonb, head = $13::tsvector || side, search = $13::tsvector || side || $14::tsvector || to_tsvector('french', $15)
WHERE id = $1

-- name: publish_entry
-- The day of the first publication stays.
UPDATE bank_entry SET status = 'published', published_at = coalesce(published_at, $2), withdrawn_at = NULL,
    withdrawn_reason = NULL
WHERE id = $1

-- name: withdraw_entry
UPDATE bank_entry SET status = 'withdrawn', withdrawn_at = $2, withdrawn_reason = $3 WHERE id = $1

-- name: add_words
INSERT INTO bank_word (word) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING

-- name: request_reuse
INSERT INTO bank_reuse (id, entry, administration, account, message, status, requested_at)
VALUES ($1, $2, $3, $4, $5, 'requested', $6)

-- name: decide_reuse
UPDATE bank_reuse SET status = $2, decided_at = $3, reason = $4 WHERE id = $1

-- name: start_pilot
UPDATE bank_reuse SET status = 'pilot', pilot_at = $2, place = $3 WHERE id = $1

-- name: put_in_service
UPDATE bank_reuse SET status = 'service', since = $2 WHERE id = $1

-- name: stop_reuse
UPDATE bank_reuse SET status = 'stopped', ended_at = $2, reason = $3 WHERE id = $1

-- ── Asked by the reaction ──

-- name: due_drafts
-- Teams of an edition that set out and did not withdraw, and have no entry: a page of them by id, each with what it
-- handed in, of each deliverable the newest that counts, if one does. Title and solution: of the last deposit with a
-- text, of Pitch before that of earlier phases; problem: of Définition; links: of each deliverable of the last two.
SELECT t.id AS team, t.name AS team_name, t.lang, t.challenge, c.title AS challenge_title,
    said.title, said.text AS solution, coalesce(asked.text, '') AS problem,
    ARRAY(SELECT DISTINCT l.link FROM (
        SELECT DISTINCT ON (d.phase, d.deliverable) d.links FROM deposit d
        WHERE d.team = t.id AND d.phase IN ('prototyping', 'pitch')
        ORDER BY d.phase, d.deliverable, d.counts DESC, d.position DESC
    ) last CROSS JOIN LATERAL jsonb_array_elements_text(last.links) AS l(link) ORDER BY l.link) AS links,
    (SELECT coalesce(jsonb_agg(f.file ORDER BY last.position), '[]') FROM (
        SELECT DISTINCT ON (d.phase, d.deliverable) d.files, d.position FROM deposit d
        WHERE d.team = t.id AND d.phase IN ('prototyping', 'pitch')
        ORDER BY d.phase, d.deliverable, d.counts DESC, d.position DESC
    ) last CROSS JOIN LATERAL jsonb_array_elements(last.files) AS f(file)) AS files
FROM team t
LEFT JOIN challenge c ON c.id = t.challenge
LEFT JOIN LATERAL (
    SELECT d.title, d.text FROM deposit d WHERE d.team = t.id AND d.phase IN ('ideation', 'prototyping', 'pitch')
    ORDER BY d.text = '', array_position(ARRAY['pitch', 'prototyping', 'ideation'], d.phase), d.counts DESC,
        d.position DESC LIMIT 1
) said ON true
LEFT JOIN LATERAL (
    SELECT d.text FROM deposit d WHERE d.team = t.id AND d.phase = 'definition'
    ORDER BY d.counts DESC, d.position DESC LIMIT 1
) asked ON true
WHERE t.edition = $1 AND t.confirmed_at IS NOT NULL AND t.withdrawn_at IS NULL AND t.id > $2
ORDER BY t.id LIMIT $3

-- ── Read by pages ──

-- name: search_entries
-- A page ($11, $12) of the published entries that answer a question ($1: a tsquery; $2: words for the French dictionary)
-- within the filters: challenge, department, least maturity, licence, edition, state of reuse,
-- language, with a revealed prize; and how many there are.
WITH hit AS MATERIALIZED (
    SELECT b.id, b.published_at, ts_rank(b.head, $1::tsquery) AS rank FROM bank_entry b
    WHERE b.status = 'published' AND b.search @@ ($1::tsquery || plainto_tsquery('french', $2))
      AND ($3::uuid IS NULL OR b.challenge = $3)
      AND ($4::uuid IS NULL OR b.challenge IN (SELECT id FROM challenge WHERE department = $4))
      AND ($5::int IS NULL OR b.maturity >= $5) AND ($6::text IS NULL OR b.licence = $6)
      AND ($7::uuid IS NULL OR b.edition = $7)
      AND ($8::text IS NULL OR b.id IN (SELECT entry FROM bank_reuse WHERE status = $8))
      AND ($9::text IS NULL OR b.lang = $9)
      AND ($10::bool IS NOT TRUE OR EXISTS (SELECT FROM prize p WHERE p.edition = b.edition AND b.team = ANY(p.teams) AND p.revealed_at IS NOT NULL))
), page AS (
    SELECT id, rank, published_at FROM hit ORDER BY rank DESC, published_at DESC, id LIMIT $11 OFFSET $12
)
SELECT (SELECT count(*) FROM hit) AS total, d.entry, d.edition, d.edition_slug, d.edition_name, d.team, d.team_slug, d.team_name, d.team_lang, d.title,
    d.problem, d.lang, d.challenge, d.challenge_slug, d.challenge_title, d.department_name, d.maturity, d.licence,
    d.keywords, d.status, d.published_at, d.reuses, d.prizes
FROM page p JOIN bank_shown d ON d.entry = p.id
ORDER BY p.rank DESC, p.published_at DESC, p.id

-- name: browse_entries
-- The same without a question, the newest first; one parameter less two: filters $1 to $8, page $9 and $10.
WITH page AS (
    SELECT b.id, b.published_at FROM bank_entry b
    WHERE b.status = 'published'
      AND ($1::uuid IS NULL OR b.challenge = $1)
      AND ($2::uuid IS NULL OR b.challenge IN (SELECT id FROM challenge WHERE department = $2))
      AND ($3::int IS NULL OR b.maturity >= $3) AND ($4::text IS NULL OR b.licence = $4)
      AND ($5::uuid IS NULL OR b.edition = $5)
      AND ($6::text IS NULL OR b.id IN (SELECT entry FROM bank_reuse WHERE status = $6))
      AND ($7::text IS NULL OR b.lang = $7)
  AND ($8::bool IS NOT TRUE OR EXISTS (SELECT FROM prize p WHERE p.edition = b.edition AND b.team = ANY(p.teams) AND p.revealed_at IS NOT NULL))
    ORDER BY b.published_at DESC, b.id LIMIT $9 OFFSET $10
)
SELECT d.entry, d.edition, d.edition_slug, d.edition_name, d.team, d.team_slug, d.team_name, d.team_lang, d.title,
    d.problem, d.lang, d.challenge, d.challenge_slug, d.challenge_title, d.department_name, d.maturity, d.licence,
    d.keywords, d.status, d.published_at, d.reuses, d.prizes FROM page p JOIN bank_shown d ON d.entry = p.id ORDER BY p.published_at DESC, p.id

-- name: count_entries
-- How many entries the filters of browse_entries let through.
SELECT count(*) FROM bank_entry b
WHERE b.status = 'published'
  AND ($1::uuid IS NULL OR b.challenge = $1)
  AND ($2::uuid IS NULL OR b.challenge IN (SELECT id FROM challenge WHERE department = $2))
  AND ($3::int IS NULL OR b.maturity >= $3) AND ($4::text IS NULL OR b.licence = $4)
  AND ($5::uuid IS NULL OR b.edition = $5)
  AND ($6::text IS NULL OR b.id IN (SELECT entry FROM bank_reuse WHERE status = $6))
  AND ($7::text IS NULL OR b.lang = $7)
  AND ($8::bool IS NOT TRUE OR EXISTS (SELECT FROM prize p WHERE p.edition = b.edition AND b.team = ANY(p.teams) AND p.revealed_at IS NOT NULL))

-- name: alike_words
-- For each word ($1) the words of the bank that it may have been meant for, the likest first, each with how like it is:
-- trigrams find "acceuil" near "accueil", yet below 0.45; who asks looks at the letters too.
SELECT asked.word AS asked, near.word, near.likeness FROM unnest($1::text[]) WITH ORDINALITY AS asked(word, place)
CROSS JOIN LATERAL (
    SELECT w.word, word_similarity(asked.word, w.word) AS likeness FROM bank_word w
    WHERE w.word % asked.word ORDER BY likeness DESC, w.word LIMIT 10
) near
ORDER BY asked.place, near.likeness DESC, near.word

-- name: list_drawers
-- What the filters offer: editions, challenges and departments that have a published entry.
SELECT 'edition' AS kind, e.id, e.name AS title FROM edition e
WHERE EXISTS (SELECT FROM bank_entry b WHERE b.edition = e.id AND b.status = 'published')
UNION ALL
SELECT 'challenge', c.id, c.title FROM challenge c
WHERE EXISTS (SELECT FROM bank_entry b WHERE b.challenge = c.id AND b.status = 'published')
UNION ALL
SELECT 'department', a.id, a.name FROM administration a
WHERE EXISTS (SELECT FROM challenge c JOIN bank_entry b ON b.challenge = c.id AND b.status = 'published'
              WHERE c.department = a.id)

-- name: list_entries
-- All entries of an edition ($1), drafts and withdrawn ones too, by name of the team; of one team ($2) when it is given.
SELECT d.entry, d.edition, d.edition_slug, d.edition_name, d.team, d.team_slug, d.team_name, d.team_lang, d.title,
    d.problem, d.lang, d.challenge, d.challenge_slug, d.challenge_title, d.department_name, d.maturity, d.licence,
    d.keywords, d.status, d.published_at, d.reuses, d.prizes,
    b.completed_at, (SELECT count(*) FROM bank_reuse r WHERE r.entry = d.entry AND r.status = 'requested') AS requested
FROM bank_shown d JOIN bank_entry b ON b.id = d.entry
WHERE d.edition = $1 AND ($2::uuid IS NULL OR d.team = $2)
ORDER BY lower(d.team_name), d.entry

-- name: find_entry
-- One entry by the slugs of its edition and team: published, or of a team of the viewer ($5), or in an edition that it
-- watches ($3 all, $4 these). Only these read why it was withdrawn.
SELECT d.entry, d.edition, d.edition_slug, d.edition_name, d.team, d.team_slug, d.team_name, d.team_lang, d.title,
    b.problem, d.lang, d.challenge, d.challenge_slug, d.challenge_title, d.department_name, d.maturity, d.licence,
    d.keywords, d.status, d.published_at, d.reuses, d.prizes, b.solution, b.links, b.offered, b.files, k.text AS contact, b.drafted_at, b.completed_at, b.withdrawn_at, c.question AS challenge_question, b.lineage, i.inside,
    CASE WHEN i.inside THEN w.text END AS withdrawn_reason,
    (SELECT max(version) FROM event WHERE stream = 'entry-' || b.id) AS version
FROM bank_shown d
JOIN bank_entry b ON b.id = d.entry
LEFT JOIN challenge c ON c.id = b.challenge
LEFT JOIN people_remark k ON k.id = b.contact
LEFT JOIN people_remark w ON w.id = b.withdrawn_reason
CROSS JOIN LATERAL (SELECT $3::boolean OR b.edition = ANY($4::uuid[]) OR b.team = ANY($5::uuid[]) AS inside) i
WHERE d.edition_slug = $1 AND d.team_slug = $2 AND (b.status = 'published' OR i.inside)

-- name: find_published
-- What a team ($1) has in the bank for everyone.
SELECT title, lang FROM bank_entry WHERE team = $1 AND status = 'published'

-- name: list_banked
-- Which of some teams ($1) have something in the bank for everyone.
SELECT team FROM bank_entry WHERE team = ANY($1::uuid[]) AND status = 'published'

-- name: list_relatives
-- The entry that one ($1) derives from ($2), and those that derive from it, as far as they are published.
SELECT b.id AS entry, b.title, b.lang, e.slug AS edition_slug, t.slug AS team_slug, b.id = $2 AS ancestor
FROM bank_entry b JOIN edition e ON e.id = b.edition JOIN team t ON t.id = b.team
WHERE b.status = 'published' AND (b.id = $2 OR b.lineage = $1)
ORDER BY ancestor DESC, b.published_at, b.id

-- name: list_reuses
-- What became of an entry ($1). Everyone sees what was accepted; all of it is for who is inside ($2) and for who asked
-- ($3), who also read what was said.
SELECT r.id AS reuse, r.entry, r.administration, a.name AS administration_name, r.status, r.requested_at, r.decided_at,
    r.place, r.pilot_at, r.since, r.ended_at, s.mine,
    CASE WHEN s.whole THEN p.name END AS account_name,
    CASE WHEN s.whole THEN m.text END AS message,
    CASE WHEN s.whole THEN w.text END AS reason
FROM bank_reuse r
JOIN administration a ON a.id = r.administration
LEFT JOIN people_person p ON p.account = r.account
LEFT JOIN people_remark m ON m.id = r.message
LEFT JOIN people_remark w ON w.id = r.reason
CROSS JOIN LATERAL (SELECT coalesce(r.account = $3, false) AS mine, $2::boolean OR coalesce(r.account = $3, false) AS whole) s
WHERE r.entry = $1 AND (s.whole OR r.status IN ('accepted', 'pilot', 'service')
    OR (r.status = 'stopped' AND r.decided_at IS NOT NULL))
ORDER BY r.requested_at, r.id

-- name: list_my_reuses
-- What an account ($1) asked for, the latest first.
SELECT r.id AS reuse, r.status, r.requested_at, r.place, r.since, a.name AS administration_name,
    b.id AS entry, b.title, b.lang, e.slug AS edition_slug, t.slug AS team_slug, w.text AS reason
FROM bank_reuse r
JOIN bank_entry b ON b.id = r.entry JOIN edition e ON e.id = b.edition JOIN team t ON t.id = b.team
JOIN administration a ON a.id = r.administration
LEFT JOIN people_remark w ON w.id = r.reason
WHERE r.account = $1 ORDER BY r.requested_at DESC, r.id

-- name: export_entries
-- Every published entry that browse_entries would list, whole, at most $9 of them; with a question only those that
-- answered it ($10), in their order.
SELECT e.slug AS edition_slug, t.slug AS team_slug, e.name AS edition_name, t.name AS team_name, c.title AS challenge_title,
    d.name AS department_name, b.title, b.problem, b.solution, b.lang, b.links, b.maturity, b.licence, k.text AS contact,
    b.keywords, b.published_at,
    (SELECT count(*) FROM bank_reuse r WHERE r.entry = b.id AND r.status IN ('accepted', 'pilot', 'service')) AS reuses
FROM bank_entry b JOIN edition e ON e.id = b.edition JOIN team t ON t.id = b.team
LEFT JOIN challenge c ON c.id = b.challenge LEFT JOIN administration d ON d.id = c.department
LEFT JOIN people_remark k ON k.id = b.contact
LEFT JOIN unnest($10::uuid[]) WITH ORDINALITY AS asked(id, place) ON asked.id = b.id
WHERE b.status = 'published' AND ($10::uuid[] IS NULL OR asked.id IS NOT NULL)
  AND ($1::uuid IS NULL OR b.challenge = $1)
  AND ($2::uuid IS NULL OR c.department = $2)
  AND ($3::int IS NULL OR b.maturity >= $3) AND ($4::text IS NULL OR b.licence = $4)
  AND ($5::uuid IS NULL OR b.edition = $5)
  AND ($6::text IS NULL OR b.id IN (SELECT entry FROM bank_reuse WHERE status = $6))
  AND ($7::text IS NULL OR b.lang = $7)
  AND ($8::bool IS NOT TRUE OR EXISTS (SELECT FROM prize p WHERE p.edition = b.edition AND b.team = ANY(p.teams) AND p.revealed_at IS NOT NULL))
ORDER BY asked.place, b.published_at DESC, b.id LIMIT $9

-- name: home_administration
-- The administration that an account belongs to.
SELECT d.administration FROM account a JOIN directorate d ON d.id = a.directorate WHERE a.id = $1
