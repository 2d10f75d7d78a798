-- What facilitators tell everybody of an edition, or those of one challenge, phase or team. At most one of these is set.
CREATE TABLE announcement (
    id        uuid CONSTRAINT announcement_pkey PRIMARY KEY,
    edition   uuid NOT NULL,
    title     jsonb NOT NULL,
    body      jsonb NOT NULL,
    challenge uuid,
    phase     text,
    team      uuid,
    told_at   timestamptz NOT NULL
);
CREATE INDEX announcement_edition ON announcement (edition, told_at DESC);

-- To whom an announcement goes: people of teams that are on their way, with the mentors of one team or the owner of one
-- challenge; to everybody: also all who have a role in the edition.
CREATE FUNCTION announcement_readers(of_edition uuid, of_challenge uuid, of_phase text, of_team uuid)
RETURNS TABLE (account uuid) LANGUAGE sql STABLE AS $$
    SELECT m.account FROM team_member m JOIN team t ON t.id = m.team LEFT JOIN journey j ON j.team = m.team
    WHERE m.edition = of_edition AND m.active AND t.withdrawn_at IS NULL
      AND (of_team IS NULL OR m.team = of_team)
      AND (of_challenge IS NULL OR t.challenge = of_challenge)
      AND (of_phase IS NULL OR (j.phase = of_phase AND j.status IN ('in', 'held', 'waiting')))
    UNION SELECT c.mentor FROM coach c WHERE c.team = of_team
    UNION SELECT h.owner FROM challenge h WHERE h.id = of_challenge AND h.owner IS NOT NULL
    UNION SELECT r.account FROM edition_role r
    WHERE r.edition = of_edition AND of_challenge IS NULL AND of_phase IS NULL AND of_team IS NULL
$$;

-- Notices with what their words need: names are those of now.
CREATE VIEW notice_said AS
SELECT n.id AS notice, n.account, n.position, n.kind, n.facts, n.told_at, n.read_at IS NULL AS unread,
    e.slug AS edition_slug, e.name AS edition_name, t.slug AS team_slug, t.name AS team_name, s.title AS session_title,
    s.starts_at AS session_starts, p.name AS prize_name, b.title AS entry_title, bt.slug AS entry_slug,
    a.title AS said_title, a.body AS said_body
FROM notice n
LEFT JOIN edition e ON e.id = n.edition
LEFT JOIN team t ON t.id = n.team
LEFT JOIN session s ON s.id = (n.facts->>'session')::uuid
LEFT JOIN prize p ON p.id = (n.facts->>'prize')::uuid
LEFT JOIN bank_entry b ON b.id = (n.facts->>'entry')::uuid
LEFT JOIN team bt ON bt.id = b.team
LEFT JOIN announcement a ON a.id = (n.facts->>'announcement')::uuid;
