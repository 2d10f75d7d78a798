-- Two rules over several entries or streams, asked where entries are written, one after the other. Only while an event is
-- being recorded (its position is then beyond the head): a log that breaks them is played again as it is.

-- No entry derives from itself over any number of others. UNION ends also where older entries go round in a circle.
CREATE FUNCTION bank_entry_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT max(position) FROM event) > (SELECT position FROM log_head) AND EXISTS (
        WITH RECURSIVE line AS (
            SELECT NEW.lineage AS entry
            UNION
            SELECT b.lineage FROM line JOIN bank_entry b ON b.id = line.entry WHERE b.lineage IS NOT NULL
        )
        SELECT FROM line WHERE entry = NEW.id
    ) THEN
        RAISE EXCEPTION 'the entry derives from itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_entry_circle';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_entry_circle BEFORE UPDATE OF lineage ON bank_entry FOR EACH ROW
    WHEN (NEW.lineage IS NOT NULL AND NEW.lineage IS DISTINCT FROM OLD.lineage)
    EXECUTE FUNCTION bank_entry_circle();

-- Nothing is published, for the first time or again, in the name of a team that has withdrawn.
CREATE FUNCTION bank_entry_team_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT max(position) FROM event) > (SELECT position FROM log_head)
       AND EXISTS (SELECT FROM team WHERE id = NEW.team AND withdrawn_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the team of the entry has withdrawn'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_entry_team_gone';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_entry_team_gone BEFORE UPDATE OF status ON bank_entry FOR EACH ROW
    WHEN (NEW.status = 'published' AND OLD.status IS DISTINCT FROM 'published')
    EXECUTE FUNCTION bank_entry_team_gone();
