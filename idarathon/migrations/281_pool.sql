-- Who looks for a team, or asks one to join it, waits in the pool as well: who composes teams sees everybody without one.
CREATE OR REPLACE VIEW team_pool AS
SELECT known.edition, known.account, bool_or(known.selected) AS selected, bool_or(known.seeking) AS seeking
FROM (
    SELECT edition, account, true AS selected, false AS seeking FROM application
    WHERE state = 'selected' AND announced = 'selected'
    UNION ALL SELECT edition, account, false, false FROM team_member WHERE NOT active
    UNION ALL SELECT edition, account, false, false FROM team_invitation
    UNION ALL SELECT edition, account, false, true FROM team_seeker WHERE seeking
    UNION ALL SELECT edition, account, false, true FROM team_request
) known
JOIN account a ON a.id = known.account AND NOT a.closed
WHERE NOT EXISTS (
    SELECT FROM team_member m WHERE m.edition = known.edition AND m.account = known.account AND m.active
) AND NOT EXISTS (
    SELECT FROM edition_side s WHERE s.edition = known.edition AND s.account = known.account AND s.side <> 'judged'
)
GROUP BY known.edition, known.account;
