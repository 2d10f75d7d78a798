-- Who may be placed into a team of an edition and is in none: selected applicants, and those whom its teams know already:
-- invited, or of a team that withdrew. Nobody who judges there. Who is placed is told so: not before the announcement.
CREATE VIEW team_pool AS
SELECT known.edition, known.account, bool_or(known.selected) AS selected
FROM (
    SELECT edition, account, true AS selected FROM application
    WHERE state = 'selected' AND announced = 'selected'
    UNION ALL SELECT edition, account, false FROM team_member WHERE NOT active
    UNION ALL SELECT edition, account, false FROM team_invitation
) known
JOIN account a ON a.id = known.account AND NOT a.closed
WHERE NOT EXISTS (
    SELECT FROM team_member m WHERE m.edition = known.edition AND m.account = known.account AND m.active
) AND NOT EXISTS (
    SELECT FROM edition_side s WHERE s.edition = known.edition AND s.account = known.account AND s.side <> 'judged'
)
GROUP BY known.edition, known.account;
