-- name: add_account
INSERT INTO account (id, directorate, opened_at) VALUES ($1, $2, $3);

-- name: set_admin
UPDATE account SET admin = $2 WHERE id = $1;

-- name: close_account
UPDATE account SET closed = true, admin = false WHERE id = $1;

-- name: find_viewer
-- All that access needs to know of an account, in one row; none when it is unknown or closed.
-- Roles that follow from acts (member, lead, owner) stand beside the granted ones. A withdrawn team gives no role, but
-- its people still read its page.
SELECT a.admin,
    ARRAY(SELECT json_build_array(r.edition, r.role)::text FROM (
        SELECT edition, role FROM edition_role WHERE account = $1
        UNION SELECT edition, 'member' FROM team_member WHERE account = $1 AND active
        UNION SELECT edition, 'lead' FROM team_member WHERE account = $1 AND active AND lead
        UNION SELECT edition, 'owner' FROM challenge WHERE owner = $1
    ) r) AS roles,
    ARRAY(SELECT team FROM team_member WHERE account = $1) AS teams,
    ARRAY(SELECT team FROM team_member WHERE account = $1 AND lead) AS leads,
    ARRAY(SELECT team FROM team_invitation WHERE account = $1) AS invitations,
    ARRAY(SELECT id FROM challenge WHERE owner = $1) AS challenges,
    ARRAY(SELECT team FROM coach WHERE mentor = $1) AS coaches,
    ARRAY(SELECT id FROM session WHERE facilitator = $1 AND status = 'published') AS hosts
FROM account a WHERE a.id = $1 AND NOT a.closed;

-- name: list_names
-- Names of some accounts, as far as the viewer ($2) may know them: all ($3), its own, and those in a team with it.
SELECT p.account, p.name FROM people_person p
WHERE p.account = ANY($1::uuid[]) AND ($3 OR p.account = $2 OR EXISTS (
    SELECT FROM team_member mine JOIN team_member theirs ON theirs.team = mine.team
    WHERE mine.account = $2 AND theirs.account = p.account
));

-- name: find_me
SELECT p.account, p.name, p.email, p.lang, a.directorate,
    (SELECT count(*) FROM notice n WHERE n.account = p.account AND n.read_at IS NULL) AS unread
FROM people_person p JOIN account a ON a.id = p.account WHERE p.account = $1 AND NOT a.closed;

-- name: search_persons
-- For pickers: open accounts whose name or address contains the words, with the team that they are in in the edition.
SELECT p.account, p.name, p.email, d.name AS directorate, m.team
FROM people_person p
JOIN account a ON a.id = p.account AND NOT a.closed
LEFT JOIN directorate d ON d.id = a.directorate
LEFT JOIN team_member m ON m.account = p.account AND m.edition = $1 AND m.active
WHERE position(lower($2) IN lower(p.name)) > 0 OR position(lower($2) IN p.email_key) > 0
ORDER BY lower(p.name), p.account LIMIT $3;

-- name: find_by_email
SELECT p.account, p.name, p.lang, p.password_hash
FROM people_person p JOIN account a ON a.id = p.account
WHERE p.email_key = $1 AND NOT a.closed;

