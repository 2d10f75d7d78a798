-- How a person wants what it is told: a mail for each notice, one a day, or none.
ALTER TABLE people_person ADD COLUMN mail text NOT NULL DEFAULT 'each'
    CONSTRAINT people_person_mail CHECK (mail IN ('each', 'daily', 'none'));

-- Mails to write, of the same transaction as the event that they tell of: one for each notice (letter) and person, and
-- so never two, whatever is delivered again. "handed_at" is written before the mail server is given the text: what may
-- have been sent is never sent again. Not made of the log: a rebuild sends nothing.
CREATE TABLE people_mail (
    letter    uuid NOT NULL,
    account   uuid NOT NULL,
    kind      text NOT NULL DEFAULT 'notice', -- link: a way to sign in; welcome: the first one
    asked_at  timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    put_off   boolean NOT NULL DEFAULT false, -- it waits for the daily mail
    tries     integer NOT NULL DEFAULT 0,
    handed_at timestamptz,
    ended_at  timestamptz,
    outcome   text, -- sent, unsure, refused, late, unwanted, closed, moved
    answer    text, -- the mail server's, without the address
    CONSTRAINT people_mail_pkey PRIMARY KEY (letter, account)
);
CREATE INDEX people_mail_due ON people_mail (due_at) WHERE handed_at IS NULL AND ended_at IS NULL;

-- Links that open a session once. Only the digest of the token is kept, and the token is made when the mail is written.
CREATE TABLE people_link (
    token_hash bytea PRIMARY KEY,
    account    uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX people_link_account ON people_link (account);
-- Who came by such a link has shown that the address is its own, and may choose a password without giving the old one.
ALTER TABLE people_session ADD COLUMN by_link boolean NOT NULL DEFAULT false;
