-- ── Written by the projection ──

-- name: add_notices
INSERT INTO notice (id, account, kind, edition, team, facts, position, told_at)
SELECT $1, account, $3, $4, $5, $6::jsonb, $7, $8 FROM unnest($2::uuid[]) AS account

-- name: read_notices
UPDATE notice SET read_at = $3 WHERE account = $1 AND read_at IS NULL AND position <= $2

-- name: add_announcement
INSERT INTO announcement (id, edition, title, body, challenge, phase, team, told_at)
VALUES ($1, $2, $3::jsonb, $4::jsonb, $5, $6, $7, $8)

-- ── Readers of an event ($1: what it is about), a page ($3) of accounts after one ($2) ──

-- name: of_account
SELECT $1::uuid AS account WHERE $1::uuid > $2 LIMIT $3

-- name: of_team
-- Who is, or when it withdrew was, in a team.
SELECT account FROM team_member WHERE team = $1 AND account > $2 ORDER BY account LIMIT $3

-- name: of_lead
SELECT account FROM team_member WHERE team = $1 AND lead AND active AND account > $2 ORDER BY account LIMIT $3

-- name: of_edition
-- Everybody in a team of the edition that is on its way, and its mentors.
SELECT account FROM (
    SELECT m.account FROM team_member m JOIN journey j ON j.team = m.team
    WHERE m.edition = $1 AND m.active AND j.status IN ('in', 'held', 'waiting')
    UNION SELECT c.mentor FROM coach c WHERE c.edition = $1
) people WHERE account > $2 ORDER BY account LIMIT $3

-- name: of_missing
-- People of the teams that miss something for the gate of the edition's open phase. Who has longer is told of its own
-- deadline, by journey.reminded.
SELECT m.account FROM standing s JOIN team_member m ON m.team = s.team AND m.active
WHERE s.edition = $1 AND s.status = 'in' AND s.closed_at IS NULL
  AND (s.extension_until IS NULL OR s.extension_until <= s.ends_at)
  AND cardinality(s.missing) > 0 AND m.account > $2
ORDER BY m.account LIMIT $3

-- name: of_session
-- Who is asked to a session: people of the teams that it is for, or of every team that is on its way.
SELECT DISTINCT m.account FROM session s JOIN team_member m ON m.edition = s.edition AND m.active
JOIN journey j ON j.team = m.team AND j.status IN ('in', 'held', 'waiting')
WHERE s.id = $1 AND (cardinality(s.asked) = 0 OR m.team = ANY(s.asked)) AND m.account > $2
ORDER BY m.account LIMIT $3

-- name: of_listed
-- People of the teams of an edition ($1) that are on their way and in a list ($4), and not in another ($5); an empty
-- list: every team.
SELECT m.account FROM team_member m JOIN journey j ON j.team = m.team AND j.status IN ('in', 'held', 'waiting')
WHERE m.edition = $1 AND m.active AND ($4::uuid[] = '{}' OR m.team = ANY($4))
  AND NOT ($5::uuid[] = '{}' OR m.team = ANY($5)) AND m.account > $2
ORDER BY m.account LIMIT $3

-- name: of_expected
-- Who comes to a session, and people of the teams that are asked and have not said that they stay away.
SELECT account FROM (
    SELECT q.holder AS account FROM session_seat q WHERE q.session = $1 AND NOT q.team AND NOT q.declined
    UNION SELECT m.account FROM session_seat q JOIN team_member m ON m.team = q.holder AND m.active
        WHERE q.session = $1 AND q.team AND NOT q.declined
    UNION SELECT m.account FROM session s JOIN team_member m ON m.edition = s.edition AND m.active
        JOIN journey j ON j.team = m.team AND j.status IN ('in', 'held', 'waiting')
        WHERE s.id = $1 AND s.audience = 'teams' AND (s.asked = '{}' OR m.team = ANY(s.asked))
          AND NOT EXISTS (SELECT FROM session_seat x WHERE x.session = s.id AND x.holder = m.team AND x.declined)
    UNION SELECT s.facilitator FROM session s WHERE s.id = $1 AND s.facilitator IS NOT NULL
) people WHERE account > $2 ORDER BY account LIMIT $3

-- name: of_comers
-- Who comes to a session: people, people of teams, and who runs it.
SELECT account FROM (
    SELECT q.holder AS account FROM session_seat q WHERE q.session = $1 AND NOT q.team AND NOT q.declined
    UNION SELECT m.account FROM session_seat q JOIN team_member m ON m.team = q.holder AND m.active
        WHERE q.session = $1 AND q.team AND NOT q.declined
    UNION SELECT s.facilitator FROM session s WHERE s.id = $1 AND s.facilitator IS NOT NULL
) people WHERE account > $2 ORDER BY account LIMIT $3

-- name: of_coaches
-- The mentors of a team; all of its edition while it has none.
SELECT account FROM (
    SELECT c.mentor AS account FROM coach c WHERE c.team = $1
    UNION SELECT o.account FROM team t JOIN mentor o ON o.edition = t.edition AND o.left_at IS NULL
        WHERE t.id = $1 AND NOT EXISTS (SELECT FROM coach c WHERE c.team = t.id)
) people WHERE account > $2 ORDER BY account LIMIT $3

-- name: of_coached
-- The mentors of an edition and the people of the teams that they accompany.
SELECT account FROM (
    SELECT c.mentor AS account FROM coach c WHERE c.edition = $1
    UNION SELECT m.account FROM coach c JOIN team_member m ON m.team = c.team AND m.active WHERE c.edition = $1
) people WHERE account > $2 ORDER BY account LIMIT $3

-- name: of_jury
SELECT account FROM jury_seat
WHERE edition = $1 AND seat IN ('president', 'juror') AND account > $2 ORDER BY account LIMIT $3

