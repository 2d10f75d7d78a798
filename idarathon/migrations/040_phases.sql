-- Phases and journeys: read tables, made of the log alone, and the two rules that several statements share.

-- One phase of an edition. ends_at is what deadlines go by: the planned closing, or an earlier one by a facilitator.
CREATE TABLE phase (
    edition      uuid NOT NULL,
    phase        text NOT NULL,
    ordinal      smallint NOT NULL,
    opens_at     timestamptz NOT NULL,
    closes_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    opens_wall   text NOT NULL,
    closes_wall  text NOT NULL,
    zone         text NOT NULL,
    mode         text NOT NULL,
    opened_at    timestamptz,
    closed_at    timestamptz,
    closed_early boolean NOT NULL DEFAULT false,
    PRIMARY KEY (edition, phase)
);
CREATE INDEX phase_to_open ON phase (opens_at) WHERE opened_at IS NULL;
CREATE INDEX phase_to_close ON phase (closes_at) WHERE closed_at IS NULL;

-- What a gate asks for.
CREATE TABLE requirement (
    edition uuid NOT NULL,
    phase   text NOT NULL,
    key     text NOT NULL,
    ordinal smallint NOT NULL,
    title   jsonb NOT NULL,
    kinds   text NOT NULL,
    PRIMARY KEY (edition, phase, key)
);

-- Where a team is. The extension is the one of the present phase.
CREATE TABLE journey (
    team            uuid PRIMARY KEY,
    edition         uuid NOT NULL,
    status          text NOT NULL,       -- in, waiting, held, finished, withdrawn
    phase           text NOT NULL,
    ordinal         smallint NOT NULL,
    since           timestamptz NOT NULL,
    extension_until timestamptz,
    extension_ended boolean NOT NULL DEFAULT false,
    held_missing    text[] NOT NULL DEFAULT '{}',
    held_reason     uuid,                -- a row of people_remark
    held_by_hand    boolean NOT NULL DEFAULT false
);
CREATE INDEX journey_phase_of_edition ON journey (edition, phase, status, team);
CREATE INDEX journey_extension ON journey (extension_until) WHERE extension_until IS NOT NULL AND NOT extension_ended;

-- Each phase that a team was in.
CREATE TABLE journey_phase (
    team       uuid NOT NULL,
    phase      text NOT NULL,
    entered_at timestamptz NOT NULL,
    left_at    timestamptz,
    outcome    text,                     -- advance, conditional, override, withdrawn
    gaps       text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (team, phase)
);

-- Every deposit, the newest last. counts: towards the gate; a late one does once an extension is granted after it.
CREATE TABLE deposit (
    team         uuid NOT NULL,
    position     bigint NOT NULL,
    phase        text NOT NULL,
    deliverable  text NOT NULL,
    title        text NOT NULL,
    text         text NOT NULL,
    links        jsonb NOT NULL,
    lang         text NOT NULL,
    at           timestamptz NOT NULL,
    actor        uuid,
    late         boolean NOT NULL,
    in_extension boolean NOT NULL,
    counts       boolean NOT NULL,
    PRIMARY KEY (team, position)
);
CREATE INDEX deposit_of_phase ON deposit (team, phase, deliverable, counts);

-- What a team still owes of a phase that it has passed under reserve.
CREATE TABLE task (
    team        uuid NOT NULL,
    phase       text NOT NULL,
    deliverable text NOT NULL,
    PRIMARY KEY (team, phase, deliverable)
);

-- A journey with what its page and the gate look at: missing (not deposited in time), absent (never), its deadline.
CREATE VIEW standing AS
SELECT j.team, j.edition, j.status, j.phase, j.ordinal, j.since, j.extension_until, j.extension_ended,
       j.held_missing, j.held_reason, j.held_by_hand, p.mode, p.ends_at, p.closed_at,
       CASE WHEN j.status IN ('in', 'held') THEN greatest(p.ends_at, j.extension_until) END AS deadline,
       ARRAY(SELECT r.key FROM requirement r
              WHERE r.edition = j.edition AND r.phase = j.phase AND j.status IN ('in', 'held')
                AND NOT EXISTS (SELECT FROM deposit d WHERE d.team = j.team AND d.phase = j.phase
                                   AND d.deliverable = r.key AND d.counts)
              ORDER BY r.ordinal) AS missing,
       ARRAY(SELECT r.key FROM requirement r
              WHERE r.edition = j.edition AND r.phase = j.phase AND j.status IN ('in', 'held')
                AND NOT EXISTS (SELECT FROM deposit d WHERE d.team = j.team AND d.phase = j.phase
                                   AND d.deliverable = r.key)
              ORDER BY r.ordinal) AS absent,
       (SELECT count(*)::int FROM task k WHERE k.team = j.team) AS tasks
  FROM journey j JOIN phase p ON p.edition = j.edition AND p.phase = j.phase;

-- The word for where a team stands, the same everywhere.
CREATE FUNCTION status_word(gone boolean, status text, missing int, tasks int, extended boolean, remaining interval)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN gone OR status = 'withdrawn' THEN 'withdrawn'
                WHEN extended THEN 'extended'
                WHEN status = 'held' THEN 'held'
                WHEN status = 'finished' OR missing = 0 AND tasks = 0 THEN 'up_to_date'
                WHEN missing > 0 AND remaining < interval '24 hours' THEN 'urgent'
                WHEN missing > 0 AND remaining < interval '72 hours' THEN 'watch'
                ELSE 'in_progress' END
$$;
