-- A notice also says who invites, by the name of now, while the invitation waits for an answer.
CREATE OR REPLACE VIEW notice_said AS
SELECT n.id AS notice, n.account, n.position, n.kind, n.facts, n.told_at, n.read_at IS NULL AS unread,
    e.slug AS edition_slug, e.name AS edition_name, t.slug AS team_slug, t.name AS team_name, s.title AS session_title,
    s.starts_at AS session_starts, p.name AS prize_name, b.title AS entry_title, bt.slug AS entry_slug,
    a.title AS said_title, a.body AS said_body, w.name AS by_name
FROM notice n
LEFT JOIN edition e ON e.id = n.edition
LEFT JOIN team t ON t.id = n.team
LEFT JOIN session s ON s.id = (n.facts->>'session')::uuid
LEFT JOIN prize p ON p.id = (n.facts->>'prize')::uuid
LEFT JOIN bank_entry b ON b.id = (n.facts->>'entry')::uuid
LEFT JOIN team bt ON bt.id = b.team
LEFT JOIN announcement a ON a.id = (n.facts->>'announcement')::uuid
LEFT JOIN team_invitation i ON n.kind = 'invited' AND i.team = n.team AND i.account = n.account
LEFT JOIN people_person w ON w.account = i.invited_by;
