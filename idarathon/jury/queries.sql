-- name: set_rubric
INSERT INTO jury_criterion (edition, key, ordinal, title, weight, levels)
VALUES ($1, $2, $3, $4::jsonb, $5, $6::jsonb);

-- name: clear_rubric
DELETE FROM jury_criterion WHERE edition = $1;

-- name: begin_jury
INSERT INTO jury (edition) VALUES ($1) ON CONFLICT (edition) DO NOTHING;

-- name: compose_jury
UPDATE jury SET president = $2, quorum = $3, official = $4 WHERE edition = $1;

-- name: preside_jury
UPDATE jury SET president = $3 WHERE edition = $1 AND president = $2;

-- name: open_jury
UPDATE jury SET stage = 'open', opened_at = $2 WHERE edition = $1;

-- name: close_jury
UPDATE jury SET stage = 'closed', closed_at = $2, closed_reason = $3, closed_at_position = $4 WHERE edition = $1;

-- name: decide_jury
UPDATE jury SET stage = 'decided', decided_at = $2, decision = $3, places = $4::jsonb WHERE edition = $1;

-- name: clear_seats
DELETE FROM jury_seat WHERE edition = $1;

-- name: add_seat
INSERT INTO jury_seat (edition, account, seat, ordinal) VALUES ($1, $2, $3, $4);

-- name: take_seat
-- $3 takes the seat of $2.
UPDATE jury_seat s SET seat = old.seat, ordinal = old.ordinal FROM jury_seat old
WHERE s.edition = $1 AND s.account = $3 AND old.edition = $1 AND old.account = $2;

-- name: leave_seat
-- Once the jury has closed the sheets of who leaves still count.
UPDATE jury_seat s SET seat = 'replaced', reason = $3,
    counts = s.counts AND EXISTS (SELECT FROM jury j WHERE j.edition = $1 AND j.stage IN ('closed', 'decided'))
WHERE s.edition = $1 AND s.account = $2;

-- name: unseat
UPDATE jury_seat SET unseated = $3, counts = false WHERE edition = $1 AND account = $2;

-- name: sit_again
UPDATE jury_seat SET unseated = NULL, counts = true WHERE edition = $1 AND account = $2;

-- name: add_minutes
INSERT INTO jury_minutes (id, edition, decided_at, position) VALUES ($1, $2, $3, $4);

