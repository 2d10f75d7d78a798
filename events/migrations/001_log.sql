-- The log. Gapless positions in commit order, sealed by a running SHA-256; data is json so that its text is kept to the byte.
CREATE TABLE event (
    position    bigint PRIMARY KEY,
    id          uuid NOT NULL UNIQUE,
    stream      text NOT NULL,
    version     integer NOT NULL,
    type        text NOT NULL,
    data        json NOT NULL,
    at          timestamptz NOT NULL,
    actor       uuid,
    command_id  uuid NOT NULL,
    correlation uuid NOT NULL,
    causation   uuid,
    edition     uuid,
    digest      bytea NOT NULL,
    UNIQUE (stream, version)
);
CREATE INDEX event_command ON event (command_id);
CREATE INDEX event_edition ON event (edition, position DESC);
CREATE INDEX event_type ON event (type, position);

-- The counter row: locked first by every append, so that positions are given in commit order.
CREATE TABLE log_head (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    instance uuid NOT NULL DEFAULT gen_random_uuid(),
    position bigint NOT NULL DEFAULT 0,
    digest   bytea NOT NULL DEFAULT sha256('idarathon'::bytea)
);
INSERT INTO log_head DEFAULT VALUES;

-- What each consumer has finished: one row per event that it reacted to, so that an effect happens once.
CREATE TABLE inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    position bigint NOT NULL,
    outcome  text NOT NULL,          -- done, refused, parked, replayed
    detail   text,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_position ON inbox (consumer, position);

-- What could not be done after all attempts: listed with the error, replayable.
CREATE TABLE parked (
    consumer    text NOT NULL,
    event_id    uuid NOT NULL,
    position    bigint NOT NULL,
    error       text NOT NULL,
    attempts    integer NOT NULL,
    parked_at   timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz,
    PRIMARY KEY (consumer, event_id)
);
