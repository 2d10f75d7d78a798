-- ── Written by projections ──

-- name: plan_phase
-- A phase of an edition with its first window.
INSERT INTO phase (edition, phase, ordinal, opens_at, closes_at, ends_at, opens_wall, closes_wall, zone, mode,
    known_at)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)

-- name: move_phase
-- Another window for a phase that has not closed.
UPDATE phase SET opens_at = $3, closes_at = $4, ends_at = $4, opens_wall = $5, closes_wall = $6, zone = $7,
    known_at = CASE WHEN closes_at = $4 THEN known_at ELSE $8 END,
    reminded = CASE WHEN closes_at = $4 THEN reminded ELSE '{}' END
 WHERE edition = $1 AND phase = $2

-- name: mark_reminded
-- Teams were reminded of the present closing.
UPDATE phase SET reminded = reminded || $3::text WHERE edition = $1 AND phase = $2

-- name: set_mode
-- Whether the gate is blocking or lenient.
UPDATE phase SET mode = $3 WHERE edition = $1 AND phase = $2

-- name: open_phase
-- The phase has opened.
UPDATE phase SET opened_at = $3 WHERE edition = $1 AND phase = $2

-- name: close_phase
-- The phase has closed; deadlines go by the instant $4.
UPDATE phase SET closed_at = $3, ends_at = $4, closed_early = $5 WHERE edition = $1 AND phase = $2

-- name: clear_requirements
-- A gate asks for nothing, until the rows that follow.
DELETE FROM requirement WHERE edition = $1 AND phase = $2

-- name: add_requirement
-- A gate asks for this.
INSERT INTO requirement (edition, phase, key, ordinal, title, kinds) VALUES ($1, $2, $3, $4, $5::jsonb, $6)

-- name: move_journey
-- Where a team is now. Only a team that is held at an examination ($10) keeps its extension.
INSERT INTO journey (team, edition, status, phase, ordinal, since, held_missing, held_reason, held_by_hand)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (team) DO UPDATE
   SET status = $3, phase = $4, ordinal = $5, since = $6, held_missing = $7, held_reason = $8, held_by_hand = $9,
       extension_until = CASE WHEN $10::boolean THEN journey.extension_until END,
       extended_at = CASE WHEN $10::boolean THEN journey.extended_at END,
       reminded = CASE WHEN $10::boolean THEN journey.reminded ELSE '{}' END,
       extension_ended = $10 AND journey.extension_ended

-- name: extend_journey
-- The team has until then.
UPDATE journey SET extension_until = $2, extended_at = $3, reminded = '{}', extension_ended = false, held_by_hand = false
 WHERE team = $1

-- name: mark_team_reminded
-- The team was reminded of the end of its present extension.
UPDATE journey SET reminded = reminded || $2::text WHERE team = $1

-- name: end_extension
-- The extension ran out; what the team was held for it is held for from now on.
UPDATE journey SET extension_ended = true, since = $2 WHERE team = $1

-- name: enter_phase
-- A team is in a phase.
INSERT INTO journey_phase (team, phase, entered_at) VALUES ($1, $2, $3)

-- name: leave_phase
-- A team passed the gate of a phase.
UPDATE journey_phase SET left_at = $3, outcome = $4, gaps = $5 WHERE team = $1 AND phase = $2

-- name: abandon_phase
-- A team withdrew in a phase that it had not left.
UPDATE journey_phase SET left_at = $3, outcome = 'withdrawn' WHERE team = $1 AND phase = $2 AND left_at IS NULL

-- name: add_deposit
-- A deliverable was handed in.
INSERT INTO deposit (team, position, phase, deliverable, title, text, links, lang, at, actor, late, in_extension, counts,
    files, in_grace, code)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, NOT $11, $13::jsonb, $14, $15)

-- name: count_deposits
-- An extension was granted: what came late before it counts.
UPDATE deposit SET counts = true WHERE team = $1 AND phase = $2 AND NOT counts

