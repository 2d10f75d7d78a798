-- What counts in the composition of a team: where a person works, and what it says of itself. Nothing is guessed: what is
-- not known stays null, and the directorate stands in for the region alone.
CREATE VIEW person_fact AS
SELECT a.id AS account, p.gender, coalesce(p.region, d.region) AS region, p.level, d.administration
FROM account a
LEFT JOIN people_profile p ON p.account = a.id
LEFT JOIN directorate d ON d.id = a.directorate;

-- The blocking rule of its edition that a team fails, or null. ``seats``: how many people may still help; 0 when the team
-- is to be complete as it is. One person may be a woman, from another region and from a local service at once.
CREATE FUNCTION composition_fault(of_team uuid, seats int) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    rule jsonb;
    has record;
    most int;
    women int;
    men int;
BEGIN
    SELECT e.settings->'composition' INTO rule FROM team t JOIN edition e ON e.id = t.edition WHERE t.id = of_team;
    IF coalesce(jsonb_array_length(rule->'blocking'), 0) = 0 THEN
        RETURN NULL;
    END IF;
    SELECT count(*) FILTER (WHERE f.gender = 'woman') AS women, count(*) FILTER (WHERE f.gender = 'man') AS men,
        count(DISTINCT f.region) AS regions, count(*) FILTER (WHERE f.level = 'local') AS local
    INTO has FROM team_member m JOIN person_fact f USING (account) WHERE m.team = of_team AND m.active;
    SELECT coalesce(max(people), 0) INTO most FROM (
        SELECT count(*) AS people FROM team_member m JOIN person_fact f USING (account)
        WHERE m.team = of_team AND m.active AND f.administration IS NOT NULL GROUP BY f.administration
    ) counted;
    women := CASE WHEN rule->'blocking' ? 'women' THEN greatest(0, (rule->>'women')::int - has.women) ELSE 0 END;
    men := CASE WHEN rule->'blocking' ? 'men' THEN greatest(0, (rule->>'men')::int - has.men) ELSE 0 END;
    RETURN CASE
        WHEN rule->'blocking' ? 'administration' AND (rule->>'administration')::int > 0
            AND most > (rule->>'administration')::int THEN 'administration'
        WHEN women > 0 AND women + men > seats THEN 'women'
        WHEN men > 0 AND women + men > seats THEN 'men'
        WHEN rule->'blocking' ? 'regions' AND (rule->>'regions')::int - has.regions > seats THEN 'regions'
        WHEN rule->'blocking' ? 'local' AND (rule->>'local')::int - has.local > seats THEN 'local'
    END;
END
$$;

-- Refuse the transaction unless a team keeps the blocking rules, as a unique index does for rules across streams: see
-- docs/decisions/0011-composition-in-the-transaction.md. Never a projection's: rebuild must not ask it.
CREATE FUNCTION require_composition(of_team uuid, complete boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    seats int;
    fault text;
BEGIN
    SELECT (e.settings->>'team_max')::int - t.members INTO seats
    FROM team t JOIN edition e ON e.id = t.edition WHERE t.id = of_team;
    fault := composition_fault(of_team, CASE WHEN complete THEN 0 ELSE greatest(0, seats) END);
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'the team cannot keep the composition of its edition: %', fault
            USING ERRCODE = 'check_violation', CONSTRAINT = 'team_composition_' || fault;
    END IF;
END
$$;
