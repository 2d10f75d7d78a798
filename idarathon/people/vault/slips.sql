-- name: list_holders
-- Who may be given a slip, of one administration ($1) or of all (null): whose name contains the words ($2), or without
-- words who has no mail or a slip that still opens ($3: now).
SELECT h.account, h.name, CASE WHEN h.mailless THEN h.email END AS sign_in_name, h.directorate_name AS directorate,
    s.id AS slip, s.expires_at
FROM slip_holder h LEFT JOIN people_slip s ON s.account = h.account AND s.ended_at IS NULL AND s.expires_at > $3
WHERE ($1::uuid IS NULL OR h.administration = $1)
    AND CASE WHEN $2 = '' THEN h.mailless OR s.id IS NOT NULL ELSE position(lower($2) IN lower(h.name)) > 0 END
ORDER BY lower(h.name), h.account LIMIT 50;

-- name: add_slip
-- For who may be given one, of the administration ($8) or of any (null); the ones before are worth nothing any more. Of
-- two that are made at one moment the later one stays, whichever is written last.
WITH holder AS (
    SELECT account, name, lang, CASE WHEN mailless THEN email END AS sign_in_name FROM slip_holder
    WHERE account = $2 AND ($8::uuid IS NULL OR administration = $8)
), replaced AS (
    UPDATE people_slip SET ended_at = $6, outcome = 'replaced'
    WHERE account = (SELECT account FROM holder) AND ended_at IS NULL AND (created_at, id) < ($6, $1)
), made AS (
    INSERT INTO people_slip (id, account, token_hash, edition, made_by, created_at, expires_at)
    SELECT $1, account, $3, $4, $5, $6, $7 FROM holder
)
SELECT account, name, lang, sign_in_name FROM holder;

-- name: revoke_slip
UPDATE people_slip s SET ended_at = $2, outcome = 'revoked' FROM slip_holder h
WHERE s.id = $1 AND s.ended_at IS NULL AND h.account = s.account AND ($3::uuid IS NULL OR h.administration = $3);

-- name: slip_opens
-- Whose session a slip would open: the newest of its person, who may still be given one.
SELECT h.name FROM people_slip s JOIN slip_holder h ON h.account = s.account
WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2
    AND NOT EXISTS (SELECT FROM people_slip n WHERE n.account = s.account AND (n.created_at, n.id) > (s.created_at, s.id));

-- name: use_slip
-- Whose session it opens, once. The row is locked by the update: of two at one moment the second finds it ended.
UPDATE people_slip s SET ended_at = $2, outcome = 'used' FROM slip_holder h
WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND h.account = s.account
    AND NOT EXISTS (SELECT FROM people_slip n WHERE n.account = s.account AND (n.created_at, n.id) > (s.created_at, s.id))
RETURNING s.account;