-- name: add_task
-- A gap that stays with the team.
INSERT INTO task (team, phase, deliverable) VALUES ($1, $2, $3)

-- name: clear_task
-- The gap is filled.
DELETE FROM task WHERE team = $1 AND phase = $2 AND deliverable = $3

-- ── Asked by the clock and the reactions ──

-- name: due_openings
-- Phases whose opening is due and was not handled.
SELECT edition, phase, opens_at AS instant FROM phase WHERE opened_at IS NULL AND opens_at <= $1 ORDER BY opens_at

-- name: due_closings
-- Phases whose closing is due and was not handled.
SELECT edition, phase, closes_at AS instant FROM phase WHERE closed_at IS NULL AND closes_at <= $1 ORDER BY closes_at

-- name: due_extensions
-- Extensions that have run out, of phases that have closed.
SELECT j.edition, j.phase, j.team, j.extension_until AS instant
  FROM journey j JOIN phase p ON p.edition = j.edition AND p.phase = j.phase JOIN team t ON t.id = j.team
 WHERE j.extension_until <= $1 AND NOT j.extension_ended AND j.status IN ('in', 'held')
   AND p.closed_at IS NOT NULL AND t.withdrawn_at IS NULL
   AND NOT EXISTS (SELECT FROM upload_under_way w WHERE w.team = j.team AND w.until > $1)
 ORDER BY j.extension_until, j.team LIMIT 500

-- name: due_graces
-- Teams that were not examined at their deadline because of files under way, and whose grace time is over.
SELECT w.edition, w.phase, w.team, max(w.until) AS instant
  FROM upload_under_way w JOIN journey j ON j.team = w.team JOIN phase p ON p.edition = w.edition AND p.phase = w.phase
 WHERE p.closed_at IS NOT NULL AND w.deadline <= $1
   AND (j.status = 'in' OR j.extension_until IS NOT NULL AND NOT j.extension_ended)
 GROUP BY w.edition, w.phase, w.team HAVING max(w.until) <= $1 ORDER BY 4, 3 LIMIT 500

-- name: next_grace
-- The first end of a grace time after an instant.
SELECT min(w.until) FROM upload_under_way w JOIN journey j ON j.team = w.team
 WHERE w.until > $1 AND (j.status = 'in' OR j.extension_until IS NOT NULL AND NOT j.extension_ended)

-- name: sending
-- Teams for which a file is arriving, whatever it is for. At most gates there is none, and this costs no plan over all
-- that makes a team's standing (12 to 20 ms for 150 teams).
SELECT DISTINCT team FROM upload WHERE team = ANY($1::uuid[]) AND abandoned_at IS NULL AND NOT deposited

-- name: under_way
-- The files that teams are sending for what they miss at their present gate.
SELECT team, array_agg(id ORDER BY id) AS uploads FROM upload_under_way WHERE team = ANY($1::uuid[]) GROUP BY team

-- name: next_opening
-- The first opening after an instant.
SELECT min(opens_at) FROM phase WHERE opened_at IS NULL AND opens_at > $1

-- name: next_closing
-- The first closing after an instant.
SELECT min(closes_at) FROM phase WHERE closed_at IS NULL AND closes_at > $1

-- name: due_reminders
-- Open phases of whose closing teams are to be reminded now ($1): the nearest reminder ($2: its name, $3: how long
-- before) that has fallen due, if it fell due after the phase had opened and the closing was known.
SELECT edition, phase, before, instant, closes_at FROM (
    SELECT DISTINCT ON (p.edition, p.phase) p.edition, p.phase, p.opens_at, p.closes_at, p.known_at, p.reminded,
        r.before, p.closes_at - r.span AS instant
    FROM phase p CROSS JOIN unnest($2::text[], $3::interval[]) AS r(before, span)
    WHERE p.opened_at IS NOT NULL AND p.closed_at IS NULL AND p.closes_at > $1 AND p.closes_at - r.span <= $1
    ORDER BY p.edition, p.phase, r.span
) due WHERE NOT before = ANY(reminded) AND known_at < instant AND opens_at <= instant ORDER BY instant, edition

