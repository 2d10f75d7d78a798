-- Lists of participants, carried out as a whole once they are confirmed. Made of the log: nobody's name.
CREATE TABLE roster (
    id             uuid CONSTRAINT roster_pkey PRIMARY KEY,
    edition        uuid NOT NULL,
    administration uuid, -- the only one whose people it brings
    confirmed_by   uuid,
    people         integer NOT NULL,
    left_out       integer NOT NULL,
    confirmed_at   timestamptz NOT NULL,
    finished_at    timestamptz,
    opened         integer,
    known          integer,
    refused        integer
);
CREATE INDEX roster_edition ON roster (edition);

-- The vault's part: what a file said, until it is carried out or thrown away. "digest" binds the confirmation to it.
CREATE TABLE people_import (
    id             uuid CONSTRAINT people_import_pkey PRIMARY KEY,
    account        uuid NOT NULL, -- whose it is: nobody else sees or confirms it
    edition        uuid NOT NULL,
    administration uuid,
    file           text NOT NULL,
    header         text[] NOT NULL,
    unread         text[] NOT NULL, -- the columns of which nothing is taken
    lang           text NOT NULL, -- for who says none
    digest         text NOT NULL,
    created_at     timestamptz NOT NULL
);
CREATE INDEX people_import_created ON people_import (created_at);

CREATE TABLE people_import_row (
    import    uuid NOT NULL,
    line      integer NOT NULL,
    account   uuid NOT NULL, -- of who is new
    email_key text, -- none where the line is wrong
    person    jsonb,
    cells     text[], -- of a wrong line, as it was
    faults    jsonb,
    CONSTRAINT people_import_row_pkey PRIMARY KEY (import, line)
);