-- name: of_winners
SELECT DISTINCT m.account FROM prize p JOIN team_member m ON m.team = ANY(p.teams)
WHERE p.id = $1 AND p.revealed_at IS NOT NULL AND m.account > $2 ORDER BY m.account LIMIT $3

-- name: of_entry
-- The people of an entry's team.
SELECT m.account FROM bank_entry b JOIN team_member m ON m.team = b.team
WHERE b.id = $1 AND m.account > $2 ORDER BY m.account LIMIT $3

-- name: of_answerers
-- Who answers requests for an entry: the lead of its team and the edition's facilitators.
SELECT account FROM (
    SELECT m.account FROM bank_entry b JOIN team_member m ON m.team = b.team AND m.lead WHERE b.id = $1
    UNION SELECT r.account FROM bank_entry b JOIN edition_role r ON r.edition = b.edition AND r.role = 'facilitator'
        WHERE b.id = $1
) people WHERE account > $2 ORDER BY account LIMIT $3

-- name: of_facilitators
SELECT account FROM edition_role WHERE edition = $1 AND role = 'facilitator' AND account > $2 ORDER BY account LIMIT $3

-- name: of_writers
-- The owner of a challenge, and the focal point who proposes it.
SELECT account FROM (
    SELECT c.owner AS account FROM challenge c WHERE c.id = $1 AND c.owner IS NOT NULL
    UNION SELECT r.account FROM challenge c JOIN edition_role r
        ON r.edition = c.edition AND r.account = c.drafted_by AND r.role = 'focal' WHERE c.id = $1
) people WHERE account > $2 ORDER BY account LIMIT $3

-- name: of_announced
-- To whom an announcement goes.
SELECT r.account FROM announcement a, announcement_readers(a.edition, a.challenge, a.phase, a.team) r
WHERE a.id = $1 AND r.account > $2 ORDER BY r.account LIMIT $3

-- name: of_focal
-- The focal points of an applicant's administration.
SELECT r.account FROM application p JOIN edition_role r ON r.edition = p.edition AND r.role = 'focal'
JOIN account a ON a.id = r.account JOIN directorate d ON d.id = a.directorate AND d.administration = p.administration
WHERE p.id = $1 AND r.account <> p.account AND r.account > $2 ORDER BY r.account LIMIT $3

-- name: of_requester
SELECT account FROM bank_reuse WHERE id = $1 AND account > $2 LIMIT $3

-- ── Read by pages ──

-- name: list_notices
-- The newest notices of an account ($1).
SELECT notice, position, kind, facts, told_at, unread, edition_slug, edition_name, team_slug, team_name, session_title,
    session_starts, prize_name, entry_title, entry_slug, said_title, said_body, c.title AS challenge_title,
    c.slug AS challenge_slug, by_name
FROM notice_said LEFT JOIN challenge c ON c.id = (facts->>'challenge')::uuid
WHERE account = $1 ORDER BY position DESC LIMIT $2

-- name: list_told
-- Some notices ($1), each to one account ($2).
SELECT n.notice, n.position, n.kind, n.facts, n.told_at, n.unread, n.edition_slug, n.edition_name, n.team_slug,
    n.team_name, n.session_title, n.session_starts, n.prize_name, n.entry_title, n.entry_slug, n.said_title,
    n.said_body, n.account, c.title AS challenge_title, c.slug AS challenge_slug, n.by_name
FROM unnest($1::uuid[], $2::uuid[]) AS w(notice, account) JOIN notice_said n USING (notice, account)
LEFT JOIN challenge c ON c.id = (n.facts->>'challenge')::uuid

-- name: list_of_others
-- Of some notices ($1), each to one account ($2), those about a team that were told to its people, of whom the reader is
-- none any more; a team that has withdrawn keeps its people.
SELECT n.id AS notice, n.account
FROM unnest($1::uuid[], $2::uuid[]) AS w(id, account) JOIN notice n USING (id, account)
WHERE n.team IS NOT NULL
  AND n.kind IN ('advanced', 'held', 'extended', 'extension_ended', 'note_shared', 'help_answered', 'announced', 'placed',
    'join_asked', 'lead_handed_over', 'lead_missed')
  AND NOT EXISTS (SELECT FROM team_member m WHERE m.team = n.team AND m.account = n.account)
  AND NOT EXISTS (SELECT FROM coach c WHERE c.team = n.team AND c.mentor = n.account)

-- name: count_unread
SELECT count(*) FROM notice WHERE account = $1 AND read_at IS NULL

-- name: count_announcement_readers
-- But not who sends it ($5), nor closed accounts: those are told nothing.
SELECT count(*) FROM announcement_readers($1, $2, $3, $4) r JOIN account a ON a.id = r.account AND NOT a.closed
WHERE r.account IS DISTINCT FROM $5

-- name: list_announcements
-- The announcements of an edition ($1) that somebody ($2) may read: all ($3), or what it was told.
SELECT a.id, a.title, a.body, a.phase, a.told_at, t.name AS team, h.title AS challenge,
    CASE WHEN $3 THEN (SELECT count(DISTINCT n.account) FROM notice n WHERE n.edition = a.edition
        AND n.kind = 'announced' AND n.facts->>'announcement' = a.id::text) END AS readers
FROM announcement a LEFT JOIN team t ON t.id = a.team LEFT JOIN challenge h ON h.id = a.challenge
WHERE a.edition = $1 AND ($3 OR EXISTS (
    SELECT FROM notice n WHERE n.account = $2 AND n.kind = 'announced' AND n.facts->>'announcement' = a.id::text
)) ORDER BY a.told_at DESC, a.id LIMIT 200
