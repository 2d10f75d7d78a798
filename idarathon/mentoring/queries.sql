-- name: describe_mentor
INSERT INTO mentor (edition, account, skills, languages, capacity, challenges) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (edition, account) DO UPDATE SET skills = excluded.skills, languages = excluded.languages,
    capacity = excluded.capacity, challenges = excluded.challenges, left_at = NULL, left_reason = NULL;

-- name: end_mentor
UPDATE mentor SET left_at = $3, left_reason = $4 WHERE edition = $1 AND account = $2;

-- name: state_needs
INSERT INTO mentoring_needs (team, edition, skills, languages) VALUES ($1, $2, $3, $4)
ON CONFLICT (team) DO UPDATE SET skills = excluded.skills, languages = excluded.languages;

-- name: propose
INSERT INTO assignment (edition, proposed_at, because, left_over) VALUES ($1, $2, $3, $4::jsonb)
ON CONFLICT (edition) DO UPDATE SET proposed_at = excluded.proposed_at, because = excluded.because,
    left_over = excluded.left_over, edited_at = NULL;

-- name: edit_proposal
INSERT INTO assignment (edition, edited_at) VALUES ($1, $2)
ON CONFLICT (edition) DO UPDATE SET edited_at = excluded.edited_at;

-- name: publish_proposal
INSERT INTO assignment (edition, published_at) VALUES ($1, $2)
ON CONFLICT (edition) DO UPDATE SET published_at = excluded.published_at;

-- name: drop_pairs
DELETE FROM assignment_pair WHERE edition = $1;

-- name: add_pair
INSERT INTO assignment_pair (edition, team, mentor, reasons) VALUES ($1, $2, $3, $4);

-- name: drop_pair
DELETE FROM assignment_pair WHERE edition = $1 AND team = $2 AND mentor = $3;

-- name: drop_coaches
-- Of an edition ($1) those that are not among the pairs of teams ($2) and mentors ($3).
DELETE FROM coach c WHERE c.edition = $1 AND NOT EXISTS (
    SELECT FROM unnest($2::uuid[], $3::uuid[]) AS p (team, mentor) WHERE p.team = c.team AND p.mentor = c.mentor
);

-- name: add_coach
INSERT INTO coach (edition, team, mentor, reasons, since) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (team, mentor) DO UPDATE SET reasons = excluded.reasons;

-- name: drop_coach
DELETE FROM coach WHERE edition = $1 AND mentor = $2;

