-- The bank of reusable prototypes. Both extensions are in PostgreSQL's own contrib; a database owner may create them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- One entry a team. problem … keywords are the draft's until somebody completes it. search: what is found, made by
-- bank/reads/words.py and by the French dictionary; side: its part that completing leaves alone (team, challenge);
-- head: title and keywords with side, small enough to stay in the row, by which what is found is ordered.
CREATE TABLE bank_entry (
    id               uuid CONSTRAINT bank_entry_pkey PRIMARY KEY,
    edition          uuid NOT NULL,
    team             uuid NOT NULL,
    challenge        uuid,
    title            text NOT NULL,
    problem          text NOT NULL,
    solution         text NOT NULL,
    lang             text NOT NULL,
    links            jsonb NOT NULL,
    offered          jsonb NOT NULL, -- files that the draft had
    files            jsonb NOT NULL DEFAULT '[]', -- those of them that are shown
    maturity         smallint,
    licence          text,
    contact          uuid, -- a people_remark
    lineage          uuid,
    keywords         text[] NOT NULL DEFAULT '{}',
    status           text NOT NULL, -- draft, published, withdrawn
    drafted_at       timestamptz NOT NULL,
    completed_at     timestamptz,
    published_at     timestamptz,
    withdrawn_at     timestamptz,
    withdrawn_reason uuid, -- a people_remark
    side             tsvector NOT NULL,
    head             tsvector NOT NULL,
    search           tsvector NOT NULL,
    CONSTRAINT bank_entry_of_team UNIQUE (edition, team)
);
CREATE INDEX bank_entry_search ON bank_entry USING gin (search) WITH (fastupdate = off);
CREATE INDEX bank_entry_newest ON bank_entry (published_at DESC, id) WHERE status = 'published';
CREATE INDEX bank_entry_challenge ON bank_entry (challenge) WHERE status = 'published';
CREATE INDEX bank_entry_lineage ON bank_entry (lineage) WHERE lineage IS NOT NULL;

-- Every word that an entry ever had: where a question with a slip of the pen looks for what was meant.
CREATE TABLE bank_word (word text PRIMARY KEY);
CREATE INDEX bank_word_alike ON bank_word USING gin (word gin_trgm_ops);

-- Who uses what again. An administration asks for an entry once as long as that goes on.
CREATE TABLE bank_reuse (
    id             uuid CONSTRAINT bank_reuse_pkey PRIMARY KEY,
    entry          uuid NOT NULL,
    administration uuid NOT NULL,
    account        uuid,
    message        uuid NOT NULL, -- a people_remark
    status         text NOT NULL, -- requested, accepted, declined, pilot, service, stopped
    requested_at   timestamptz NOT NULL,
    decided_at     timestamptz,
    place          text,
    pilot_at       timestamptz,
    since          date,
    ended_at       timestamptz,
    reason         uuid -- a people_remark
);
CREATE UNIQUE INDEX bank_reuse_going_on ON bank_reuse (entry, administration)
    WHERE status IN ('requested', 'accepted', 'pilot', 'service');
CREATE INDEX bank_reuse_account ON bank_reuse (account);
CREATE INDEX bank_reuse_status ON bank_reuse (status, entry);

-- An entry as lists show it, with the reuses and prizes that everyone may know: a prize once it is revealed. Meant for
-- a page of ids.
CREATE VIEW bank_shown AS
SELECT b.id AS entry, b.edition, e.slug AS edition_slug, e.name AS edition_name, b.team, t.slug AS team_slug,
    t.name AS team_name, t.lang AS team_lang, b.title, left(b.problem, 400) AS problem, b.lang, b.challenge,
    c.slug AS challenge_slug, c.title AS challenge_title, d.name AS department_name, b.maturity, b.licence, b.keywords,
    b.status, b.published_at,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('administration', a.name, 'status', r.status) ORDER BY r.requested_at, r.id),
            '[]')
       FROM bank_reuse r JOIN administration a ON a.id = r.administration
      WHERE r.entry = b.id AND r.status IN ('accepted', 'pilot', 'service')) AS reuses,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('rank', p.rank, 'name', p.name) ORDER BY p.rank, p.id), '[]')
       FROM prize p WHERE p.edition = b.edition AND b.team = ANY(p.teams) AND p.revealed_at IS NOT NULL) AS prizes
FROM bank_entry b
JOIN edition e ON e.id = b.edition
JOIN team t ON t.id = b.team
LEFT JOIN challenge c ON c.id = b.challenge
LEFT JOIN administration d ON d.id = c.department;
