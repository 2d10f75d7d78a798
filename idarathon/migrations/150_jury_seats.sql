-- Who of the panel judges no more and why (role, team), and whose sheets count.
ALTER TABLE jury_seat ADD COLUMN unseated text;
ALTER TABLE jury_seat ADD COLUMN counts boolean NOT NULL DEFAULT true;
UPDATE jury_seat SET counts = false WHERE seat = 'replaced';

-- Every decision of a president has its procès-verbal; a later one takes the place of the one before.
CREATE TABLE jury_minutes (
    id         uuid CONSTRAINT jury_minutes_pkey PRIMARY KEY, -- of the event
    edition    uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    position   bigint NOT NULL -- in the log: its digest there seals what was scored and decided
);
CREATE INDEX jury_minutes_edition ON jury_minutes (edition, position);
INSERT INTO jury_minutes (id, edition, decided_at, position)
SELECT id, edition, at, position FROM event WHERE type = 'jury.ranking_decided';
