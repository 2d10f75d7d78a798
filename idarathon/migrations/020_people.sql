-- Accounts, made of the log.
CREATE TABLE account (
    id          uuid CONSTRAINT account_pkey PRIMARY KEY,
    directorate uuid,
    admin       boolean NOT NULL DEFAULT false,
    closed      boolean NOT NULL DEFAULT false,
    opened_at   timestamptz NOT NULL
);

-- The vault: personal data, not made of the log, erasable, left alone by rebuild. Its tables begin with people_.
CREATE TABLE people_person (
    account       uuid CONSTRAINT people_person_pkey PRIMARY KEY,
    name          text NOT NULL,
    email         text NOT NULL,
    email_key     text NOT NULL CONSTRAINT people_person_email_taken UNIQUE, -- the address without its case
    lang          text NOT NULL,
    password_hash text,
    created_at    timestamptz NOT NULL
);

-- Tokens are 256 random bits; only their SHA-256 is kept, so looking one up takes as long for a near miss.
CREATE TABLE people_session (
    token_hash bytea PRIMARY KEY,
    account    uuid NOT NULL,
    csrf       text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX people_session_account ON people_session (account);

CREATE TABLE people_token (
    token_hash bytea PRIMARY KEY,
    account    uuid NOT NULL,
    label      text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX people_token_account ON people_token (account);

-- Free text about people. The event keeps the id and SHA-256(salt + text); "about" is the stream that it concerns.
CREATE TABLE people_remark (
    id    uuid PRIMARY KEY,
    salt  bytea NOT NULL,
    text  text NOT NULL,
    about text NOT NULL
);
CREATE INDEX people_remark_about ON people_remark (about);
