-- What erased people counted for in editions that they took part in: figures without anybody, so that sums stay right.
-- Not made of the log (it comes from profiles), left alone by rebuild, carried by export.
CREATE TABLE people_tally (
    edition   uuid NOT NULL,
    team      uuid NOT NULL,
    dimension text NOT NULL, -- region, level, gender
    value     text NOT NULL,
    n         integer NOT NULL,
    CONSTRAINT people_tally_pkey PRIMARY KEY (edition, team, dimension, value)
);
