-- What people were told, made of the log alone; an event tells many (id), and nobody twice.
CREATE TABLE notice (
    id       uuid NOT NULL,
    account  uuid NOT NULL,
    kind     text NOT NULL,
    edition  uuid,
    team     uuid,
    facts    jsonb NOT NULL,
    position bigint NOT NULL,
    told_at  timestamptz NOT NULL,
    read_at  timestamptz,
    CONSTRAINT notice_pkey PRIMARY KEY (id, account)
);
CREATE INDEX notice_newest ON notice (account, position DESC);
CREATE INDEX notice_unread ON notice (account) WHERE read_at IS NULL;
