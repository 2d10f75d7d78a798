-- What people were told, made of the log alone. The id is made of the person and the event: nobody is told twice.
CREATE TABLE notice (
    id       uuid CONSTRAINT notice_pkey PRIMARY KEY,
    account  uuid NOT NULL,
    kind     text NOT NULL,
    edition  uuid,
    team     uuid,
    facts    jsonb NOT NULL,
    position bigint NOT NULL,
    told_at  timestamptz NOT NULL,
    read_at  timestamptz
);
CREATE INDEX notice_newest ON notice (account, position DESC);
CREATE INDEX notice_unread ON notice (account) WHERE read_at IS NULL;
