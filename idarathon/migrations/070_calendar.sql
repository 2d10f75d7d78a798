-- Sessions, made of the log alone. A room, and a facilitator, is in one published session at a time: drafts may overlap.
CREATE TABLE session (
    id               uuid CONSTRAINT session_pkey PRIMARY KEY,
    edition          uuid NOT NULL,
    kind             text NOT NULL,
    phase            text NOT NULL,
    title            jsonb NOT NULL,
    about            jsonb,
    starts_at        timestamptz NOT NULL,
    ends_at          timestamptz NOT NULL,
    starts_wall      text NOT NULL,
    ends_wall        text NOT NULL,
    zone             text NOT NULL,
    room             text,
    room_key         text,               -- the room without its case: two spellings are one room
    link             text,
    facilitator      uuid,
    speaker          uuid,               -- a people_remark: the name
    capacity         integer,
    audience         text NOT NULL,      -- all: people register; teams: leads register their teams
    asked            uuid[] NOT NULL,    -- the teams that are asked; none: every team
    status           text NOT NULL,      -- draft, published, cancelled
    updated_at       timestamptz NOT NULL,
    published_at     timestamptz,
    announced_at     timestamptz,        -- since when its time is known: reminders are due to who knew it in time
    sequence         integer NOT NULL DEFAULT 0, -- how often it changed since it was published (RFC 5545 SEQUENCE)
    moved_from       timestamptz,        -- where it began before its last move since it was published
    move_reason      uuid,               -- a people_remark
    cancelled_at     timestamptz,
    cancel_reason    uuid,               -- a people_remark
    attendance_hash  text,
    attendance_until timestamptz,
    attendance_count integer NOT NULL DEFAULT 0, -- how often a code was shown
    reminded_day     boolean NOT NULL DEFAULT false,
    reminded_hour    boolean NOT NULL DEFAULT false,
    CONSTRAINT session_room_taken EXCLUDE USING gist (
        edition WITH =, room_key WITH =, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (status = 'published' AND room_key IS NOT NULL),
    CONSTRAINT session_facilitator_busy EXCLUDE USING gist (
        facilitator WITH =, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (status = 'published' AND facilitator IS NOT NULL)
);
CREATE INDEX session_of_edition ON session (edition, starts_at);
CREATE INDEX session_to_remind ON session (starts_at) WHERE status = 'published' AND NOT reminded_hour;

-- Who comes: a person, or a team with its people. A team that has declined keeps its row.
CREATE TABLE session_seat (
    session  uuid NOT NULL,
    edition  uuid NOT NULL,
    holder   uuid NOT NULL,      -- an account or a team
    team     boolean NOT NULL,
    seats    integer NOT NULL,
    declined boolean NOT NULL DEFAULT false,
    at       timestamptz NOT NULL,
    PRIMARY KEY (session, holder)
);
CREATE INDEX session_seat_holder ON session_seat (holder);

CREATE TABLE session_attendance (
    session uuid NOT NULL,
    account uuid NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (session, account)
);
CREATE INDEX session_attendance_account ON session_attendance (account);

CREATE TABLE session_rating (
    session uuid NOT NULL,
    account uuid NOT NULL,
    score   smallint NOT NULL,
    comment uuid,                -- a people_remark
    at      timestamptz NOT NULL,
    PRIMARY KEY (session, account)
);

-- Addresses of personal and team calendars: secret, revocable, not made of the log. Only the SHA-256 of the token is kept.
CREATE TABLE people_feed (
    token_hash bytea PRIMARY KEY,
    id         uuid NOT NULL CONSTRAINT people_feed_id UNIQUE,
    account    uuid NOT NULL,
    team       uuid,             -- the calendar of this team; none: the person's own
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX people_feed_account ON people_feed (account);
