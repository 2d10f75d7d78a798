-- Attempts to sign in, for all workers: by the digest of whom they count against, until when it is "full". No address is
-- kept, nothing is exported, and what is over is thrown away.
CREATE UNLOGGED TABLE people_attempt (
    key   bytea PRIMARY KEY,
    until timestamptz NOT NULL
);
CREATE INDEX people_attempt_until ON people_attempt (until);
