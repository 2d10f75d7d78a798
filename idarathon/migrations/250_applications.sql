-- When people apply to an edition in composed intake.
CREATE TABLE application_dates (
    edition     uuid CONSTRAINT application_dates_pkey PRIMARY KEY,
    opens_at    timestamptz NOT NULL,
    closes_at   timestamptz NOT NULL,
    opens_wall  text NOT NULL,
    closes_wall text NOT NULL
);

-- Applications of civil servants to an edition in composed intake, one stream each. Their words are people_remark.
-- ``state`` is what was decided; the applicant knows ``announced``.
CREATE TABLE application (
    id             uuid CONSTRAINT application_pkey PRIMARY KEY,
    edition        uuid NOT NULL,
    account        uuid NOT NULL,
    administration uuid, -- of the applicant, when it was submitted
    challenge      uuid, -- the one that it would rather work on
    idea           uuid NOT NULL,
    motivation     uuid NOT NULL,
    skills         uuid,
    by             text NOT NULL CONSTRAINT application_by CHECK (by IN ('file', 'focal')), -- as the applicant means to
    authorised_by  text CONSTRAINT application_authorised CHECK (authorised_by IN ('file', 'focal')),
    denied         uuid, -- why the focal point refuses the authorisation: a people_remark
    paper_sha256   text, -- the signed authorisation, as it is stored
    paper_size     bigint,
    paper_mime     text,
    in_grace       boolean NOT NULL,
    state          text NOT NULL CONSTRAINT application_state
        CHECK (state IN ('submitted', 'selected', 'waiting', 'declined', 'withdrawn')),
    reason         uuid, -- of a decision against both advices
    announced      text CONSTRAINT application_announced CHECK (announced IN ('selected', 'waiting', 'declined')),
    submitted_at   timestamptz NOT NULL,
    revised_at     timestamptz,
    decided_at     timestamptz,
    announced_at   timestamptz
);
CREATE UNIQUE INDEX application_one_each ON application (edition, account) WHERE state <> 'withdrawn';
CREATE INDEX application_account ON application (account);
CREATE INDEX application_administration ON application (edition, administration);
CREATE INDEX application_paper ON application (paper_sha256);

-- Who is in a team does not apply to the same edition. Asked where it is written, as uploads are (170_uploads.sql): only
-- while an event is being recorded, so that a log is played again as it is.
CREATE FUNCTION application_in_a_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM team_member WHERE edition = NEW.edition AND account = NEW.account AND active)
       AND (SELECT max(position) FROM event) > (SELECT position FROM log_head) THEN
        RAISE EXCEPTION 'in a team' USING ERRCODE = 'check_violation', CONSTRAINT = 'application_in_a_team';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER application_in_a_team BEFORE INSERT ON application
FOR EACH ROW EXECUTE FUNCTION application_in_a_team();

-- Read by two: each reader's advice, before the decision.
CREATE TABLE application_reading (
    application uuid NOT NULL,
    reader      uuid NOT NULL,
    advice      text NOT NULL CONSTRAINT application_advice CHECK (advice IN ('select', 'wait', 'decline')),
    words       uuid, -- a people_remark
    read_at     timestamptz NOT NULL,
    PRIMARY KEY (application, reader)
);

-- Whom a focal point asked to apply.
CREATE TABLE application_proposal (
    edition        uuid NOT NULL,
    account        uuid NOT NULL,
    administration uuid NOT NULL,
    proposed_at    timestamptz NOT NULL,
    proposed_by    uuid,
    PRIMARY KEY (edition, account)
);
