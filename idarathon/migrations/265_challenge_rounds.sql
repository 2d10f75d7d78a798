-- Who drafted a challenge: a focal point follows what it proposes. Known to the log all along.
ALTER TABLE challenge ADD COLUMN drafted_by uuid;
UPDATE challenge c SET drafted_by = e.actor FROM event e WHERE e.type = 'challenge.drafted' AND e.stream = 'challenge-' || c.id;
CREATE INDEX challenge_drafted_by ON challenge (drafted_by);

-- What was asked of a challenge before it is approved, and when it was submitted again.
CREATE TABLE challenge_round (
    challenge   uuid NOT NULL,
    position    bigint NOT NULL,
    asked_at    timestamptz NOT NULL,
    asked_by    uuid,
    reason      uuid NOT NULL,  -- a people_remark
    remarks     jsonb NOT NULL, -- by part of the content, the id of a people_remark
    answered_at timestamptz,
    PRIMARY KEY (challenge, position)
);
