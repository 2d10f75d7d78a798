-- Since when a person has come in by itself: nobody else gets a key to its account from then on.
ALTER TABLE people_person ADD COLUMN came_at timestamptz;
UPDATE people_person p SET came_at = coalesce(
    (SELECT min(created_at) FROM people_session s WHERE s.account = p.account),
    CASE WHEN p.password_hash IS NOT NULL THEN p.created_at END
);

-- Printed slips that open a session once, for agents without working mail. Only the digest of the token is kept.
CREATE TABLE people_slip (
    id         uuid CONSTRAINT people_slip_pkey PRIMARY KEY,
    account    uuid NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT people_slip_token UNIQUE,
    edition    uuid NOT NULL, -- in which it was printed
    made_by    uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    outcome    text -- used, revoked, replaced, password
);
CREATE INDEX people_slip_account ON people_slip (account);

-- For whom a slip may be printed, and whom it lets in: nobody who could do more than take part, and nobody with working
-- mail. Who has no mail address signs in by a name without an @; who has one has never come in.
CREATE VIEW slip_holder AS
SELECT a.id AS account, p.name, p.email, p.lang, position('@' IN p.email) = 0 AS mailless, d.id AS directorate,
    d.name AS directorate_name, d.administration
FROM account a JOIN people_person p ON p.account = a.id LEFT JOIN directorate d ON d.id = a.directorate
WHERE NOT a.closed AND NOT a.admin
    AND NOT EXISTS (SELECT FROM edition_role r WHERE r.account = a.id)
    AND NOT EXISTS (SELECT FROM challenge c WHERE c.owner = a.id)
    AND NOT EXISTS (SELECT FROM session s WHERE s.facilitator = a.id)
    AND (position('@' IN p.email) = 0 OR (p.came_at IS NULL AND p.password_hash IS NULL));
