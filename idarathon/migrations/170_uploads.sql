-- A team has at most 20 uploads that have not ended. Asked where they are written, one after the other: there no number of
-- requests at once gets past it. Only while an event is being recorded (its position is then beyond the head): a log that
-- holds more is played again as it is.
CREATE FUNCTION upload_at_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM upload
         WHERE team = NEW.team AND finished_at IS NULL AND abandoned_at IS NULL AND NOT deposited) >= 20
       AND (SELECT max(position) FROM event) > (SELECT position FROM log_head) THEN
        RAISE EXCEPTION 'the team has 20 uploads' USING ERRCODE = 'check_violation', CONSTRAINT = 'upload_at_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER upload_at_once BEFORE INSERT ON upload FOR EACH ROW EXECUTE FUNCTION upload_at_once();
