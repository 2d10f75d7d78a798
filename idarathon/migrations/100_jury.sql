-- The jury of an edition: read tables, made of the log alone. Scores are embargoed: only reads/ looks at them.
CREATE TABLE jury (
    edition       uuid PRIMARY KEY,
    stage         text NOT NULL DEFAULT 'composing', -- composing, open, closed, decided
    president     uuid,
    quorum        integer NOT NULL DEFAULT 3,
    official      text NOT NULL DEFAULT 'raw',
    opened_at     timestamptz,
    closed_at     timestamptz,
    closed_reason uuid,                              -- a people_remark
    closed_at_position bigint,                       -- in the log: its digest there seals what was scored
    decided_at    timestamptz,
    decision      uuid,                              -- the id of the event, and of the procès-verbal
    places        jsonb
);
CREATE UNIQUE INDEX jury_decision ON jury (decision);

CREATE TABLE jury_criterion (
    edition uuid NOT NULL,
    key     text NOT NULL,
    ordinal smallint NOT NULL,
    title   jsonb NOT NULL,
    weight  integer NOT NULL,
    levels  jsonb NOT NULL, -- five texts, the lowest first
    PRIMARY KEY (edition, key)
);

-- Who has, or had, a seat.
CREATE TABLE jury_seat (
    edition uuid NOT NULL,
    account uuid NOT NULL,
    seat    text NOT NULL, -- president, juror, alternate, replaced
    ordinal smallint NOT NULL,
    reason  uuid,          -- of being replaced: a people_remark
    PRIMARY KEY (edition, account)
);
CREATE INDEX jury_seat_account ON jury_seat (account);

CREATE TABLE jury_recusal (
    edition         uuid NOT NULL,
    juror           uuid NOT NULL,
    team            uuid NOT NULL,
    cause           text NOT NULL,
    reason          uuid,
    proposed_at     timestamptz NOT NULL,
    accepted        boolean,
    decided_at      timestamptz,
    decision_reason uuid,
    PRIMARY KEY (edition, juror, team)
);

CREATE TABLE jury_team (
    edition     uuid NOT NULL,
    team        uuid NOT NULL,
    admitted_at timestamptz NOT NULL,
    left_at     timestamptz,
    PRIMARY KEY (edition, team)
);

-- The marks of a juror for a team, by criterion, as they stand.
CREATE TABLE jury_sheet (
    edition    uuid NOT NULL,
    team       uuid NOT NULL,
    juror      uuid NOT NULL,
    marks      jsonb NOT NULL,
    comment    uuid,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (edition, team, juror)
);

CREATE TABLE jury_award (
    edition uuid NOT NULL,
    prize   uuid NOT NULL,
    teams   uuid[] NOT NULL,
    reason  uuid,
    PRIMARY KEY (edition, prize)
);