-- name: add_person
INSERT INTO people_person (account, name, email, email_key, lang, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: add_remark
INSERT INTO people_remark (id, salt, text, about) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING;

-- name: set_password
UPDATE people_person SET password_hash = $2 WHERE account = $1;

-- name: set_lang
UPDATE people_person SET lang = $2 WHERE account = $1;

-- name: add_session
INSERT INTO people_session (token_hash, account, csrf, created_at, seen_at, agent) VALUES ($1, $2, $3, $4, $4, $5);

-- name: list_sessions
-- Where an account is signed in, the one with the token ($4) first, then by when it was last used.
SELECT id, created_at, seen_at, agent, token_hash = $4 AS here FROM people_session
WHERE account = $1 AND revoked_at IS NULL AND created_at > $2 AND seen_at > $3
ORDER BY token_hash = $4 DESC, seen_at DESC, id;

-- name: end_session
UPDATE people_session SET revoked_at = $3 WHERE id = $1 AND account = $2 AND revoked_at IS NULL;

-- name: find_session
-- A session that is neither revoked, nor older than $2, nor unused since $3, of an account that is not closed.
SELECT s.account, s.csrf, s.seen_at FROM people_session s JOIN account a ON a.id = s.account
WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.created_at > $2 AND s.seen_at > $3 AND NOT a.closed;

-- name: find_past_session
-- Whose session this is or was.
SELECT account FROM people_session WHERE token_hash = $1;

-- name: touch_session
-- Revocation wins: a request in flight never revives a session.
UPDATE people_session SET seen_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL;

-- name: revoke_session
UPDATE people_session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL;

-- name: revoke_sessions
-- All sessions of an account, but the one that is given (null: none is spared).
UPDATE people_session SET revoked_at = $2
WHERE account = $1 AND revoked_at IS NULL AND token_hash IS DISTINCT FROM $3::bytea;

-- name: count_attempt
-- One attempt against every limit, unless one of them is reached: then against none, and how long until it is not. A
-- limit is a row that says until when it is used up by one pause an attempt; there is room ($3) for some at once. The rows
-- are locked in order, so attempts sent at once to many workers are counted one after the other.
WITH asked AS (
    SELECT * FROM unnest($1::bytea[], $2::interval[], $3::interval[]) AS a(key, pause, room)
), reached AS (
    SELECT max(t.until - $4::timestamptz - a.room) AS wait FROM asked a JOIN people_attempt t USING (key)
    WHERE t.until - $4 > a.room
), counted AS (
    INSERT INTO people_attempt AS t (key, until)
    SELECT key, $4 + pause FROM asked WHERE (SELECT wait FROM reached) IS NULL ORDER BY key
    ON CONFLICT (key) DO UPDATE
    SET until = greatest(t.until, $4) + (SELECT a.pause FROM asked a WHERE a.key = t.key)
    WHERE t.until - $4 <= (SELECT a.room FROM asked a WHERE a.key = t.key)
    RETURNING t.key
)
SELECT CASE WHEN (SELECT count(*) FROM counted) < cardinality($1)
            THEN coalesce((SELECT wait FROM reached), (SELECT max(pause) FROM asked)) END AS wait;

-- name: forgive_attempt
-- What an attempt used up of a limit, or all of it (null).
UPDATE people_attempt SET until = until - coalesce($2::interval, until - $3::timestamptz) WHERE key = $1;

-- name: prune_attempts
DELETE FROM people_attempt WHERE key IN (
    SELECT key FROM people_attempt WHERE until < $1 LIMIT 1000 FOR UPDATE SKIP LOCKED
);

-- name: add_token
INSERT INTO people_token (token_hash, account, label, created_at) VALUES ($1, $2, $3, $4);

-- name: find_token
SELECT t.account FROM people_token t JOIN account a ON a.id = t.account
WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND NOT a.closed;

-- name: revoke_token
UPDATE people_token SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL;

-- name: add_feed
INSERT INTO people_feed (token_hash, id, account, team, created_at) VALUES ($1, $2, $3, $4, $5);

-- name: find_feed
SELECT f.id, f.account, f.team, f.created_at FROM people_feed f JOIN account a ON a.id = f.account
WHERE f.token_hash = $1 AND f.revoked_at IS NULL AND NOT a.closed
    AND (f.team IS NULL OR EXISTS (SELECT FROM team_member m WHERE m.team = f.team AND m.account = f.account));

-- name: list_feeds
SELECT id, account, team, created_at FROM people_feed WHERE account = $1 AND revoked_at IS NULL ORDER BY created_at, id;

-- name: revoke_feed
UPDATE people_feed SET revoked_at = $3 WHERE id = $1 AND account = $2 AND revoked_at IS NULL;

-- name: keep_draft
-- A field "stamp", <writer>.<count>, says what was typed after what: of one writer nothing earlier replaces something later.
INSERT INTO people_draft (account, key, data, at) VALUES ($1, $2, $3::jsonb, $4)
ON CONFLICT (account, key) DO UPDATE SET data = excluded.data, at = excluded.at
WHERE split_part(people_draft.data->'stamp'->>0, '.', 1) IS DISTINCT FROM split_part(excluded.data->'stamp'->>0, '.', 1)
    OR coalesce(split_part(people_draft.data->'stamp'->>0, '.', 2)::int <= split_part(excluded.data->'stamp'->>0, '.', 2)::int,
        true);

-- name: find_draft
SELECT data::text AS data, at FROM people_draft WHERE account = $1 AND key = $2;

-- name: drop_draft
DELETE FROM people_draft WHERE account = $1 AND key = $2;
