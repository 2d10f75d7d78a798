-- Who looks for a team in an edition of open intake. A row stays when the search ends, without its words: a lead who
-- invited that person from the list goes on knowing it by its name (list_invited), never by its address.
CREATE TABLE team_seeker (
    edition  uuid NOT NULL,
    account  uuid NOT NULL,
    seeking  boolean NOT NULL,
    words    uuid, -- people_remark
    first_at timestamptz NOT NULL,
    since    timestamptz NOT NULL,
    CONSTRAINT team_seeker_pkey PRIMARY KEY (edition, account)
);
CREATE INDEX team_seeker_seeking ON team_seeker (edition, since) WHERE seeking;

-- Refuse the transaction when who looks for a team is in one. As with require_request, commands carry it and rebuild
-- does not.
CREATE FUNCTION require_no_team(of_edition uuid, of_account uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM team_member WHERE edition = of_edition AND account = of_account AND active) THEN
        RAISE EXCEPTION 'who seeks is in a team' USING ERRCODE = 'check_violation', CONSTRAINT = 'team_seeker_no_team';
    END IF;
END
$$;
