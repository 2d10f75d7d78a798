CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE edition (
    id           uuid CONSTRAINT edition_pkey PRIMARY KEY,
    slug         text NOT NULL CONSTRAINT edition_slug_taken UNIQUE,
    name         jsonb NOT NULL,
    tagline      jsonb,
    stage        text NOT NULL,
    settings     jsonb NOT NULL,
    demo         boolean NOT NULL,
    created_at   timestamptz NOT NULL,
    published_at timestamptz
);

CREATE TABLE edition_item (
    edition  uuid NOT NULL,
    stage    text NOT NULL,
    item     text NOT NULL,
    ordinal  bigint NOT NULL, -- the order in which the items were first planned
    owner    uuid,
    due      date,
    required boolean NOT NULL,
    done_at  timestamptz,
    done_by  uuid,
    PRIMARY KEY (edition, stage, item)
);

CREATE TABLE edition_role (
    edition uuid NOT NULL,
    account uuid NOT NULL,
    role    text NOT NULL,
    PRIMARY KEY (edition, account, role)
);
CREATE INDEX edition_role_account ON edition_role (account);

-- Who judges in an edition is not judged in it. Rows come from granted roles (source "role:juror") and from team
-- membership (source "team:<id>"), so two projections write here, in no order among each other: checked at the commit.
CREATE TABLE edition_side (
    edition uuid NOT NULL,
    account uuid NOT NULL,
    side    text NOT NULL CHECK (side IN ('judging', 'judged')),
    source  text NOT NULL,
    PRIMARY KEY (edition, account, source),
    CONSTRAINT edition_side_one_side EXCLUDE USING gist (edition WITH =, account WITH =, side WITH <>)
        DEFERRABLE INITIALLY DEFERRED
);
