-- All that access needs to know of an account, in one row, with what the head of every page says of the person; none when
-- it is closed. Roles that follow from acts (member, lead, owner) stand beside the granted ones. A withdrawn team gives no
-- role, but its people still read its page. A view, since a session and an API token lead to it as an account does.
CREATE VIEW viewer AS
SELECT a.id AS account, a.admin,
    (SELECT name FROM people_person WHERE account = a.id) AS name,
    (SELECT count(*) FROM notice WHERE account = a.id AND read_at IS NULL) AS unread,
    (SELECT administration FROM directorate WHERE id = a.directorate) AS administration,
    ARRAY(SELECT json_build_array(r.edition, r.role)::text FROM (
        SELECT edition, role FROM edition_role WHERE account = a.id
        UNION SELECT edition, 'member' FROM team_member WHERE account = a.id AND active
        UNION SELECT edition, 'lead' FROM team_member WHERE account = a.id AND active AND lead
        UNION SELECT edition, 'owner' FROM challenge WHERE owner = a.id
    ) r) AS roles,
    ARRAY(SELECT team FROM team_member WHERE account = a.id) AS teams,
    ARRAY(SELECT team FROM team_member WHERE account = a.id AND lead) AS leads,
    ARRAY(SELECT team FROM team_invitation WHERE account = a.id) AS invitations,
    ARRAY(SELECT id FROM challenge WHERE owner = a.id) AS challenges,
    ARRAY(SELECT c.id FROM challenge c JOIN edition_role r ON r.edition = c.edition AND r.account = a.id AND r.role = 'focal'
        WHERE c.drafted_by = a.id) AS proposals,
    ARRAY(SELECT team FROM coach WHERE mentor = a.id) AS coaches,
    ARRAY(SELECT id FROM session WHERE facilitator = a.id AND status = 'published') AS hosts
FROM account a WHERE NOT a.closed;
