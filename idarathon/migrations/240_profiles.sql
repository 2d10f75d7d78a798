-- What a person says of itself, erasable. Every field may stay empty; region and level say where the person works.
CREATE TABLE people_profile (
    account      uuid CONSTRAINT people_profile_pkey PRIMARY KEY,
    region       text, -- a code of directory.events.REGIONS
    level        text CONSTRAINT people_profile_level CHECK (level IN ('central', 'local')),
    gender       text CONSTRAINT people_profile_gender CHECK (gender IN ('woman', 'man')), -- self-declared
    langs        text[] NOT NULL DEFAULT '{}', -- fr, ar, zgh, en
    skills       text[] NOT NULL DEFAULT '{}',
    access_needs text,
    phone        text,
    shown        text[] NOT NULL DEFAULT '{}', -- the fields that team mates and mentors may see
    changed_at   timestamptz NOT NULL
);
