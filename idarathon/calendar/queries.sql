-- name: add_session
INSERT INTO session (id, edition, updated_at, kind, phase, title, about, link, facilitator, speaker, capacity, audience,
    asked, starts_at, ends_at, starts_wall, ends_wall, zone, room, room_key, status)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 'draft');

-- name: revise_session
UPDATE session SET updated_at = $2, kind = $3, phase = $4, title = $5::jsonb, about = $6::jsonb, link = $7,
    facilitator = $8, speaker = $9, capacity = $10, audience = $11, asked = $12, sequence = sequence + $13
WHERE id = $1;

-- name: replan_session
UPDATE session SET updated_at = $2, starts_at = $3, ends_at = $4, starts_wall = $5, ends_wall = $6, zone = $7, room = $8,
    room_key = $9
WHERE id = $1;

-- name: move_session
-- Another time is announced now, everybody is reminded anew, and a code that was shown is worth nothing any more.
UPDATE session SET updated_at = $2, starts_at = $3, ends_at = $4, starts_wall = $5, ends_wall = $6, zone = $7, room = $8,
    room_key = $9,
    moved_from = CASE WHEN starts_at <> $3 THEN starts_at ELSE moved_from END,
    announced_at = CASE WHEN starts_at <> $3 THEN $2 ELSE announced_at END,
    reminded_day = reminded_day AND starts_at = $3,
    reminded_hour = reminded_hour AND starts_at = $3,
    attendance_hash = CASE WHEN starts_at = $3 THEN attendance_hash END,
    attendance_until = CASE WHEN starts_at = $3 THEN attendance_until END,
    sequence = sequence + 1, move_reason = $10
WHERE id = $1;

-- name: publish_session
UPDATE session SET updated_at = $2, status = 'published', published_at = $2, announced_at = $2 WHERE id = $1;

-- name: cancel_session
UPDATE session SET updated_at = $2, status = 'cancelled', cancelled_at = $2, cancel_reason = $3, sequence = sequence + 1
WHERE id = $1;

-- name: open_attendance
UPDATE session SET attendance_hash = $2, attendance_until = $3, attendance_count = attendance_count + 1 WHERE id = $1;

-- name: mark_reminded
UPDATE session SET reminded_day = reminded_day OR $2, reminded_hour = reminded_hour OR NOT $2 WHERE id = $1;

