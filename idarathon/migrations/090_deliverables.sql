-- Files of deposits, and the uploads that bring them. Progress stands nowhere here: it is the size of the stored part.

CREATE TABLE upload (
    id           uuid PRIMARY KEY,
    edition      uuid NOT NULL,
    team         uuid NOT NULL,
    phase        text NOT NULL,
    deliverable  text NOT NULL,
    name         text NOT NULL,
    size         bigint NOT NULL,        -- as announced, then as it is
    kind         text NOT NULL,
    grace        interval NOT NULL,
    begun_at     timestamptz NOT NULL,
    begun_by     uuid,
    finished_at  timestamptz,
    sha256       text,
    mime         text,
    abandoned_at timestamptz,
    deposited    boolean NOT NULL DEFAULT false
);
CREATE INDEX upload_open ON upload (team, phase) WHERE abandoned_at IS NULL AND NOT deposited;
CREATE INDEX upload_begun ON upload (begun_at) WHERE abandoned_at IS NULL AND NOT deposited;
CREATE INDEX upload_content ON upload (sha256) WHERE abandoned_at IS NULL;

-- code: by which everyone can check a receipt, made of the event's id as the projection makes it.
ALTER TABLE deposit
    ADD COLUMN files jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN in_grace boolean NOT NULL DEFAULT false,
    ADD COLUMN code text;
UPDATE deposit d SET code = left(encode(sha256(convert_to(e.id::text, 'UTF8')), 'hex'), 12)
  FROM event e WHERE e.position = d.position;
CREATE INDEX deposit_code ON deposit (code);

-- Files that began to arrive before their team's deadline, for something that it still misses.
CREATE VIEW upload_under_way AS
SELECT u.id, u.team, u.edition, u.phase, u.deliverable, u.name, s.status, s.deadline, s.deadline + u.grace AS until
  FROM upload u JOIN standing s ON s.team = u.team AND s.phase = u.phase
 WHERE u.abandoned_at IS NULL AND NOT u.deposited AND s.status IN ('in', 'held')
   AND u.begun_at < s.deadline AND u.deliverable = ANY (s.missing);
