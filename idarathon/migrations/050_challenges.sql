CREATE TABLE challenge (
    id            uuid CONSTRAINT challenge_pkey PRIMARY KEY,
    edition       uuid NOT NULL,
    slug          text NOT NULL,
    title         jsonb NOT NULL,
    question      jsonb NOT NULL,
    context       jsonb,
    expected      jsonb,
    resources     jsonb,
    department    uuid,
    owner         uuid,
    status        text NOT NULL,
    drafted_at    timestamptz NOT NULL,
    submitted_at  timestamptz,
    approved_at   timestamptz,
    published_at  timestamptz,
    closed_at     timestamptz,
    closed_reason uuid, -- a people_remark
    CONSTRAINT challenge_slug_taken UNIQUE (edition, slug)
);
CREATE INDEX challenge_owner ON challenge (owner);
