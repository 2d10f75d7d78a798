-- To what people agreed, to which version of its text, and since when they no longer do. Made of the log.
CREATE TABLE consent (
    account      uuid NOT NULL,
    purpose      text NOT NULL, -- part, results, photo
    version      integer NOT NULL,
    at           timestamptz NOT NULL,
    withdrawn_at timestamptz,
    CONSTRAINT consent_pkey PRIMARY KEY (account, purpose)
);
