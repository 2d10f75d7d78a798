-- name: find_by_email
SELECT p.account, p.name, p.lang, p.password_hash
FROM people_person p JOIN account a ON a.id = p.account
WHERE p.email_key = $1 AND NOT a.closed;

-- name: add_person
-- With a mail that invites ($7: its number), and with a profile ($8). One statement: 500 people are one round trip.
WITH invited AS (
    INSERT INTO people_mail (letter, account, kind, asked_at, due_at)
    SELECT $7::uuid, $1, 'welcome', $6, $6 WHERE $7 IS NOT NULL ON CONFLICT (letter, account) DO NOTHING
), described AS (
    INSERT INTO people_profile (account, region, level, gender, langs, skills, access_needs, phone, shown, changed_at)
    SELECT $1, $9, $10, $11, $12, $13, $14, $15, $16, $6 WHERE $8::boolean
)
INSERT INTO people_person (account, name, email, email_key, lang, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: set_profile
INSERT INTO people_profile (account, region, level, gender, langs, skills, access_needs, phone, shown, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (account) DO UPDATE SET region = excluded.region, level = excluded.level, gender = excluded.gender,
    langs = excluded.langs, skills = excluded.skills, access_needs = excluded.access_needs, phone = excluded.phone,
    shown = excluded.shown, changed_at = excluded.changed_at;

-- name: add_remark
INSERT INTO people_remark (id, salt, text, about) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING;

-- name: set_password
-- Links that were not used yet end with the old password, and so does a change of address that waits.
WITH ended AS (UPDATE people_link SET used_at = now() WHERE account = $1 AND used_at IS NULL),
dropped AS (DELETE FROM people_address_change WHERE account = $1),
slips AS (UPDATE people_slip SET ended_at = now(), outcome = 'password' WHERE account = $1 AND ended_at IS NULL)
UPDATE people_person SET password_hash = $2 WHERE account = $1;

-- name: set_lang
UPDATE people_person SET lang = $2 WHERE account = $1;

-- name: add_session
-- From the first one on the account is somebody's own.
WITH came AS (UPDATE people_person SET came_at = $4 WHERE account = $2 AND came_at IS NULL)
INSERT INTO people_session (token_hash, account, csrf, created_at, seen_at, agent, by_link)
VALUES ($1, $2, $3, $4, $4, $5, $6);

-- name: list_sessions
-- Where an account is signed in, the one with the token ($4) first, then by when it was last used.
SELECT id, created_at, seen_at, agent, token_hash = $4 AS here FROM people_session
WHERE account = $1 AND revoked_at IS NULL AND created_at > $2 AND seen_at > $3
ORDER BY token_hash = $4 DESC, seen_at DESC, id;

-- name: end_session
UPDATE people_session SET revoked_at = $3 WHERE id = $1 AND account = $2 AND revoked_at IS NULL;

-- name: find_session
-- A session that is neither revoked, nor older than $2, nor unused since $3, of an account that is not closed.
SELECT s.csrf, s.seen_at, s.by_link AND s.created_at > $4 AS by_link, v.*
FROM people_session s JOIN viewer v USING (account)
WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.created_at > $2 AND s.seen_at > $3;

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


-- name: set_mail
UPDATE people_person SET mail = $2 WHERE account = $1;

-- name: wants_mail
SELECT p.mail FROM people_person p JOIN account a ON a.id = p.account WHERE p.account = $1 AND NOT a.closed;

-- name: add_mails
-- Who is invited ($4) by the act that opened its account has the mail that welcomes it: one mail for one invitation.
-- Of a role ($5) only who has come in before is told by mail: the others read it in the mail that welcomes them, if any.
INSERT INTO people_mail (letter, account, asked_at, due_at)
SELECT $1::uuid, told.account, $3::timestamptz, $3::timestamptz FROM unnest($2::uuid[]) AS told (account)
WHERE NOT ($4::boolean AND EXISTS (
    SELECT FROM people_mail w JOIN people_person p ON p.account = w.account AND p.came_at IS NULL
    WHERE w.account = told.account AND w.kind = 'welcome' AND w.asked_at > $3::timestamptz - interval '10 minutes'))
    AND NOT ($5::boolean AND EXISTS (SELECT FROM people_person p WHERE p.account = told.account AND p.came_at IS NULL))
ON CONFLICT (letter, account) DO NOTHING;

-- name: find_invitation
-- To what a letter ($1) invites an account ($2): who sent the command that it belongs to, or confirmed the list on which
-- the person stood; the roles and the team that wait for it there, or else in the newest edition where some do.
WITH sent AS (
    SELECT coalesce(e.actor, c.actor) AS actor, coalesce(e.edition, c.edition) AS edition
    FROM event e LEFT JOIN event c ON c.id = e.causation WHERE e.command_id = $1 ORDER BY e.position LIMIT 1
), held AS (
    SELECT edition, role, NULL::uuid AS team FROM edition_role WHERE account = $2
    UNION ALL SELECT edition, NULL, team FROM team_invitation WHERE account = $2
    UNION ALL SELECT edition, NULL, team FROM team_member WHERE account = $2 AND active
), chosen AS (
    SELECT coalesce((SELECT edition FROM sent), (SELECT h.edition FROM held h JOIN edition e ON e.id = h.edition
        ORDER BY e.created_at DESC LIMIT 1)) AS edition
)
SELECT p.name AS by_name, e.name AS edition,
    ARRAY(SELECT h.role FROM held h WHERE h.edition = c.edition AND h.role IS NOT NULL ORDER BY h.role) AS roles,
    (SELECT t.name FROM held h JOIN team t ON t.id = h.team WHERE h.edition = c.edition ORDER BY t.id LIMIT 1) AS team
FROM chosen c LEFT JOIN sent s ON true LEFT JOIN people_person p ON p.account = s.actor
LEFT JOIN edition e ON e.id = c.edition;

-- name: end_late
-- What was asked for before $2 and could not be sent in all this time is no news any more.
UPDATE people_mail SET ended_at = $1, outcome = 'late'
WHERE handed_at IS NULL AND ended_at IS NULL AND due_at <= $1 AND asked_at < $2;

-- name: list_mails
-- Mails that are due ($1), the oldest first; a person's daily ones together. Nobody (null) where the account is closed,
-- or the change of address over that the mail is about.
SELECT m.letter, m.account, m.kind, m.asked_at, m.put_off, m.tries, p.name, p.lang, p.mail AS wants, c.email AS new_email,
    CASE WHEN m.kind = 'address_new' THEN c.email WHEN position('@' IN p.email) = 0 THEN NULL
        WHEN m.kind = 'address_old' THEN CASE WHEN c.id IS NOT NULL THEN p.email END ELSE p.email END AS email
FROM people_mail m LEFT JOIN account a ON a.id = m.account AND NOT a.closed
LEFT JOIN people_person p ON p.account = a.id
LEFT JOIN people_address_change c ON c.account = a.id
    AND m.letter = CASE m.kind WHEN 'address_new' THEN c.id WHEN 'address_old' THEN c.old_letter END
WHERE m.handed_at IS NULL AND m.ended_at IS NULL AND m.due_at <= $1
ORDER BY m.due_at, m.account, m.asked_at, m.letter LIMIT $2;

-- name: next_mail
SELECT min(due_at) FROM people_mail WHERE handed_at IS NULL AND ended_at IS NULL;

-- name: hand_mails
-- Just before the mail server gets the text of these letters ($1) to an account ($2): all of them, or none.
WITH open AS (
    SELECT letter FROM people_mail
    WHERE letter = ANY($1::uuid[]) AND account = $2 AND handed_at IS NULL AND ended_at IS NULL FOR UPDATE
)
UPDATE people_mail SET handed_at = $3
WHERE letter IN (SELECT letter FROM open) AND account = $2 AND (SELECT count(*) FROM open) = cardinality($1::uuid[]);

-- name: take_mails_back
-- The mail server did not take what was handed over at $3.
UPDATE people_mail SET handed_at = NULL, tries = tries + 1, due_at = $4, answer = $5
WHERE letter = ANY($1::uuid[]) AND account = $2 AND ended_at IS NULL AND (handed_at IS NULL OR handed_at = $3);

-- name: end_mails
UPDATE people_mail SET ended_at = $3, outcome = $4, answer = $5
WHERE letter = ANY($1::uuid[]) AND account = $2 AND ended_at IS NULL;

-- name: put_mails_off
UPDATE people_mail SET put_off = true, due_at = $3 WHERE letter = ANY($1::uuid[]) AND account = $2;

-- name: prune_mails
DELETE FROM people_mail WHERE ended_at < $1;

-- name: keep_mails_back
UPDATE people_mail SET ended_at = now(), outcome = 'moved' WHERE handed_at IS NULL AND ended_at IS NULL;

-- name: add_link
WITH pruned AS (DELETE FROM people_link WHERE expires_at < $3::timestamptz - interval '30 days')
INSERT INTO people_link (token_hash, account, created_at, expires_at) VALUES ($1, $2, $3, $4);

-- name: link_opens
SELECT EXISTS (
    SELECT FROM people_link l JOIN account a ON a.id = l.account AND NOT a.closed
    WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2
);

-- name: use_link
-- Whose session a link opens, once; the account's other links end with it. The person is locked first, so that two of
-- its links used at one moment come one after the other.
WITH who AS (
    SELECT p.account FROM people_link l JOIN people_person p USING (account) JOIN account a ON a.id = p.account
    WHERE l.token_hash = $1 AND NOT a.closed FOR UPDATE OF p
), used AS (
    UPDATE people_link l SET used_at = $2 FROM who
    WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND l.account = who.account
    RETURNING l.account, l.token_hash
), ended AS (
    UPDATE people_link o SET used_at = $2 FROM used
    WHERE o.account = used.account AND o.used_at IS NULL AND o.token_hash <> used.token_hash
), worked AS (
    UPDATE people_person p SET address_worked_at = coalesce(p.address_worked_at, $2) FROM used WHERE p.account = used.account
)
SELECT account FROM used;

-- name: ask_welcome
INSERT INTO people_mail (letter, account, kind, asked_at, due_at) VALUES ($1, $2, 'welcome', $3, $3)
ON CONFLICT (letter, account) DO NOTHING;

-- name: ask_link
INSERT INTO people_mail (letter, account, kind, asked_at, due_at)
SELECT gen_random_uuid(), p.account, 'link', $2, $2 FROM people_person p WHERE p.email_key = $1
    AND position('@' IN p.email_key) > 0; -- who has no mail has a name there

-- name: list_words
-- The free texts of $2 that the account ($1) wrote, with the act that each belongs to. An act names a text by its id
-- and its digest, wherever in it (idarathon.people.events.Hashed).
SELECT r.id, r.text, e.type, e.at, e.edition::text AS edition
FROM event e
CROSS JOIN LATERAL regexp_matches(e.data::text, '"id":"([0-9a-f-]{36})","digest":"', 'g') AS said (words)
JOIN people_remark r ON r.id = said.words[1]::uuid
WHERE e.actor = $1 AND e.type = ANY($2::text[]) ORDER BY e.position, r.id;

-- name: list_words_about
-- The free texts about the account ($1): of events of the types $2, each with the field ($3) that says whom it is about.
SELECT r.id, r.text, e.type, e.at, e.edition::text AS edition
FROM unnest($2::text[], $3::text[]) AS asked (type, field) JOIN event e USING (type)
CROSS JOIN LATERAL regexp_matches(e.data::text, '"id":"([0-9a-f-]{36})","digest":"', 'g') AS said (words)
JOIN people_remark r ON r.id = said.words[1]::uuid
WHERE e.data->>asked.field = $1::uuid::text ORDER BY e.position, r.id;

-- name: list_acts
-- What the account did: which sort of event, when, in which edition.
SELECT e.type, e.at, d.slug AS edition FROM event e LEFT JOIN edition d ON d.id = e.edition
WHERE e.actor = $1 ORDER BY e.position;

-- name: list_called
-- What editions and teams are called, for who reads their numbers.
SELECT id::text AS id, coalesce(name->>$1, name->>'fr', name->>'ar', name->>'en') AS name FROM edition
UNION ALL SELECT id::text, name FROM team WHERE id IN (SELECT team FROM team_member WHERE account = $2)
UNION ALL SELECT team::text, t.name FROM coach c JOIN team t ON t.id = c.team WHERE c.mentor = $2;

-- name: drop_words
-- The free texts of types $2 that the account ($1) wrote, and those about it: of types $3, named by the fields $4.
WITH acts AS (
    SELECT data FROM event WHERE actor = $1::uuid AND type = ANY($2::text[])
    UNION ALL
    SELECT e.data FROM unnest($3::text[], $4::text[]) AS asked (type, field) JOIN event e USING (type)
    WHERE e.data->>asked.field = $1::uuid::text
)
DELETE FROM people_remark WHERE id IN (
    SELECT said.words[1]::uuid FROM acts
    CROSS JOIN LATERAL regexp_matches(acts.data::text, '"id":"([0-9a-f-]{36})","digest":"', 'g') AS said (words)
);

-- name: fold_into_tally
-- What the account counts for in teams that it stays in, without its name: those of editions that are over, and those
-- that have withdrawn. Of the others it is taken out.
INSERT INTO people_tally AS t (edition, team, dimension, value, n)
SELECT m.edition, m.team, d.dimension, d.value, 1
FROM team_member m JOIN edition e ON e.id = m.edition JOIN people_profile p ON p.account = m.account
CROSS JOIN LATERAL (VALUES ('region', p.region), ('level', p.level), ('gender', p.gender)) d (dimension, value)
WHERE m.account = $1 AND d.value IS NOT NULL AND (NOT m.active OR e.stage = 'reporting')
ON CONFLICT (edition, team, dimension, value) DO UPDATE SET n = t.n + 1;

-- name: list_erased
SELECT id FROM account WHERE erased_at IS NOT NULL;

-- name: ask_address
WITH asked AS (
    INSERT INTO people_address_change (account, id, old_letter, email, email_key, asked_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (account) DO UPDATE SET id = excluded.id, old_letter = excluded.old_letter, email = excluded.email,
        email_key = excluded.email_key, asked_at = excluded.asked_at, expires_at = excluded.expires_at,
        new_token = NULL, new_expires_at = NULL, new_at = NULL, old_token = NULL, old_at = NULL
)
INSERT INTO people_mail (letter, account, kind, asked_at, due_at)
VALUES ($2, $1, 'address_new', $8, $8), ($3, $1, 'address_old', $8, $8);

-- name: set_new_token
UPDATE people_address_change SET new_token = $2, new_expires_at = $3 WHERE id = $1;

-- name: set_old_token
UPDATE people_address_change SET old_token = $2 WHERE old_letter = $1;

-- name: waiting_change
SELECT account, email, expires_at, new_at, old_at FROM people_address_change WHERE account = $1 AND expires_at > $2;

-- name: find_change
SELECT c.account, c.email, c.expires_at, c.new_at, c.old_at, CASE WHEN c.new_token = $1 THEN 'new' ELSE 'old' END AS side
FROM people_address_change c JOIN account a ON a.id = c.account AND NOT a.closed
WHERE c.expires_at > $2 AND (c.old_token = $1 OR c.new_token = $1 AND (c.new_at IS NOT NULL OR c.new_expires_at > $2));

-- name: confirm_address
-- One side says yes. The person is locked first, so that two links used at one moment come one after the other; with the
-- second yes the address changes, its links end, and so do its sign-ins but one ($3).
WITH found AS (
    SELECT c.account, c.email, c.email_key, c.new_token = $1 AS is_new,
        CASE WHEN c.new_token = $1 THEN c.old_at ELSE c.new_at END IS NOT NULL AS both_said
    FROM people_address_change c JOIN people_person p USING (account) JOIN account a ON a.id = c.account
    WHERE NOT a.closed AND c.expires_at > $2
        AND (c.new_token = $1 AND c.new_at IS NULL AND c.new_expires_at > $2 OR c.old_token = $1 AND c.old_at IS NULL)
    FOR UPDATE OF p, c
), noted AS (
    UPDATE people_address_change c SET new_at = CASE WHEN f.is_new THEN $2 ELSE c.new_at END,
        old_at = CASE WHEN f.is_new THEN c.old_at ELSE $2 END
    FROM found f WHERE c.account = f.account AND NOT f.both_said
), changed AS (
    UPDATE people_person p SET email = f.email, email_key = f.email_key, address_worked_at = $2
    FROM found f WHERE p.account = f.account AND f.both_said
), dropped AS (
    DELETE FROM people_address_change c USING found f WHERE c.account = f.account AND f.both_said
), links AS (
    UPDATE people_link l SET used_at = $2 FROM found f WHERE l.account = f.account AND f.both_said AND l.used_at IS NULL
), sessions AS (
    UPDATE people_session s SET revoked_at = $2 FROM found f
    WHERE s.account = f.account AND f.both_said AND s.revoked_at IS NULL AND s.token_hash IS DISTINCT FROM $3::bytea
)
SELECT account, both_said AS changed FROM found;

-- name: refuse_address
WITH dropped AS (
    DELETE FROM people_address_change WHERE old_token = $1 AND expires_at > $2 RETURNING account
), sessions AS (
    UPDATE people_session s SET revoked_at = $2 FROM dropped d WHERE s.account = d.account AND s.revoked_at IS NULL
)
SELECT account FROM dropped;

-- name: drop_change
DELETE FROM people_address_change WHERE account = $1;

-- name: drop_change_of
DELETE FROM people_address_change WHERE new_token = $1 OR old_token = $1 RETURNING account;

-- name: note_address_set
INSERT INTO people_address_set (account, set_at, worked)
SELECT account, $2, address_worked_at IS NOT NULL FROM people_person WHERE account = $1;

-- name: set_address
WITH links AS (UPDATE people_link SET used_at = now() WHERE account = $1 AND used_at IS NULL),
dropped AS (DELETE FROM people_address_change WHERE account = $1)
UPDATE people_person SET email = $2, email_key = $3 WHERE account = $1;
