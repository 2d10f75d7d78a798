-- Since when an address is known to reach its person: a link that was mailed to it was used. Whoever signed in before
-- this was noted counts too.
ALTER TABLE people_person ADD COLUMN address_worked_at timestamptz;
UPDATE people_person p SET address_worked_at = now()
WHERE password_hash IS NOT NULL OR EXISTS (SELECT FROM people_session s WHERE s.account = p.account);

-- A change of address that was asked for, until it is confirmed from both addresses, refused, or over: one a person. Only
-- the digests of the tokens are kept, and the tokens are made when the mails are written. Times are real ones.
CREATE TABLE people_address_change (
    account        uuid CONSTRAINT people_address_change_pkey PRIMARY KEY,
    id             uuid NOT NULL, -- the letter to the new address
    old_letter     uuid NOT NULL, -- the letter to the present one
    email          text NOT NULL,
    email_key      text NOT NULL,
    asked_at       timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    new_token      bytea CONSTRAINT people_address_change_new UNIQUE,
    new_expires_at timestamptz,
    new_at         timestamptz, -- when it was confirmed from the new address
    old_token      bytea CONSTRAINT people_address_change_old UNIQUE,
    old_at         timestamptz
);

-- When an administrator set the address of somebody whom the one it was opened with never reached. "worked" is refused.
CREATE TABLE people_address_set (
    account uuid NOT NULL,
    set_at  timestamptz NOT NULL,
    worked  boolean NOT NULL CONSTRAINT people_address_in_use CHECK (NOT worked)
);