-- name: propose_recusal
INSERT INTO jury_recusal (edition, juror, team, cause, reason, proposed_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: decide_recusal
UPDATE jury_recusal SET accepted = $4, decided_at = $5, decision_reason = $6
WHERE edition = $1 AND juror = $2 AND team = $3;

-- name: admit_team
INSERT INTO jury_team (edition, team, admitted_at) VALUES ($1, $2, $3);

-- name: leave_jury
UPDATE jury_team SET left_at = $3 WHERE edition = $1 AND team = $2;

-- name: score
INSERT INTO jury_sheet (edition, team, juror, marks, comment, changed_at) VALUES ($1, $2, $3, $4::jsonb, $5, $6)
ON CONFLICT (edition, team, juror) DO UPDATE SET marks = jury_sheet.marks || excluded.marks,
    comment = coalesce(excluded.comment, jury_sheet.comment), changed_at = excluded.changed_at;

-- name: add_award
INSERT INTO jury_award (edition, prize, teams, reason) VALUES ($1, $2, $3, $4)
ON CONFLICT (edition, prize) DO UPDATE SET teams = excluded.teams, reason = excluded.reason;

-- name: find_jury
SELECT j.edition, j.stage, j.president, j.quorum, j.official, j.opened_at, j.closed_at, j.decided_at, j.decision,
    coalesce((SELECT max(version) FROM event WHERE stream = 'jury-' || j.edition), 0) AS version
FROM jury j WHERE j.edition = $1;

-- name: list_criteria
SELECT key, title, weight, levels FROM jury_criterion WHERE edition = $1 ORDER BY ordinal;

-- name: list_seats
SELECT s.account, s.seat, s.unseated, s.counts, p.name, d.name AS directorate FROM jury_seat s
LEFT JOIN people_person p ON p.account = s.account
LEFT JOIN account a ON a.id = s.account LEFT JOIN directorate d ON d.id = a.directorate
WHERE s.edition = $1
ORDER BY array_position(ARRAY['president', 'juror', 'alternate', 'replaced'], s.seat), s.ordinal;

-- name: list_candidates
-- Who could have a seat: everybody with a role of the jury in the edition.
SELECT r.account, p.name, bool_or(r.role = 'president') AS presides FROM edition_role r
LEFT JOIN people_person p ON p.account = r.account
WHERE r.edition = $1 AND r.role IN ('juror', 'president') GROUP BY r.account, p.name ORDER BY lower(p.name), r.account;

-- name: list_recusals
-- The recusals of an edition, the undecided ones first; of one juror ($2) when it is given.
SELECT r.juror, p.name AS juror_name, r.team, t.name AS team_name, t.slug AS team_slug, r.cause, r.accepted,
    r.proposed_at, r.decided_at, said.text AS reason, answer.text AS decision_reason
FROM jury_recusal r JOIN team t ON t.id = r.team
LEFT JOIN people_person p ON p.account = r.juror
LEFT JOIN people_remark said ON said.id = r.reason
LEFT JOIN people_remark answer ON answer.id = r.decision_reason
WHERE r.edition = $1 AND ($2::uuid IS NULL OR r.juror = $2)
ORDER BY r.accepted IS NOT NULL, lower(p.name), r.juror, lower(t.name), r.team;

-- name: list_teams
-- The teams before the jury, those that left it at the end.
SELECT j.team, t.name, t.slug, t.lang, c.title AS challenge_title, j.left_at FROM jury_team j JOIN team t ON t.id = j.team
LEFT JOIN challenge c ON c.id = t.challenge
WHERE j.edition = $1 ORDER BY j.left_at IS NOT NULL, lower(t.name), j.team;

-- name: list_progress
-- How many marks each sheet has; no mark is read.
SELECT s.team, s.juror, (SELECT count(*) FROM jsonb_object_keys(s.marks))::int AS marks
FROM jury_sheet s WHERE s.edition = $1;

-- name: list_sheets
-- All marks: for the results, once the jury has closed.
SELECT team, juror, marks FROM jury_sheet WHERE edition = $1;

-- name: list_own_sheets
-- One juror's ($2) own sheets.
SELECT s.team, s.marks, r.text AS comment, s.changed_at FROM jury_sheet s
LEFT JOIN people_remark r ON r.id = s.comment WHERE s.edition = $1 AND s.juror = $2;

-- name: list_comments
-- What jurors wrote about the teams.
SELECT s.team, r.text FROM jury_sheet s JOIN people_remark r ON r.id = s.comment
WHERE s.edition = $1 ORDER BY s.changed_at;

-- name: list_work
-- What a team ($2) has deposited, of each deliverable the newest that counts, if one does, with the titles that the gates give them.
SELECT DISTINCT ON (r.ordinal, d.phase, d.deliverable) d.phase, d.deliverable, q.title AS asked, d.title, d.text,
    d.links, d.files, d.lang, d.at
FROM deposit d JOIN journey j ON j.team = d.team
JOIN phase r ON r.edition = j.edition AND r.phase = d.phase
LEFT JOIN requirement q ON q.edition = j.edition AND q.phase = d.phase AND q.key = d.deliverable
WHERE d.team = $2 AND j.edition = $1
ORDER BY r.ordinal DESC, d.phase, d.deliverable, d.counts DESC, d.position DESC;

-- name: list_awards
-- The decision about each prize, the first one first.
SELECT a.prize, a.teams, r.text AS reason, p.revealed_at IS NOT NULL AS revealed FROM jury_award a
JOIN prize p ON p.id = a.prize LEFT JOIN people_remark r ON r.id = a.reason
WHERE a.edition = $1 ORDER BY p.rank, a.prize;

-- name: find_places
-- The official ranking as it was decided upon.
SELECT places FROM jury WHERE edition = $1;

-- name: due_admissions
-- Finished teams of an edition whose jury is open that are not before it, by id.
SELECT j.team, t.name FROM journey j JOIN team t ON t.id = j.team JOIN jury y ON y.edition = j.edition
WHERE j.edition = $1 AND j.status = 'finished' AND y.stage = 'open' AND j.team > $2 AND t.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT FROM jury_team b WHERE b.edition = j.edition AND b.team = j.team)
ORDER BY j.team LIMIT $3;

