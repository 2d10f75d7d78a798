-- Whoever becomes more than a participant loses the printed slips for good: a slip that only slept while its person had a
-- role would open again when the role is taken back, to whoever holds the paper. As with account_lead_stays only while an
-- event is being recorded: rebuild must not touch the vault. Slips count real time.
CREATE FUNCTION slips_end() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_more uuid := (to_jsonb(NEW)->>TG_ARGV[0])::uuid;
BEGIN
    IF now_more IS NOT NULL AND (SELECT max(position) FROM event) > (SELECT position FROM log_head) THEN
        UPDATE people_slip SET ended_at = now(), outcome = 'role' WHERE account = now_more AND ended_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER slips_end AFTER INSERT ON edition_role FOR EACH ROW EXECUTE FUNCTION slips_end('account');
CREATE TRIGGER slips_end AFTER UPDATE OF admin, closed ON account FOR EACH ROW WHEN (NEW.admin OR NEW.closed)
EXECUTE FUNCTION slips_end('id');
CREATE TRIGGER slips_end AFTER INSERT OR UPDATE OF owner ON challenge FOR EACH ROW EXECUTE FUNCTION slips_end('owner');
CREATE TRIGGER slips_end AFTER INSERT OR UPDATE OF facilitator ON session FOR EACH ROW
EXECUTE FUNCTION slips_end('facilitator');
UPDATE people_slip SET ended_at = now(), outcome = 'role'
WHERE ended_at IS NULL AND account NOT IN (SELECT account FROM slip_holder);
