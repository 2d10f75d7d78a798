-- name: add_edition
INSERT INTO edition (id, slug, name, tagline, stage, settings, demo, created_at)
VALUES ($1, $2, $3::jsonb, $4::jsonb, $5, $6::jsonb, $7, $8);

-- name: set_settings
UPDATE edition SET settings = $2::jsonb WHERE id = $1;

-- name: rename_edition
UPDATE edition SET name = $2::jsonb, tagline = $3::jsonb WHERE id = $1;

-- name: publish_edition
UPDATE edition SET published_at = $2 WHERE id = $1;

-- name: set_stage
UPDATE edition SET stage = $2 WHERE id = $1;

-- name: plan_item
-- An item that is planned anew keeps its place and its tick.
INSERT INTO edition_item (edition, stage, item, ordinal, owner, due, required) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (edition, stage, item)
DO UPDATE SET owner = excluded.owner, due = excluded.due, required = excluded.required;

-- name: tick_item
UPDATE edition_item SET done_at = $4, done_by = $5 WHERE edition = $1 AND stage = $2 AND item = $3;

-- name: add_role
INSERT INTO edition_role (edition, account, role) VALUES ($1, $2, $3);

-- name: drop_role
DELETE FROM edition_role WHERE edition = $1 AND account = $2 AND role = $3;

-- name: add_side
INSERT INTO edition_side (edition, account, side, source) VALUES ($1, $2, 'judging', 'role:' || $3);

-- name: drop_side
DELETE FROM edition_side WHERE edition = $1 AND account = $2 AND source = 'role:' || $3;

-- name: list_editions
-- What the viewer may see: published editions, all for an admin ($1), and those in which it has a role ($2). The latest
-- first: running ones before those that report.
SELECT e.id AS edition, e.slug, e.name, e.tagline, e.stage, e.demo, e.created_at, e.published_at,
    e.settings->>'intake' AS intake, d.opens_at AS apply_from, d.closes_at AS apply_until
FROM edition e LEFT JOIN application_dates d ON d.edition = e.id
WHERE e.published_at IS NOT NULL OR $1 OR e.id = ANY($2::uuid[])
ORDER BY e.stage = 'reporting', e.created_at DESC, e.id;

-- name: find_edition
-- One edition by its slug, within what the viewer may see, with its organiser's name. The version of its stream is for
-- who runs it; the position is that of the last event of which the viewer is told: of any for who has a part in it,
-- else of one of the public types ($4); or of what its account ($5) was told, which follows what happened.
SELECT e.id AS edition, e.slug, e.name, e.tagline, e.stage, e.settings, e.demo, e.created_at, e.published_at,
    e.settings->>'intake' AS intake, a.name AS organiser_name,
    (SELECT max(version) FROM event WHERE stream = 'edition-' || e.id) AS version,
    coalesce(greatest(
        CASE WHEN $2 OR e.id = ANY($3::uuid[]) THEN (SELECT max(position) FROM event v WHERE v.edition = e.id)
             ELSE (SELECT v.position FROM event v WHERE v.edition = e.id AND v.type = ANY($4::text[])
                   ORDER BY v.position DESC LIMIT 1) END,
        (SELECT max(n.position) FROM notice n WHERE n.account = $5)), 0) AS position
FROM edition e LEFT JOIN administration a ON a.id = (e.settings->>'organiser')::uuid
WHERE e.slug = $1 AND (e.published_at IS NOT NULL OR $2 OR e.id = ANY($3::uuid[]));

-- name: went_on
-- Whether something happened in an edition ($1) after a position ($2) that may be told: anything ($3), or these types;
-- or this account ($5) was told something.
SELECT EXISTS (SELECT FROM event WHERE edition = $1 AND position > $2 AND ($3 OR type = ANY($4::text[])))
    OR EXISTS (SELECT FROM notice WHERE account = $5 AND position > $2);

-- name: list_news
-- Of the last 300 facts of an edition ($1) the newest of each run of alike ones, and how many more the run has; routine
-- ($2: types) makes runs of its own, which come last. At most $3. What is alike reads the same but for names.
WITH lately AS (
    SELECT position, type = ANY($2::text[]) AS routine, concat_ws(' ', type, data->>'phase', data->>'override',
        data->>'late', data->>'early', data->>'gaps', data->>'role') AS kind
    FROM event e WHERE edition = $1 AND CASE WHEN stream LIKE 'note-%' THEN EXISTS (SELECT FROM note n
        WHERE n.id = (e.data->>'note')::uuid AND n.shared_at IS NOT NULL) ELSE true END
    ORDER BY position DESC LIMIT 300
), edges AS (
    SELECT *, kind IS DISTINCT FROM lag(kind) OVER (PARTITION BY routine ORDER BY position DESC) AS edge FROM lately
), runs AS (
    SELECT *, count(*) FILTER (WHERE edge) OVER (PARTITION BY routine ORDER BY position DESC) AS run FROM edges
)
SELECT max(position) AS position, count(*)::int - 1 AS more FROM runs
GROUP BY routine, run ORDER BY routine, max(position) DESC LIMIT $3;

