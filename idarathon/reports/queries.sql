-- Reads of one edition ($1), over the tables of all domains. Who may see which of them is asked in reads.py.

-- name: count_people
-- Participants are the people of every team that set out, also of one that withdrew later.
SELECT count(DISTINCT m.account) AS participants, count(DISTINCT d.administration) AS administrations,
    count(DISTINCT d.id) AS directorates, count(DISTINCT d.region) AS regions,
    (SELECT count(*) FROM team t WHERE t.edition = $1 AND t.confirmed_at IS NOT NULL) AS teams,
    (SELECT count(*) FROM team t WHERE t.edition = $1 AND t.confirmed_at IS NOT NULL AND t.withdrawn_at IS NOT NULL)
        AS withdrawn,
    (SELECT count(*) FROM challenge c WHERE c.edition = $1 AND c.status IN ('published', 'closed')) AS challenges,
    (SELECT count(DISTINCT account) FROM edition_role r WHERE r.edition = $1 AND r.role = 'facilitator') AS facilitators,
    (SELECT count(DISTINCT account) FROM edition_role r WHERE r.edition = $1 AND r.role = 'mentor') AS mentors,
    (SELECT count(DISTINCT account) FROM edition_role r WHERE r.edition = $1 AND r.role IN ('juror', 'president'))
        AS jurors
FROM team t JOIN team_member m ON m.team = t.id
LEFT JOIN account a ON a.id = m.account LEFT JOIN directorate d ON d.id = a.directorate
WHERE t.edition = $1 AND t.confirmed_at IS NOT NULL

-- name: list_administrations
-- Where the participants come from, most of them first.
SELECT n.name, count(DISTINCT m.account) AS people, count(DISTINCT m.team) AS teams,
    count(DISTINCT d.id) AS directorates
FROM team t JOIN team_member m ON m.team = t.id JOIN account a ON a.id = m.account
JOIN directorate d ON d.id = a.directorate JOIN administration n ON n.id = d.administration
WHERE t.edition = $1 AND t.confirmed_at IS NOT NULL
GROUP BY n.id, n.name ORDER BY people DESC, n.id

-- name: list_sessions
-- The sessions that were published, in order: who registered, who came, what they thought. held: it is over at $2;
-- attended: its attendance was taken, or somebody came all the same.
SELECT s.id AS session, s.kind, s.phase, s.title, s.starts_at, s.status,
    s.status = 'published' AND s.ends_at <= $2 AS held,
    s.attendance_count > 0 OR EXISTS (SELECT FROM session_attendance p WHERE p.session = s.id) AS attended,
    (SELECT coalesce(sum(q.seats), 0) FROM session_seat q WHERE q.session = s.id AND NOT q.declined) AS registered,
    (SELECT count(*) FROM session_attendance p WHERE p.session = s.id) AS present,
    r.ratings, r.average
FROM session s
CROSS JOIN LATERAL (
    SELECT count(*) AS ratings, avg(score)::float8 AS average FROM session_rating g WHERE g.session = s.id
) r
WHERE s.edition = $1 AND s.status IN ('published', 'cancelled') ORDER BY s.starts_at, s.id

-- name: count_present
-- How many people came to at least one session.
SELECT count(DISTINCT p.account) FROM session_attendance p JOIN session s ON s.id = p.session WHERE s.edition = $1

-- name: list_scores
-- How often each score was given.
SELECT g.score, count(*) AS times FROM session_rating g JOIN session s ON s.id = g.session
WHERE s.edition = $1 GROUP BY g.score ORDER BY g.score

-- name: count_coaching
SELECT n.notes, n.shared, n.noted_teams, h.asked, h.answered, h.hours,
    (SELECT count(DISTINCT c.team) FROM coach c WHERE c.edition = $1) AS accompanied
FROM (
    SELECT count(*) AS notes, count(shared_at) AS shared, count(DISTINCT team) AS noted_teams
    FROM note WHERE edition = $1
) n CROSS JOIN (
    SELECT count(*) AS asked, count(answered_at) AS answered,
        (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - asked_at) / 3600))::float8 AS hours
    FROM help_request WHERE edition = $1
) h

