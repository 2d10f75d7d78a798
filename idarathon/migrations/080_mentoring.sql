CREATE TABLE mentor (
    edition     uuid NOT NULL,
    account     uuid NOT NULL,
    skills      text[] NOT NULL,
    languages   text[] NOT NULL,
    capacity    integer NOT NULL,
    challenges  uuid[] NOT NULL,
    left_at     timestamptz,
    left_reason uuid, -- a people_remark
    CONSTRAINT mentor_pkey PRIMARY KEY (edition, account)
);

-- What a team looks for in a mentor.
CREATE TABLE mentoring_needs (
    team      uuid CONSTRAINT mentoring_needs_pkey PRIMARY KEY,
    edition   uuid NOT NULL,
    skills    text[] NOT NULL,
    languages text[] NOT NULL
);

-- The proposal as a whole: when it was computed and why, which teams it left over, whether it was edited since.
CREATE TABLE assignment (
    edition      uuid CONSTRAINT assignment_pkey PRIMARY KEY,
    proposed_at  timestamptz,
    because      text,
    left_over    jsonb NOT NULL DEFAULT '[]',
    edited_at    timestamptz,
    published_at timestamptz
);

-- The pairs of the proposal.
CREATE TABLE assignment_pair (
    edition uuid NOT NULL,
    team    uuid NOT NULL,
    mentor  uuid NOT NULL,
    reasons text[] NOT NULL,
    CONSTRAINT assignment_pair_pkey PRIMARY KEY (edition, team, mentor)
);

-- The pairs that hold: who accompanies which team, since when.
CREATE TABLE coach (
    edition uuid NOT NULL,
    team    uuid NOT NULL,
    mentor  uuid NOT NULL,
    reasons text[] NOT NULL,
    since   timestamptz NOT NULL,
    CONSTRAINT coach_pkey PRIMARY KEY (team, mentor)
);
CREATE INDEX coach_mentor ON coach (mentor);
CREATE INDEX coach_edition ON coach (edition);

CREATE TABLE note (
    id         uuid CONSTRAINT note_pkey PRIMARY KEY,
    edition    uuid NOT NULL,
    team       uuid NOT NULL,
    author     uuid,
    observed   uuid NOT NULL, -- these two are people_remarks
    decided    uuid,
    written_at timestamptz NOT NULL,
    revised_at timestamptz,
    shared_at  timestamptz
);
CREATE INDEX note_team ON note (team, written_at DESC);
CREATE INDEX note_edition ON note (edition, written_at DESC);

CREATE TABLE note_step (
    note    uuid NOT NULL,
    key     text NOT NULL,
    ordinal integer NOT NULL,
    text    uuid NOT NULL, -- a people_remark
    owner   uuid,
    due     date,
    done_at timestamptz,
    done_by uuid,
    CONSTRAINT note_step_pkey PRIMARY KEY (note, key)
);

CREATE TABLE help_request (
    id          uuid CONSTRAINT help_request_pkey PRIMARY KEY,
    edition     uuid NOT NULL,
    team        uuid NOT NULL,
    asked_by    uuid,
    asked_at    timestamptz NOT NULL,
    text        uuid NOT NULL, -- a people_remark
    status      text NOT NULL,
    mentor      uuid,
    claimed_at  timestamptz,
    answered_at timestamptz,
    closed_at   timestamptz
);
CREATE INDEX help_request_edition ON help_request (edition, asked_at);
CREATE INDEX help_request_team ON help_request (team, asked_at);

CREATE TABLE help_answer (
    help   uuid NOT NULL,
    text   uuid NOT NULL, -- a people_remark
    author uuid,
    at     timestamptz NOT NULL,
    CONSTRAINT help_answer_pkey PRIMARY KEY (help, text)
);

-- What somebody is writing and has not sent yet: no event, erasable, its writer's alone. "data": the form's fields.
CREATE TABLE people_draft (
    account uuid NOT NULL,
    key     text NOT NULL,
    data    jsonb NOT NULL,
    at      timestamptz NOT NULL,
    CONSTRAINT people_draft_pkey PRIMARY KEY (account, key)
);