-- name: next_reminder
SELECT min(p.closes_at - r.span) FROM phase p CROSS JOIN unnest($2::interval[]) AS r(span)
WHERE p.closed_at IS NULL AND p.closes_at - r.span > $1::timestamptz AND p.closes_at - r.span >= p.opens_at

-- name: due_team_reminders
-- At most 500 teams to remind now ($1) of the end of their extension: those that still miss something, the nearest
-- reminder ($2: its name, $3: how long before) that has fallen due, if it fell due after the extension was granted. An
-- extension that ends before its phase is none.
SELECT edition, phase, team, before, instant, extended_at FROM (
    SELECT DISTINCT ON (s.team) s.edition, s.phase, s.team, s.missing, j.extended_at, j.reminded, r.before,
        s.extension_until - r.span AS instant
    FROM journey j JOIN standing s ON s.team = j.team JOIN team t ON t.id = j.team AND t.withdrawn_at IS NULL
    CROSS JOIN unnest($2::text[], $3::interval[]) AS r(before, span)
    WHERE j.extension_until > $1 AND j.extension_until - r.span <= $1 AND NOT j.extension_ended
      AND j.status IN ('in', 'held') AND j.extension_until > s.ends_at
    ORDER BY s.team, r.span
) due WHERE NOT before = ANY(reminded) AND extended_at < instant AND cardinality(missing) > 0
ORDER BY instant, team LIMIT 500

-- name: next_team_reminder
SELECT min(j.extension_until - r.span) FROM journey j CROSS JOIN unnest($2::interval[]) AS r(span)
WHERE j.extension_until - r.span > $1::timestamptz AND j.extension_until - r.span > j.extended_at
  AND j.extension_until > $1 AND NOT j.extension_ended AND j.status IN ('in', 'held')

-- name: next_extension
-- The first end of an extension after an instant.
SELECT min(extension_until) FROM journey
 WHERE extension_until > $1 AND NOT extension_ended AND status IN ('in', 'held')

-- name: due_examinations
-- Teams before the gate of a phase, a page of them by id; those held by hand stay where they are.
SELECT team FROM journey
 WHERE edition = $1 AND phase = $2 AND status IN ('in', 'held') AND NOT held_by_hand AND team > $3
 ORDER BY team LIMIT $4

-- name: due_entries
-- Teams that wait for a phase, a page of them by id.
SELECT team FROM journey WHERE edition = $1 AND phase = $2 AND status = 'waiting' AND team > $3 ORDER BY team LIMIT $4

-- name: due_starts
-- Confirmed teams without a journey, a page of them by id.
SELECT t.id AS team FROM team t
 WHERE t.edition = $1 AND t.confirmed_at IS NOT NULL AND t.withdrawn_at IS NULL AND t.id > $2
   AND NOT EXISTS (SELECT FROM journey j WHERE j.team = t.id)
 ORDER BY t.id LIMIT $3

-- name: phase_closed
-- Whether a phase has closed.
SELECT closed_at IS NOT NULL FROM phase WHERE edition = $1 AND phase = $2

-- ── Read by pages ──

-- name: windows
-- The phases of an edition, in order, with what their gates ask for.
SELECT p.phase, p.opens_at, p.closes_at, p.ends_at, p.opens_wall, p.closes_wall, p.zone, p.mode,
       p.opened_at, p.closed_at, p.closed_early,
       coalesce((SELECT json_agg(json_build_object('key', r.key, 'title', r.title, 'kinds', r.kinds) ORDER BY r.ordinal)
                   FROM requirement r WHERE r.edition = p.edition AND r.phase = p.phase), '[]') AS requires
  FROM phase p WHERE p.edition = $1 ORDER BY p.ordinal