-- name: add_note
INSERT INTO note (id, edition, team, author, observed, decided, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: revise_note
UPDATE note SET observed = $2, decided = $3, revised_at = $4 WHERE id = $1;

-- name: share_note
UPDATE note SET shared_at = $2 WHERE id = $1;

-- name: keep_steps
-- Of a note ($1) only the steps with these keys ($2) stay.
DELETE FROM note_step WHERE note = $1 AND NOT key = ANY($2::text[]);

-- name: put_step
INSERT INTO note_step (note, key, ordinal, text, owner, due) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (note, key) DO UPDATE SET ordinal = excluded.ordinal, text = excluded.text, owner = excluded.owner,
    due = excluded.due;

-- name: tick_step
UPDATE note_step SET done_at = $3, done_by = $4 WHERE note = $1 AND key = $2;

-- name: add_help
INSERT INTO help_request (id, edition, team, asked_by, asked_at, text, status) VALUES ($1, $2, $3, $4, $5, $6, 'open');

-- name: claim_help
UPDATE help_request SET status = 'claimed', mentor = $2, claimed_at = $3 WHERE id = $1;

-- name: release_help
UPDATE help_request SET status = 'open', mentor = NULL, claimed_at = NULL WHERE id = $1;

-- name: answer_help
UPDATE help_request SET status = 'answered', answered_at = $2 WHERE id = $1;

-- name: close_help
UPDATE help_request SET status = 'closed', closed_at = $2 WHERE id = $1;

-- name: add_answer
INSERT INTO help_answer (help, text, author, at) VALUES ($1, $2, $3, $4);

-- name: able_mentors
-- The mentors of an edition who are there, with what the assignment asks of them.
SELECT m.account AS id, m.skills, m.languages, m.challenges AS themes, m.capacity, a.directorate
FROM mentor m JOIN account a ON a.id = m.account AND NOT a.closed
WHERE m.edition = $1 AND m.left_at IS NULL
  AND EXISTS (SELECT FROM edition_role r WHERE r.edition = $1 AND r.account = m.account AND r.role = 'mentor');

-- name: wanting_teams
-- The confirmed teams of an edition, with what the assignment asks of them. A team speaks the language in which it
-- writes, and those that it has named.
SELECT t.id, t.challenge AS theme, coalesce(n.skills, '{}') AS skills,
    coalesce(n.languages, '{}') || t.lang AS languages,
    ARRAY(SELECT k.account FROM team_member k WHERE k.team = t.id ORDER BY k.joined_at, k.account) AS members,
    ARRAY(SELECT DISTINCT a.directorate FROM team_member k JOIN account a ON a.id = k.account
          WHERE k.team = t.id AND a.directorate IS NOT NULL) AS directorates
FROM team t LEFT JOIN mentoring_needs n ON n.team = t.id
WHERE t.edition = $1 AND t.confirmed_at IS NOT NULL AND t.withdrawn_at IS NULL;

-- name: standing_pairs
-- The pairs of the proposal ($2: true), or those that are published.
SELECT team, mentor FROM assignment_pair WHERE edition = $1 AND $2
UNION ALL SELECT team, mentor FROM coach WHERE edition = $1 AND NOT $2
ORDER BY team, mentor;

-- name: proposed_pairs
-- The pairs of the proposal, with who is in each team now.
SELECT p.team, p.mentor, p.reasons,
    ARRAY(SELECT k.account FROM team_member k WHERE k.team = p.team ORDER BY k.joined_at, k.account) AS members
FROM assignment_pair p WHERE p.edition = $1 ORDER BY p.team, p.mentor;

-- name: find_assignment
SELECT a.proposed_at, a.because, a.left_over::text AS left_over, a.edited_at, a.published_at,
    coalesce((SELECT max(version) FROM event WHERE stream = 'assignment-' || a.edition), 0) AS version,
    NOT EXISTS (
        (SELECT team, mentor FROM assignment_pair WHERE edition = $1 EXCEPT SELECT team, mentor FROM coach WHERE edition = $1)
        UNION ALL
        (SELECT team, mentor FROM coach WHERE edition = $1 EXCEPT SELECT team, mentor FROM assignment_pair WHERE edition = $1)
    ) AS same
FROM assignment a WHERE a.edition = $1;

-- name: list_mentors
-- Everybody who has the role in an edition or was described, with how many teams the proposal and the assignment give.
SELECT w.account, p.name, d.name AS directorate, m.account IS NOT NULL AS described, coalesce(m.skills, '{}') AS skills,
    coalesce(m.languages, '{}') AS languages, coalesce(m.capacity, 0) AS capacity,
    coalesce(m.challenges, '{}') AS challenges, m.left_at, l.text AS left_reason,
    EXISTS (SELECT FROM edition_role r WHERE r.edition = $1 AND r.account = w.account AND r.role = 'mentor') AS has_role,
    (SELECT count(*) FROM assignment_pair x WHERE x.edition = $1 AND x.mentor = w.account) AS proposed,
    (SELECT count(*) FROM coach c WHERE c.edition = $1 AND c.mentor = w.account) AS teams,
    (SELECT count(*) FROM note n WHERE n.edition = $1 AND n.author = w.account) AS notes
FROM (SELECT account FROM edition_role WHERE edition = $1 AND role = 'mentor'
      UNION SELECT account FROM mentor WHERE edition = $1) w
LEFT JOIN mentor m ON m.edition = $1 AND m.account = w.account
JOIN account a ON a.id = w.account
LEFT JOIN people_person p ON p.account = w.account
LEFT JOIN directorate d ON d.id = a.directorate
LEFT JOIN people_remark l ON l.id = m.left_reason
ORDER BY m.left_at IS NOT NULL, lower(p.name), w.account;

-- name: list_paired_teams
-- The teams of an edition with their pairs in the proposal and in the assignment.
SELECT t.id AS team, t.slug, t.name, t.lang, t.members, t.confirmed_at IS NOT NULL AS confirmed, c.title AS challenge,
    coalesce(n.skills, '{}') AS skills, coalesce(n.languages, '{}') AS languages,
    (SELECT coalesce(json_agg(json_build_object(
        'mentor', q.mentor, 'name', q.name, 'reasons', q.reasons, 'gone', q.gone,
        'published', q.published, 'clash', q.clash) ORDER BY lower(q.name), q.mentor), '[]')::text FROM (
            SELECT x.mentor, p.name, x.reasons, m.left_at IS NOT NULL AS gone,
                EXISTS (SELECT FROM coach o WHERE o.team = x.team AND o.mentor = x.mentor) AS published,
                EXISTS (SELECT FROM team_member k JOIN account b ON b.id = k.account
                        WHERE k.team = x.team AND b.directorate = a.directorate) AS clash
            FROM assignment_pair x JOIN account a ON a.id = x.mentor
            LEFT JOIN people_person p ON p.account = x.mentor
            LEFT JOIN mentor m ON m.edition = x.edition AND m.account = x.mentor
            WHERE x.team = t.id) q) AS pairs
FROM team t LEFT JOIN challenge c ON c.id = t.challenge LEFT JOIN mentoring_needs n ON n.team = t.id
WHERE t.edition = $1 AND t.withdrawn_at IS NULL
ORDER BY t.confirmed_at IS NULL, lower(t.name), t.id;

-- name: list_pairs
-- The published pairs of an edition ($1): all ($2), those of a mentor ($3), and those of some teams ($4).
SELECT c.team, t.slug AS team_slug, t.name AS team_name, c.mentor, p.name AS mentor_name, c.reasons, c.since
FROM coach c JOIN team t ON t.id = c.team LEFT JOIN people_person p ON p.account = c.mentor
WHERE c.edition = $1 AND ($2 OR c.mentor = $3 OR c.team = ANY($4::uuid[]))
ORDER BY lower(t.name), c.team, lower(p.name), c.mentor;

-- name: find_needs
SELECT skills, languages FROM mentoring_needs WHERE team = $1;

-- name: list_accompanied
-- The teams of a mentor ($2) in an edition ($1), those that wait longest first: since the last note that anybody wrote,
-- else since the assignment. The open steps are those of notes that the mentor may read.
SELECT t.id AS team, t.slug, t.name, t.lang, c.title AS challenge, h.since,
    greatest(h.since, (SELECT max(n.written_at) FROM note n WHERE n.team = t.id)) AS waiting,
    (SELECT count(*) FROM note_step s JOIN note n ON n.id = s.note
     WHERE n.team = t.id AND s.done_at IS NULL AND (n.shared_at IS NOT NULL OR n.author = $2)) AS open_steps,
    (SELECT count(*) FROM help_request r WHERE r.team = t.id AND r.status IN ('open', 'claimed')) AS asking
FROM coach h JOIN team t ON t.id = h.team LEFT JOIN challenge c ON c.id = t.challenge
WHERE h.edition = $1 AND h.mentor = $2 AND t.withdrawn_at IS NULL
ORDER BY waiting, t.id;

-- name: list_notes
-- The notes of an edition ($1), of one team ($2) or of several ($8), or one alone ($3), that an account ($4) may read:
-- its own; and the shared ones of the teams in which it is or which it accompanies ($5), or all shared ones ($6).
-- The newest first, at most $7.
SELECT n.id AS note, n.edition, n.team, t.slug AS team_slug, t.name AS team_name, t.lang AS team_lang,
    n.author, p.name AS author_name, o.text AS observed, d.text AS decided, n.written_at, n.revised_at, n.shared_at,
    coalesce((SELECT max(version) FROM event WHERE stream = 'note-' || n.id), 0) AS version,
    (SELECT coalesce(json_agg(json_build_object(
        'key', q.key, 'text', q.text, 'owner', q.owner, 'owner_name', q.owner_name, 'due', q.due, 'done_at', q.done_at,
        'done_by_name', q.done_by_name) ORDER BY q.ordinal), '[]')::text FROM (
            SELECT s.key, s.ordinal, r.text, s.owner, w.name AS owner_name, s.due, s.done_at, b.name AS done_by_name
            FROM note_step s
            LEFT JOIN people_remark r ON r.id = s.text
            LEFT JOIN people_person w ON w.account = s.owner
            LEFT JOIN people_person b ON b.account = s.done_by
            WHERE s.note = n.id) q) AS steps
FROM note n
JOIN team t ON t.id = n.team
LEFT JOIN people_person p ON p.account = n.author
LEFT JOIN people_remark o ON o.id = n.observed
LEFT JOIN people_remark d ON d.id = n.decided
WHERE n.edition = $1 AND ($2::uuid IS NULL OR n.team = $2) AND ($3::uuid IS NULL OR n.id = $3)
  AND ($8::uuid[] IS NULL OR n.team = ANY($8))
  AND (n.author = $4 OR (n.shared_at IS NOT NULL AND ($6 OR n.team = ANY($5::uuid[]))))
ORDER BY n.written_at DESC, n.id LIMIT $7;

-- name: list_team_people
-- Who is in a team, the lead first.
SELECT k.account, p.name, k.lead FROM team_member k LEFT JOIN people_person p ON p.account = k.account
WHERE k.team = $1 ORDER BY k.lead DESC, k.joined_at, k.account;

-- name: list_uncoached
-- The confirmed teams of an edition ($1) that have mentors, and about which none has written since an instant ($2).
SELECT t.id AS team, t.slug, t.name, q.last, coalesce(q.last, q.since) AS since FROM (
    SELECT c.team, min(c.since) AS since, (SELECT max(n.written_at) FROM note n WHERE n.team = c.team) AS last
    FROM coach c WHERE c.edition = $1 GROUP BY c.team) q
JOIN team t ON t.id = q.team AND t.withdrawn_at IS NULL
LEFT JOIN journey j ON j.team = t.id
WHERE coalesce(q.last, q.since) <= $2 AND j.status IS DISTINCT FROM 'finished'
ORDER BY coalesce(q.last, q.since), t.id;

-- name: list_coaching
-- For who watches an edition: of one team the mentors, when a note was last written, and how many there are.
SELECT ARRAY(SELECT coalesce(p.name, '') FROM coach c LEFT JOIN people_person p ON p.account = c.mentor
             WHERE c.team = $1 ORDER BY lower(p.name), c.mentor) AS mentors,
    (SELECT min(c.since) FROM coach c WHERE c.team = $1) AS since,
    (SELECT max(n.written_at) FROM note n WHERE n.team = $1) AS last,
    (SELECT count(*) FROM note n WHERE n.team = $1) AS notes,
    (SELECT count(*) FROM note n WHERE n.team = $1 AND n.shared_at IS NOT NULL) AS shared,
    (SELECT count(*) FROM help_request r WHERE r.team = $1 AND r.status IN ('open', 'claimed')) AS asking;

-- name: list_help
-- The requests of an edition ($1), or of one team ($2), that the viewer may read: all ($3: its mentors and who watches
-- it), or those of its own teams ($4). Open ones first, the oldest first; then what is settled, the newest first.
SELECT h.id AS help, h.edition, h.team, t.slug AS team_slug, t.name AS team_name, t.lang AS team_lang,
    a.name AS asked_by, h.asked_at, r.text, h.status, h.mentor, m.name AS mentor_name, h.claimed_at, h.answered_at,
    (SELECT coalesce(json_agg(json_build_object('text', q.text, 'name', q.name, 'at', q.at) ORDER BY q.at), '[]')::text
     FROM (SELECT x.text AS id, s.text, p.name, x.at FROM help_answer x LEFT JOIN people_remark s ON s.id = x.text
           LEFT JOIN people_person p ON p.account = x.author WHERE x.help = h.id) q) AS answers
FROM help_request h
JOIN team t ON t.id = h.team
LEFT JOIN people_person a ON a.account = h.asked_by
LEFT JOIN people_remark r ON r.id = h.text
LEFT JOIN people_person m ON m.account = h.mentor
WHERE h.edition = $1 AND ($2::uuid IS NULL OR h.team = $2) AND ($3 OR h.team = ANY($4::uuid[]))
ORDER BY array_position(ARRAY['open', 'claimed', 'answered', 'closed'], h.status),
    CASE WHEN h.status IN ('open', 'claimed') THEN h.asked_at END, h.asked_at DESC, h.id LIMIT $5;

-- name: list_claimed
SELECT id AS help, team FROM help_request WHERE edition = $1 AND mentor = $2 AND status = 'claimed' ORDER BY id;

-- name: list_mentored
SELECT edition FROM mentor WHERE account = $1 AND left_at IS NULL ORDER BY edition;

-- name: next_meeting
-- The next published session ($3: now) of a mentor ($2) in an edition ($1): one that it runs or is registered for, or one
-- to which a team that it accompanies comes, or is asked to come without having declined.
SELECT s.id AS session, s.kind, s.title, s.starts_at, s.ends_at, s.room, s.link IS NOT NULL AS online,
    ARRAY(SELECT t.name FROM coach c JOIN team t ON t.id = c.team AND t.withdrawn_at IS NULL
          LEFT JOIN session_seat x ON x.session = s.id AND x.holder = t.id
          WHERE c.mentor = $2 AND c.edition = $1 AND s.audience = 'teams' AND NOT coalesce(x.declined, false)
            AND (x.holder IS NOT NULL OR s.asked = '{}' OR t.id = ANY(s.asked)) ORDER BY lower(t.name), t.id) AS teams
FROM session s
WHERE s.edition = $1 AND s.status = 'published' AND s.ends_at > $3 AND (
    s.facilitator = $2
    OR EXISTS (SELECT FROM session_seat m WHERE m.session = s.id AND m.holder = $2 AND NOT m.declined)
    OR (s.audience = 'teams' AND EXISTS (
        SELECT FROM coach c JOIN team t ON t.id = c.team AND t.withdrawn_at IS NULL
        LEFT JOIN session_seat x ON x.session = s.id AND x.holder = t.id
        WHERE c.mentor = $2 AND c.edition = $1 AND NOT coalesce(x.declined, false)
          AND (x.holder IS NOT NULL OR s.asked = '{}' OR t.id = ANY(s.asked)))))
ORDER BY s.starts_at, s.id LIMIT 1;

-- name: is_pending
-- Whether a mentor has left an edition and the proposal that followed is not published yet.
SELECT EXISTS (SELECT FROM assignment a WHERE a.edition = $1 AND a.because = 'mentor_left'
    AND (a.published_at IS NULL OR a.published_at < a.proposed_at));
