-- Applications of civil servants to an edition in composed intake, one stream each. Their words are people_remark.
CREATE TABLE application (
    id             uuid CONSTRAINT application_pkey PRIMARY KEY,
    edition        uuid NOT NULL,
    account        uuid NOT NULL,
    administration uuid, -- of the applicant, when it was submitted
    challenge      uuid, -- the one that it would rather work on
    idea           uuid NOT NULL,
    motivation     uuid NOT NULL,
    skills         uuid,
    authorised_by  text CONSTRAINT application_authorised CHECK (authorised_by IN ('file', 'focal')),
    state          text NOT NULL CONSTRAINT application_state
        CHECK (state IN ('submitted', 'selected', 'waiting', 'declined', 'withdrawn')),
    submitted_at   timestamptz NOT NULL,
    decided_at     timestamptz
);
CREATE UNIQUE INDEX application_one_each ON application (edition, account) WHERE state <> 'withdrawn';
CREATE INDEX application_account ON application (account);
CREATE INDEX application_administration ON application (edition, administration);

-- Read by two: each reader's advice, before the decision.
CREATE TABLE application_reading (
    application uuid NOT NULL,
    reader      uuid NOT NULL,
    advice      text NOT NULL CONSTRAINT application_advice CHECK (advice IN ('select', 'wait', 'decline')),
    words       uuid, -- a people_remark
    read_at     timestamptz NOT NULL,
    PRIMARY KEY (application, reader)
);