-- name: board
-- How many teams of an edition are in each phase with each word, in every row; and, worst first, a page of those that
-- match phase, words, challenge and a part of the name. One row without a team when none does.
WITH every AS MATERIALIZED (
    SELECT s.team, t.name, t.slug, t.challenge, t.below_minimum, s.phase, s.status, s.missing, s.tasks, s.deadline,
           s.since, x.extended,
           status_word(t.withdrawn_at IS NOT NULL, s.status, cardinality(s.missing), s.tasks, x.extended,
                       s.deadline - $2) AS word
      FROM standing s JOIN team t ON t.id = s.team
     CROSS JOIN LATERAL (SELECT coalesce(s.status IN ('in', 'held') AND s.extension_until > $2
                                         AND NOT s.extension_ended, false) AS extended) x
     WHERE s.edition = $1
), counted AS (
    SELECT coalesce(json_agg(g), '[]') AS counts
      FROM (SELECT phase, status, word, count(*) AS teams FROM every GROUP BY phase, status, word) g
), matching AS (
    SELECT e.team, e.name, e.slug, e.challenge, e.below_minimum, e.phase, e.status, e.missing, e.tasks, e.deadline,
           e.since, e.extended, e.word,
           array_position(ARRAY['held', 'urgent', 'watch', 'extended', 'in_progress', 'up_to_date', 'withdrawn'],
                          e.word) AS rank
      FROM every e
     WHERE ($3::text IS NULL OR e.phase = $3) AND ($4::text[] IS NULL OR e.word = ANY($4))
       AND ($5::uuid IS NULL OR e.challenge = $5) AND ($6::text IS NULL OR position(lower($6) IN lower(e.name)) > 0)
), page AS (
    SELECT team, name, slug, challenge, below_minimum, phase, status, missing, tasks, deadline, since, extended, word, rank
      FROM matching ORDER BY rank, deadline NULLS LAST, name, team LIMIT $7 OFFSET $8
)
SELECT c.counts, p.team, p.name, p.slug, p.challenge, p.below_minimum, p.phase, p.status, p.missing, p.tasks, p.deadline,
       p.since, p.extended, p.word, (SELECT count(*) FROM matching) AS total,
       p.word = 'held' AND EXISTS (SELECT FROM deposit d WHERE d.team = p.team AND d.phase = p.phase AND NOT d.counts
                                      AND d.deliverable = ANY (p.missing)) AS late
  FROM counted c LEFT JOIN page p ON true
 ORDER BY p.rank, p.deadline NULLS LAST, p.name, p.team

-- name: unconfirmed
-- Teams of an edition that have not reached their minimum: listed, never examined.
SELECT id AS team, name, slug, members FROM team
 WHERE edition = $1 AND confirmed_at IS NULL AND withdrawn_at IS NULL ORDER BY name, id

-- name: standings
-- Where these teams ($4) of an edition are, for everyone who may see the edition ($2: also before its publication).
SELECT s.team, t.name, t.slug, t.challenge, s.phase, s.status, w.word
  FROM standing s JOIN team t ON t.id = s.team JOIN edition e ON e.id = s.edition
 CROSS JOIN LATERAL (SELECT coalesce(s.status IN ('in', 'held') AND s.extension_until > $3
                                     AND NOT s.extension_ended, false) AS extended) x
 CROSS JOIN LATERAL (SELECT status_word(t.withdrawn_at IS NOT NULL, s.status, cardinality(s.missing), s.tasks,
                                        x.extended, s.deadline - $3) AS word) w
 WHERE s.edition = $1 AND s.team = ANY($4::uuid[]) AND ($2 OR e.published_at IS NOT NULL)
 ORDER BY t.name, s.team

-- name: passages
-- Which team was in which phase from when to when ($2: also before publication; $3: one team, or all).
SELECT h.team, h.phase, h.entered_at, h.left_at, h.outcome
  FROM journey_phase h JOIN journey j ON j.team = h.team JOIN edition e ON e.id = j.edition
 WHERE j.edition = $1 AND ($2 OR e.published_at IS NOT NULL) AND ($3::uuid IS NULL OR h.team = $3)
 ORDER BY h.team, h.entered_at, h.phase

