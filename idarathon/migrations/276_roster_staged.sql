-- Refuse the transaction unless what is confirmed is what waits here: the same person's, for the same edition and
-- administration, line by line. As with require_request, commands carry it and rebuild does not.
CREATE FUNCTION require_roster(which uuid, maker uuid, of_edition uuid, of_administration uuid, sealed text, taken int, left_over int)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM people_import i WHERE i.id = which AND i.account = maker AND i.edition = of_edition
            AND i.administration IS NOT DISTINCT FROM of_administration AND i.digest = sealed
            AND taken = (SELECT count(*) FROM people_import_row r WHERE r.import = i.id AND r.faults IS NULL)
            AND left_over = (SELECT count(*) FROM people_import_row r WHERE r.import = i.id AND r.faults IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'no such list waits here' USING ERRCODE = 'check_violation', CONSTRAINT = 'roster_staged';
    END IF;
END
$$;
