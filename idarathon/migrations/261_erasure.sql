-- Until when a person who wants to be erased can take that back, and since when nobody stands behind the account.
ALTER TABLE account ADD COLUMN erasure_due timestamptz;
ALTER TABLE account ADD COLUMN erased_at timestamptz;
CREATE INDEX account_erasure ON account (erasure_due) WHERE erased_at IS NULL;

-- Whoever leads others in an edition that goes on hands the lead over first. Asked where it is written, while an event is
-- being recorded (its position is then beyond the head): a log that breaks it is played again as it is.
CREATE FUNCTION account_leads(of_account uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM team_member m JOIN team t ON t.id = m.team JOIN edition e ON e.id = m.edition
        WHERE m.account = of_account AND m.active AND m.lead AND t.members > 1 AND t.withdrawn_at IS NULL
          AND e.stage <> 'reporting'
    )
$$;
CREATE FUNCTION account_lead_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT max(position) FROM event) > (SELECT position FROM log_head) AND account_leads(NEW.id) THEN
        RAISE EXCEPTION 'the account leads a team'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_lead_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER account_lead_stays BEFORE UPDATE OF erasure_due, erased_at ON account FOR EACH ROW
    WHEN (NEW.erasure_due IS DISTINCT FROM OLD.erasure_due AND NEW.erasure_due IS NOT NULL
          OR NEW.erased_at IS DISTINCT FROM OLD.erased_at)
    EXECUTE FUNCTION account_lead_stays();