-- name: at_gate
-- The teams that an examination of a phase looks at, with what the rule looks at.
SELECT s.team, t.name, t.slug, s.mode, s.status, s.missing, s.absent, s.held_by_hand, s.extension_until,
       s.extension_ended, w.until AS arrives_until
  FROM standing s JOIN team t ON t.id = s.team
 CROSS JOIN LATERAL (SELECT max(least(s.deadline, $3) + u.grace) AS until FROM upload u
                      WHERE u.team = s.team AND u.phase = s.phase AND u.abandoned_at IS NULL AND NOT u.deposited
                        AND u.deliverable = ANY (s.missing) AND u.begun_at < least(s.deadline, $3)
                        AND least(s.deadline, $3) + u.grace > $3) w
 WHERE s.edition = $1 AND s.phase = $2 AND s.status IN ('in', 'held') AND t.withdrawn_at IS NULL
 ORDER BY t.name, s.team

-- name: team_journey
-- A team's place, for its own people and those who watch the edition ($2 all editions, $3 these, $4 these teams).
SELECT s.team, s.edition, t.name, t.slug, t.below_minimum, s.phase, s.status, w.word, s.since, s.missing, s.deadline,
       s.ends_at, s.closed_at, s.mode, s.extension_until, w.extended, s.held_missing, s.held_by_hand,
       r.text AS held_reason,
       CASE WHEN w.extended THEN
           (SELECT m.text FROM event v JOIN people_remark m ON m.id = (v.data->'reason'->>'id')::uuid
             WHERE v.stream = 'journey-' || s.team AND v.type = 'journey.extended'
             ORDER BY v.version DESC LIMIT 1) END AS extension_reason,
       (SELECT max(version) FROM event WHERE stream = 'journey-' || s.team) AS version,
       (SELECT max(u.until) FROM upload_under_way u WHERE u.team = s.team AND u.until > $5) AS grace_until
  FROM standing s JOIN team t ON t.id = s.team
  LEFT JOIN people_remark r ON r.id = s.held_reason
 CROSS JOIN LATERAL (SELECT coalesce(s.status IN ('in', 'held') AND s.extension_until > $5
                                     AND NOT s.extension_ended, false) AS extended) x
 CROSS JOIN LATERAL (SELECT x.extended, status_word(t.withdrawn_at IS NOT NULL, s.status, cardinality(s.missing),
                                                    s.tasks, x.extended, s.deadline - $5) AS word) w
 WHERE s.team = $1 AND ($2 OR s.edition = ANY($3::uuid[]) OR s.team = ANY($4::uuid[]))

-- name: checklist
-- What the gate of a phase asks a team for.
SELECT key, title, kinds FROM requirement WHERE edition = $1 AND phase = $2 ORDER BY ordinal

-- name: deposits
-- Everything that a team handed in, oldest first, with the name of who did.
SELECT d.position, d.phase, d.deliverable, d.title, d.text, d.links, d.lang, d.at, d.late, d.in_extension, d.counts,
       d.files, d.in_grace, d.code,
       p.name AS by
  FROM deposit d LEFT JOIN people_person p ON p.account = d.actor
 WHERE d.team = $1 ORDER BY d.position

-- name: tasks
-- What a team still owes of phases that it has passed.
SELECT k.phase, k.deliverable, r.title, r.kinds
  FROM task k JOIN requirement r ON r.edition = $2 AND r.phase = k.phase AND r.key = k.deliverable
  JOIN phase p ON p.edition = $2 AND p.phase = k.phase
 WHERE k.team = $1 ORDER BY p.ordinal, r.ordinal

-- name: phases_version
-- How many events the phases of an edition have.
SELECT coalesce(max(version), 0) FROM event WHERE stream = 'phases-' || $1::text