-- name: take_seat
INSERT INTO session_seat (session, edition, holder, team, seats, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (session, holder) DO UPDATE SET seats = $5, declined = false, at = $6;

-- name: leave_seat
DELETE FROM session_seat WHERE session = $1 AND holder = $2;

-- name: decline_seat
INSERT INTO session_seat (session, edition, holder, team, seats, declined, at) VALUES ($1, $2, $3, true, 0, true, $4)
ON CONFLICT (session, holder) DO UPDATE SET seats = 0, declined = true, at = $4;

-- name: add_attendance
INSERT INTO session_attendance (session, account, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: set_rating
INSERT INTO session_rating (session, account, score, comment, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (session, account) DO UPDATE SET score = $3, comment = $4, at = $5;

-- name: find_sessions
-- Sessions, by their beginning, as far as the viewer may see them. $1: its account, $2: it is an admin, $3: editions
-- that it watches, $4: editions in which it has a role. Filters, each null for none: $5 an edition, $6 a session, $7 a
-- team (what concerns it), $8 only what concerns the viewer itself, $9 those that end after, $10 that begin before.
-- Drafts are for who watches and for the session's facilitator. The link is for who comes, or is asked to come.
SELECT v.session, v.edition, v.edition_slug, v.edition_name, v.kind, v.phase, v.title, v.about, v.starts_at, v.ends_at,
    v.starts_wall, v.ends_wall, v.room, v.capacity, v.audience, v.status, v.published_at, v.updated_at, v.sequence,
    v.moved_from, v.cancelled_at, v.attendance_until, v.attendance_count, v.attendance_hash, v.asked, v.taken,
    v.registered, v.attended, v.score, v.hosts, v.team, v.team_slug, v.team_name, v.team_state, v.outgrown,
    speaker.text AS speaker,
    CASE WHEN v.knows THEN v.link END AS link,
    CASE WHEN v.inside THEN v.facilitator END AS facilitator,
    CASE WHEN v.inside THEN host.name END AS facilitator_name,
    CASE WHEN v.inside THEN why.text END AS reason
FROM (
    SELECT s.id AS session, s.edition, e.slug AS edition_slug, e.name AS edition_name, s.kind, s.phase, s.title, s.about,
        s.starts_at, s.ends_at, s.starts_wall, s.ends_wall, s.room, s.capacity, s.audience, s.status, s.published_at,
        s.updated_at, s.sequence, s.moved_from, s.cancelled_at, s.attendance_until, s.attendance_count,
        s.attendance_hash, s.asked, s.link, s.facilitator, s.speaker, s.cancel_reason, s.move_reason,
        t.id AS team, t.slug AS team_slug, t.name AS team_name,
        CASE WHEN theirs.declined THEN 'declined' WHEN theirs.holder IS NOT NULL THEN 'registered'
             WHEN t.id IS NOT NULL AND s.audience = 'teams' AND (s.asked = '{}' OR t.id = ANY(s.asked)) THEN 'asked'
        END AS team_state,
        coalesce(NOT theirs.declined AND theirs.seats <> t.members, false) AS outgrown,
        mine.holder IS NOT NULL AS registered,
        EXISTS (SELECT FROM session_attendance a WHERE a.session = s.id AND a.account = $1) AS attended,
        (SELECT r.score FROM session_rating r WHERE r.session = s.id AND r.account = $1) AS score,
        s.facilitator IS NOT NULL AND s.facilitator = $1 AS hosts,
        (SELECT coalesce(sum(x.seats), 0)::int FROM session_seat x WHERE x.session = s.id AND NOT x.declined) AS taken,
        $2 OR s.edition = ANY($4::uuid[]) OR (s.facilitator IS NOT NULL AND s.facilitator = $1) AS inside,
        $2 OR s.edition = ANY($3::uuid[]) OR mine.holder IS NOT NULL OR (s.facilitator IS NOT NULL AND s.facilitator = $1)
            OR (t.id IS NOT NULL AND s.audience = 'teams' AND (s.asked = '{}' OR t.id = ANY(s.asked))) AS knows
    FROM session s
    JOIN edition e ON e.id = s.edition
    LEFT JOIN team_member m ON m.edition = s.edition AND m.account = $1 AND m.active
    LEFT JOIN team t ON t.id = m.team
    LEFT JOIN session_seat mine ON mine.session = s.id AND mine.holder = $1
    LEFT JOIN session_seat theirs ON theirs.session = s.id AND theirs.holder = t.id
    WHERE ($5::uuid IS NULL OR s.edition = $5)
      AND ($6::uuid IS NULL OR s.id = $6)
      AND ($9::timestamptz IS NULL OR s.ends_at > $9)
      AND ($10::timestamptz IS NULL OR s.starts_at < $10)
      AND ($7::uuid IS NULL OR (s.published_at IS NOT NULL AND (s.audience = 'all' OR s.asked = '{}' OR $7 = ANY(s.asked)
          OR EXISTS (SELECT FROM session_seat x WHERE x.session = s.id AND x.holder = $7))))
      AND ($2 OR s.edition = ANY($3::uuid[]) OR (s.facilitator IS NOT NULL AND s.facilitator = $1)
          OR (s.published_at IS NOT NULL AND (e.published_at IS NOT NULL OR s.edition = ANY($4::uuid[]))))
) v
LEFT JOIN people_person host ON host.account = v.facilitator
LEFT JOIN people_remark speaker ON speaker.id = v.speaker
LEFT JOIN people_remark why ON why.id = coalesce(v.cancel_reason, v.move_reason)
WHERE NOT $8::boolean OR v.hosts OR (v.published_at IS NOT NULL
    AND (v.registered OR v.attended OR v.team_state IN ('asked', 'registered')))
ORDER BY v.starts_at, v.ends_at, v.session LIMIT $11;

-- name: find_version
SELECT coalesce(max(version), 0) FROM event WHERE stream = 'session-' || $1::uuid;

-- name: list_team_states
-- For each of these sessions ($1), what a team ($2) has said: registered, declined or asked.
SELECT s.id AS session, CASE WHEN x.declined THEN 'declined' WHEN x.holder IS NOT NULL THEN 'registered' ELSE 'asked' END
    AS state
FROM session s LEFT JOIN session_seat x ON x.session = s.id AND x.holder = $2
WHERE s.id = ANY($1::uuid[]) AND s.audience = 'teams';

-- name: list_seats
-- Who comes to a session: people by name, and teams with how many they are.
SELECT x.holder, x.team, x.seats, x.declined, coalesce(p.name, t.name) AS name, t.slug, t.members,
    EXISTS (SELECT FROM session_attendance a WHERE a.session = $1 AND a.account = x.holder) AS attended
FROM session_seat x LEFT JOIN people_person p ON p.account = x.holder AND NOT x.team
LEFT JOIN team t ON t.id = x.holder AND x.team
WHERE x.session = $1 ORDER BY x.team DESC, x.declined, lower(coalesce(p.name, t.name)), x.holder;

-- name: list_attendance
-- Who was there, by name, with their team in the edition.
SELECT a.account, p.name, t.name AS team_name, a.at
FROM session_attendance a JOIN session s ON s.id = a.session
LEFT JOIN people_person p ON p.account = a.account
LEFT JOIN team_member m ON m.edition = s.edition AND m.account = a.account AND m.active
LEFT JOIN team t ON t.id = m.team
WHERE a.session = $1 ORDER BY t.name NULLS LAST, lower(p.name), a.account;

-- name: find_figures
-- How many came and how many have an opinion; the mean of $2 opinions or more, since one of fewer tells whose they are.
SELECT (SELECT count(*)::int FROM session_attendance WHERE session = $1) AS attended, r.ratings,
    CASE WHEN r.ratings >= $2 THEN r.average END AS average
FROM (SELECT count(*)::int AS ratings, avg(score)::float8 AS average FROM session_rating WHERE session = $1) r;

-- name: list_comments
-- What people wrote, the newest first, without their names.
SELECT r.score, k.text FROM session_rating r JOIN people_remark k ON k.id = r.comment
WHERE r.session = $1 ORDER BY r.at DESC LIMIT 100;

-- name: list_clashes
-- The sessions that take place at the same time ($3 to $4) as one of an edition ($1), itself ($2) excepted, and what the
-- two have in common: the room ($5), the facilitator ($6), the speaker's name ($7), teams ($8: the session is for teams,
-- $9 those asked; none: all), mentors who have a team in each. The facilitator's sessions of other editions count too.
SELECT o.id AS session, o.title, o.starts_at, o.ends_at, o.status, o.room, e.slug AS edition_slug,
    o.edition = $1 AND o.room_key = $5::text AS room_too,
    o.facilitator IS NOT NULL AND o.facilitator = $6::uuid AS facilitator_too,
    o.edition = $1 AND lower(k.text) = lower($7::text) AS speaker_too,
    host.name AS facilitator_name, k.text AS speaker_name,
    ARRAY(SELECT t.name FROM team t WHERE $8::boolean AND o.edition = $1 AND o.audience = 'teams' AND t.edition = $1
        AND t.withdrawn_at IS NULL AND ($9::uuid[] = '{}' OR t.id = ANY($9)) AND (o.asked = '{}' OR t.id = ANY(o.asked))
        AND NOT EXISTS (SELECT FROM session_seat x WHERE x.holder = t.id AND x.declined AND x.session IN (o.id, $2))
        ORDER BY t.name) AS teams,
    ARRAY(SELECT DISTINCT coalesce(p.name, '') FROM coach h JOIN coach w ON w.mentor = h.mentor AND w.team <> h.team
        LEFT JOIN people_person p ON p.account = h.mentor
        WHERE $8 AND o.edition = $1 AND o.audience = 'teams' AND h.edition = $1 AND w.edition = $1
        AND ($9 = '{}' OR h.team = ANY($9)) AND (o.asked = '{}' OR w.team = ANY(o.asked))
        AND NOT EXISTS (SELECT FROM session_seat x WHERE x.declined
            AND (x.session, x.holder) IN ((o.id, w.team), ($2, h.team))) ORDER BY 1) AS mentors
FROM session o JOIN edition e ON e.id = o.edition
LEFT JOIN people_person host ON host.account = o.facilitator
LEFT JOIN people_remark k ON k.id = o.speaker
WHERE o.status <> 'cancelled' AND o.id IS DISTINCT FROM $2::uuid AND o.starts_at < $4 AND o.ends_at > $3
  AND (o.edition = $1 OR o.facilitator = $6)
ORDER BY o.starts_at, o.id LIMIT 50;

-- name: find_surroundings
-- The phase ($2) of an edition ($1), and how many people the teams ($3; none: all) have.
SELECT p.opens_at, p.ends_at,
    (SELECT coalesce(sum(t.members), 0)::int FROM team t WHERE t.edition = $1 AND t.withdrawn_at IS NULL
        AND ($3::uuid[] = '{}' OR t.id = ANY($3))) AS people
FROM (SELECT 1) one LEFT JOIN phase p ON p.edition = $1 AND p.phase = $2;

-- name: list_edition_teams
SELECT id AS team, name, lang, members FROM team WHERE edition = $1 AND withdrawn_at IS NULL ORDER BY lower(name), id;

-- name: list_hosts
-- Who can run a session: who has a granted role in the edition, and is no juror.
SELECT DISTINCT p.account, p.name FROM edition_role r JOIN people_person p ON p.account = r.account
WHERE r.edition = $1 AND r.role IN ('facilitator', 'mentor', 'focal', 'observer') ORDER BY p.name, p.account;

-- name: seats_to_free
-- The published sessions that end after $2 and in which a team ($1) has places; at most 500.
SELECT s.id AS session FROM session_seat x JOIN session s ON s.id = x.session
WHERE x.holder = $1 AND x.team AND NOT x.declined AND s.status = 'published' AND s.ends_at > $2
ORDER BY s.id LIMIT 500;

-- name: due_reminders
-- What is to be recalled now ($1), at most 500: only the nearest reminder that is still of use, and only to people who
-- knew the time before it fell due. The sequence is part of its name: after a move it is another reminder.
SELECT id AS session, edition, sequence, before, starts_at - span AS instant FROM (
    SELECT s.id, s.edition, s.sequence, s.starts_at, s.announced_at,
        CASE WHEN s.starts_at - interval '1 hour' <= $1 THEN 'hour' ELSE 'day' END AS before,
        CASE WHEN s.starts_at - interval '1 hour' <= $1 THEN interval '1 hour' ELSE interval '24 hours' END AS span,
        CASE WHEN s.starts_at - interval '1 hour' <= $1 THEN s.reminded_hour ELSE s.reminded_day END AS done
    FROM session s
    WHERE s.status = 'published' AND NOT s.reminded_hour AND s.starts_at > $1 AND s.starts_at <= $1 + interval '24 hours'
) due WHERE NOT done AND announced_at < starts_at - span ORDER BY instant, id LIMIT 500;

-- name: next_reminder
SELECT min(instant) FROM (
    SELECT s.starts_at - interval '24 hours' AS instant, s.announced_at FROM session s
    WHERE s.status = 'published' AND NOT s.reminded_day AND NOT s.reminded_hour
      AND s.starts_at > $1::timestamptz + interval '24 hours'
    UNION ALL
    SELECT s.starts_at - interval '1 hour', s.announced_at FROM session s
    WHERE s.status = 'published' AND NOT s.reminded_hour AND s.starts_at > $1 + interval '1 hour'
) ahead WHERE announced_at < instant;