-- name: list_deposits
-- Deposits by phase: before the deadline, within grace time, within an extension, late.
SELECT p.phase, count(d.position) AS deposits,
    count(*) FILTER (WHERE d.position IS NOT NULL AND NOT d.late AND NOT d.in_extension AND NOT d.in_grace) AS in_time,
    count(*) FILTER (WHERE NOT d.late AND d.in_grace) AS in_grace,
    count(*) FILTER (WHERE NOT d.late AND d.in_extension AND NOT d.in_grace) AS in_extension,
    count(*) FILTER (WHERE d.late) AS late
FROM phase p
LEFT JOIN (deposit d JOIN team t ON t.id = d.team) ON t.edition = p.edition AND d.phase = p.phase
WHERE p.edition = $1 GROUP BY p.phase, p.ordinal ORDER BY p.ordinal

-- name: list_gates
-- How many teams were in each phase, and how they left it; typical_at: when half of those that passed had.
SELECT p.phase, p.opened_at, p.closed_at, count(h.team) AS entered,
    count(*) FILTER (WHERE h.outcome = 'advance') AS complete,
    count(*) FILTER (WHERE h.outcome = 'conditional') AS conditional,
    count(*) FILTER (WHERE h.outcome = 'override') AS override,
    count(*) FILTER (WHERE h.outcome = 'withdrawn') AS withdrawn,
    count(*) FILTER (WHERE h.team IS NOT NULL AND h.left_at IS NULL) AS still_there,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY h.left_at)
        FILTER (WHERE h.outcome IN ('advance', 'conditional', 'override')) AS typical_at
FROM phase p
LEFT JOIN (journey_phase h JOIN journey j ON j.team = h.team) ON j.edition = p.edition AND h.phase = p.phase
WHERE p.edition = $1 GROUP BY p.phase, p.ordinal, p.opened_at, p.closed_at ORDER BY p.ordinal

-- name: list_teams
-- Each team that set out: when it passed which gate, what it handed in, and how it was accompanied.
SELECT t.slug, t.name, t.lang, t.withdrawn_at, c.title AS challenge_title, t.members, j.status,
    (SELECT json_object_agg(h.phase, h.left_at) FROM journey_phase h
      WHERE h.team = t.id AND h.left_at IS NOT NULL AND h.outcome <> 'withdrawn') AS passed,
    d.in_time, d.late,
    (SELECT count(*) FROM note n WHERE n.team = t.id) AS notes,
    (SELECT count(*) FROM session_seat q JOIN session s ON s.id = q.session
      WHERE q.holder = t.id AND q.team AND NOT q.declined AND s.status = 'published' AND s.ends_at <= $2
        AND (s.attendance_count > 0 OR EXISTS (SELECT FROM session_attendance p WHERE p.session = s.id))) AS sessions,
    (SELECT p.name FROM prize p WHERE p.edition = $1 AND t.id = ANY(p.teams) AND p.revealed_at IS NOT NULL
      ORDER BY p.rank LIMIT 1) AS prize
FROM team t LEFT JOIN challenge c ON c.id = t.challenge LEFT JOIN journey j ON j.team = t.id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE NOT x.late) AS in_time, count(*) FILTER (WHERE x.late) AS late
    FROM deposit x WHERE x.team = t.id
) d
WHERE t.edition = $1 AND t.confirmed_at IS NOT NULL ORDER BY lower(t.name), t.id

-- name: list_prizes
-- The prizes that are revealed, the first one first; teams is empty for one that was not awarded.
SELECT p.rank, p.name, ARRAY(SELECT t.name FROM team t WHERE t.id = ANY(p.teams) ORDER BY lower(t.name)) AS teams
FROM prize p WHERE p.edition = $1 AND p.revealed_at IS NOT NULL ORDER BY p.rank, p.id

-- name: count_bank
SELECT count(*) FILTER (WHERE b.status = 'published') AS entries,
    (SELECT count(*) FROM bank_reuse r JOIN bank_entry e ON e.id = r.entry WHERE e.edition = $1
      AND r.status IN ('accepted', 'pilot', 'service')) AS reuses
FROM bank_entry b WHERE b.edition = $1