-- name: list_checklist
SELECT i.stage, i.item, i.owner, o.name AS owner_name, i.due, i.required, i.done_at, d.name AS done_by_name
FROM edition_item i
LEFT JOIN people_person o ON o.account = i.owner
LEFT JOIN people_person d ON d.account = i.done_by
WHERE i.edition = $1
ORDER BY array_position(ARRAY['preparation', 'challenge_definition', 'execution', 'reporting'], i.stage), i.ordinal;

-- name: list_staff
SELECT r.account, p.name, r.role FROM edition_role r LEFT JOIN people_person p ON p.account = r.account
WHERE r.edition = $1 ORDER BY r.role, lower(p.name), r.account;

-- name: list_timeline
-- A page of the log of an edition ($1), newest first, before a position ($4); of one team ($2) when it is given.
-- Who watches ($5) sees all of it; others see public types ($6), and all of their own teams' streams ($7), and nothing
-- of an edition that they may not see ($8: they have a role in it). Names and reasons go to who sees all of the row.
-- $9: only these positions, if it is not null. $10: types of which nobody reads whose they are. Of a coaching note
-- nothing is seen as long as it is its author's alone.
WITH page AS (
    SELECT e.position, e.at, e.type, e.stream, e.data, e.actor, e.edition,
        $5::boolean OR e.stream = ANY($7::text[]) AS whole, e.type = ANY($10::text[]) AS nameless,
        CASE WHEN e.stream LIKE 'team-%' OR e.stream LIKE 'journey-%'
            THEN substring(e.stream FROM '-(.*)$')::uuid END AS team
    FROM event e
    WHERE e.edition = $1
      AND ($2::uuid IS NULL OR e.stream IN ('team-' || $2, 'journey-' || $2))
      AND ($4::bigint IS NULL OR e.position < $4)
      AND ($9::bigint[] IS NULL OR e.position = ANY($9))
      AND ($5 OR e.stream = ANY($7::text[]) OR e.type = ANY($6::text[]))
      AND CASE WHEN e.stream LIKE 'note-%' THEN EXISTS (SELECT FROM note n
          WHERE n.id = (e.data->>'note')::uuid AND n.shared_at IS NOT NULL) ELSE true END
      AND ($5 OR $8 OR EXISTS (SELECT FROM edition p WHERE p.id = $1 AND p.published_at IS NOT NULL))
    ORDER BY e.position DESC LIMIT $3
)
SELECT e.position, e.at, e.type, e.data::text AS data, e.whole, e.team,
    t.slug AS team_slug, t.name AS team_name,
    c.slug AS challenge_slug, c.title AS challenge_title,
    CASE WHEN e.whole AND NOT e.nameless THEN who.name END AS actor_name,
    -- Who is invited is known to its inviter by an address alone, until it joins.
    CASE WHEN e.whole AND NOT e.nameless AND ($5 OR e.type NOT IN (
        'team.member_invited', 'team.invitation_declined', 'team.invitation_cancelled'
    ) OR EXISTS (SELECT FROM team_member m WHERE m.team = e.team AND m.account = whom.account)) THEN whom.name
    END AS account_name,
    e.whole AND NOT e.nameless AND EXISTS (
        SELECT FROM account a WHERE a.id = (e.data->>'account')::uuid AND a.erased_at IS NOT NULL) AS account_erased,
    e.whole AND NOT e.nameless AND EXISTS (
        SELECT FROM account a WHERE a.id = e.actor AND a.erased_at IS NOT NULL) AS actor_erased,
    CASE WHEN e.whole AND e.type <> 'prize.awarded' THEN r.text END AS reason, -- why a prize is given: not before its time
    CASE WHEN e.nameless THEN NULL WHEN e.actor IS NULL THEN 'system' ELSE coalesce(
        (SELECT CASE WHEN m.lead THEN 'lead' ELSE 'member' END FROM team_member m
         WHERE m.team = e.team AND m.account = e.actor),
        (SELECT g.role FROM edition_role g WHERE g.edition = e.edition AND g.account = e.actor
         ORDER BY g.role <> 'facilitator', g.role LIMIT 1),
        (SELECT 'admin' FROM account a WHERE a.id = e.actor AND a.admin)) END AS actor_role