-- name: is_before_jury
SELECT EXISTS (SELECT FROM jury_team WHERE edition = $1 AND team = $2 AND left_at IS NULL);

-- name: due_recusals
-- Who on the panel is of the same directorate as a member of a team, or accompanies or accompanied it as a mentor (of one
-- team, $2, when it is given), and for whom nobody has proposed a recusal; by team and juror. Teams that take part: confirmed, not
-- withdrawn.
WITH former AS MATERIALIZED ( -- every pair that was ever published
    SELECT DISTINCT (pair->>'team')::uuid AS team, (pair->>'mentor')::uuid AS mentor
    FROM event v CROSS JOIN json_array_elements(v.data->'pairs') pair
    WHERE v.edition = $1 AND v.type = 'assignment.published'
)
SELECT DISTINCT ON (t.id, s.account) t.id AS team, s.account AS juror, why.cause FROM team t
JOIN jury_seat s ON s.edition = t.edition AND s.seat <> 'replaced'
CROSS JOIN LATERAL (
    SELECT 'mentoring' AS cause FROM coach c WHERE c.team = t.id AND c.mentor = s.account
    UNION ALL SELECT 'mentoring' FROM note n WHERE n.team = t.id AND n.author = s.account
    UNION ALL SELECT 'mentoring' FROM former f WHERE f.team = t.id AND f.mentor = s.account
    UNION ALL SELECT 'directorate' FROM account own
    JOIN account theirs ON theirs.directorate = own.directorate
    JOIN team_member m ON m.account = theirs.id AND m.team = t.id AND m.active
    WHERE own.id = s.account
) why
WHERE t.edition = $1 AND t.withdrawn_at IS NULL AND t.confirmed_at IS NOT NULL AND ($2::uuid IS NULL OR t.id = $2)
    AND NOT EXISTS (SELECT FROM jury_recusal r WHERE r.edition = t.edition AND r.juror = s.account AND r.team = t.id)
ORDER BY t.id, s.account, why.cause DESC;

-- name: due_unseatings
-- Who of the panel of an edition may not judge any more, and the jury does not know it: is of a team, or lacks the role
-- that the seat asks for. Nobody who was of a team is ever seated again.
SELECT s.account AS juror, why.cause FROM jury_seat s JOIN jury j ON j.edition = s.edition
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN EXISTS (SELECT FROM team_member m JOIN team t ON t.id = m.team
            WHERE m.edition = s.edition AND m.account = s.account AND m.active AND t.withdrawn_at IS NULL) THEN 'team'
        WHEN NOT EXISTS (SELECT FROM edition_role r WHERE r.edition = s.edition AND r.account = s.account
            AND (r.role = 'president' OR r.role = 'juror' AND s.seat <> 'president')) THEN 'role'
    END AS cause
) why
WHERE s.edition = $1 AND s.seat <> 'replaced' AND j.stage IN ('composing', 'open') AND why.cause IS NOT NULL
    AND s.unseated IS DISTINCT FROM why.cause AND s.unseated IS DISTINCT FROM 'team'
ORDER BY s.account;

-- name: is_sitting
-- Whether an edition has a jury that has not closed.
SELECT EXISTS (SELECT FROM jury WHERE edition = $1 AND stage IN ('composing', 'open'));

-- name: find_minutes
-- What anyone may check of a procès-verbal: the edition, when the jury closed and decided, the log's seal there, and which
-- one has taken its place since.
SELECT m.id, m.edition, e.slug, e.name, j.closed_at, m.decided_at, m.position, v.digest,
    (SELECT n.id FROM jury_minutes n WHERE n.edition = m.edition AND n.position > m.position
        ORDER BY n.position DESC LIMIT 1) AS replaced_by
FROM jury_minutes m JOIN jury j ON j.edition = m.edition JOIN edition e ON e.id = m.edition
JOIN event v ON v.position = m.position
WHERE m.id = $1 AND e.published_at IS NOT NULL;

-- name: find_decision
SELECT decision FROM jury WHERE edition = $1;
