-- Which edition a clone was made of, and the event that carries the rest over.
CREATE TABLE edition_clone (
    edition uuid CONSTRAINT edition_clone_pkey PRIMARY KEY,
    source  uuid NOT NULL,
    days    integer NOT NULL,
    event   uuid NOT NULL
);
