-- Rows of withdrawn teams stay: slugs are never reused.
CREATE TABLE team (
    id               uuid CONSTRAINT team_pkey PRIMARY KEY,
    edition          uuid NOT NULL,
    slug             text NOT NULL,
    name             text NOT NULL,
    lang             text NOT NULL,
    challenge        uuid,
    members          integer NOT NULL DEFAULT 0,
    below_minimum    boolean NOT NULL DEFAULT false,
    registered_at    timestamptz NOT NULL,
    confirmed_at     timestamptz,
    withdrawn_at     timestamptz,
    withdrawn_reason uuid, -- a people_remark
    CONSTRAINT team_slug_taken UNIQUE (edition, slug)
);
CREATE UNIQUE INDEX team_name_taken ON team (edition, lower(name)) WHERE withdrawn_at IS NULL;
CREATE INDEX team_challenge ON team (challenge);

-- Members of a withdrawn team stay listed, but are free to join another: active is false.
CREATE TABLE team_member (
    edition   uuid NOT NULL,
    team      uuid NOT NULL,
    account   uuid NOT NULL,
    lead      boolean NOT NULL,
    active    boolean NOT NULL DEFAULT true,
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (team, account)
);
CREATE UNIQUE INDEX team_member_one_team ON team_member (edition, account) WHERE active;
CREATE INDEX team_member_account ON team_member (account);

CREATE TABLE team_invitation (
    edition    uuid NOT NULL,
    team       uuid NOT NULL,
    account    uuid NOT NULL,
    invited_at timestamptz NOT NULL,
    invited_by uuid,
    PRIMARY KEY (team, account)
);
CREATE INDEX team_invitation_account ON team_invitation (account);
