-- Refuse the transaction when somebody is placed in a team before being told of the decision on its application: a place
-- tells it. As with require_request, commands carry it and rebuild does not.
CREATE FUNCTION require_announced(of_edition uuid, of_account uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM application WHERE edition = of_edition AND account = of_account
        AND state IN ('selected', 'waiting', 'declined') AND state IS DISTINCT FROM announced) THEN
        RAISE EXCEPTION 'the decision is not announced'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'team_place_announced';
    END IF;
END
$$;
