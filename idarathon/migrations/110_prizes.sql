-- Prizes: read tables, made of the log alone. teams is null while nobody has decided; shown to all once revealed.
CREATE TABLE prize (
    id          uuid PRIMARY KEY,
    edition     uuid NOT NULL,
    rank        smallint NOT NULL,
    name        jsonb NOT NULL,
    amount      bigint, -- centimes of MAD
    teams       uuid[],
    reason      uuid,   -- a people_remark
    revealed_at timestamptz
);
CREATE INDEX prize_edition ON prize (edition, rank);

CREATE TABLE ceremony (
    edition   uuid PRIMARY KEY,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz
);