FROM page e
LEFT JOIN team t ON t.id = e.team
LEFT JOIN challenge c ON c.id = (e.data->>'challenge')::uuid AND (e.whole OR c.status IN ('published', 'closed'))
LEFT JOIN people_person who ON who.account = e.actor
LEFT JOIN people_person whom ON whom.account = (e.data->>'account')::uuid
LEFT JOIN people_remark r ON r.id = (e.data->'reason'->>'id')::uuid
ORDER BY e.position DESC;

-- name: add_clone
INSERT INTO edition_clone (edition, source, days, event) VALUES ($1, $2, $3, $4);

-- name: find_clone
-- Of what an edition is a clone, and how the carrying over by a consumer ($2) ended; no outcome while it goes on.
SELECT c.source, c.days, i.outcome FROM edition_clone c
LEFT JOIN inbox i ON i.consumer = $2 AND i.event_id = c.event WHERE c.edition = $1;

-- name: count_copies
-- How many of the challenges ($2), sessions ($3), prizes ($4) and facilitators ($5) of a source a clone ($1) has, and of
-- its phases and criteria.
SELECT (SELECT count(*) FROM phase WHERE edition = $1) AS phases,
    (SELECT count(*) FROM jury_criterion WHERE edition = $1) AS rubric,
    (SELECT count(*) FROM challenge WHERE edition = $1 AND id = ANY($2::uuid[])) AS challenges,
    (SELECT count(*) FROM session WHERE edition = $1 AND id = ANY($3::uuid[])) AS sessions,
    (SELECT count(*) FROM prize WHERE edition = $1 AND id = ANY($4::uuid[])) AS prizes,
    (SELECT count(*) FROM edition_role WHERE edition = $1 AND role = 'facilitator' AND account = ANY($5::uuid[]))
        AS facilitators;

-- name: find_source
-- All that a clone takes from an edition, as one JSON.
SELECT json_build_object('edition', e.id, 'slug', e.slug, 'name', e.name, 'tagline', e.tagline, 'settings', e.settings,
    'items', (SELECT coalesce(json_agg(json_build_object('stage', i.stage, 'item', i.item, 'due', i.due,
        'required', i.required) ORDER BY array_position(
            ARRAY['preparation', 'challenge_definition', 'execution', 'reporting'], i.stage), i.ordinal), '[]')
        FROM edition_item i WHERE i.edition = e.id),
    'windows', (SELECT coalesce(json_agg(json_build_object('phase', p.phase, 'opens', p.opens_wall,
        'closes', p.closes_wall) ORDER BY p.ordinal), '[]') FROM phase p WHERE p.edition = e.id),
    'gates', (SELECT coalesce(json_agg(json_build_object('phase', p.phase, 'mode', p.mode, 'requires',
        (SELECT coalesce(json_agg(json_build_object('key', r.key, 'title', r.title, 'kinds', r.kinds) ORDER BY r.ordinal),
            '[]') FROM requirement r WHERE r.edition = e.id AND r.phase = p.phase)) ORDER BY p.ordinal), '[]')
        FROM phase p WHERE p.edition = e.id),
    'challenges', (SELECT coalesce(json_agg(json_build_object('challenge', c.id, 'slug', c.slug, 'title', c.title,
        'question', c.question, 'context', c.context, 'expected', c.expected, 'resources', c.resources,
        'department', c.department) ORDER BY c.drafted_at, c.id), '[]') FROM challenge c WHERE c.edition = e.id),
    'sessions', (SELECT coalesce(json_agg(json_build_object('session', s.id, 'kind', s.kind, 'phase', s.phase,
        'title', s.title, 'about', s.about, 'starts', s.starts_wall, 'ends', s.ends_wall, 'room', s.room,
        'facilitator', (SELECT a.id FROM account a WHERE a.id = s.facilitator AND NOT a.closed),
        'capacity', s.capacity, 'audience', s.audience) ORDER BY s.starts_wall, s.id), '[]')
        FROM session s WHERE s.edition = e.id AND s.status IN ('draft', 'published')),
    'criteria', (SELECT coalesce(json_agg(json_build_object('key', k.key, 'title', k.title, 'weight', k.weight,
        'levels', k.levels) ORDER BY k.ordinal), '[]') FROM jury_criterion k WHERE k.edition = e.id),
    'prizes', (SELECT coalesce(json_agg(json_build_object('prize', z.id, 'rank', z.rank, 'name', z.name,
        'amount', z.amount) ORDER BY z.rank, z.id), '[]') FROM prize z WHERE z.edition = e.id),
    'facilitators', (SELECT coalesce(json_agg(json_build_object('account', r.account, 'name', p.name)
        ORDER BY lower(p.name), r.account), '[]')
        FROM edition_role r JOIN account a ON a.id = r.account AND NOT a.closed
        LEFT JOIN people_person p ON p.account = r.account WHERE r.edition = e.id AND r.role = 'facilitator')
)::text FROM edition e WHERE e.id = $1;
