-- What a team looks for, while it takes requests; and the requests that wait for its answer. Words are people_remark.
CREATE TABLE team_opening (
    team  uuid CONSTRAINT team_opening_pkey PRIMARY KEY,
    takes boolean NOT NULL,
    roles text[] NOT NULL,
    lang  text NOT NULL
);
CREATE TABLE team_request (
    edition  uuid NOT NULL,
    team     uuid NOT NULL,
    account  uuid NOT NULL,
    words    uuid,
    asked_at timestamptz NOT NULL,
    CONSTRAINT team_request_pkey PRIMARY KEY (team, account)
);
CREATE INDEX team_request_account ON team_request (edition, account);

-- Refuse the transaction when who asks is in a team of the edition, or waits for too many answers there. As with
-- require_composition, commands carry it and rebuild does not.
CREATE FUNCTION require_request(of_edition uuid, of_account uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM team_member WHERE edition = of_edition AND account = of_account AND active) THEN
        RAISE EXCEPTION 'who asks is in a team' USING ERRCODE = 'check_violation', CONSTRAINT = 'team_member_one_team';
    END IF;
    IF (SELECT count(*) FROM team_request WHERE edition = of_edition AND account = of_account) > 3 THEN
        RAISE EXCEPTION 'too many requests wait' USING ERRCODE = 'check_violation', CONSTRAINT = 'team_request_limit';
    END IF;
END
$$;
