-- The organigram. Names are Text: {fr?, ar?, en?}.
CREATE TABLE administration (
    id   uuid CONSTRAINT administration_pkey PRIMARY KEY,
    name jsonb NOT NULL,
    kind text
);

CREATE TABLE directorate (
    id             uuid CONSTRAINT directorate_pkey PRIMARY KEY,
    administration uuid NOT NULL,
    name           jsonb NOT NULL,
    region         text NOT NULL
);
CREATE INDEX directorate_administration ON directorate (administration);
