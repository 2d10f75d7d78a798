-- A person sees where it is signed in, and ends one of these sign-ins by its id: the token is nobody's to show.
ALTER TABLE people_session ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE people_session ADD COLUMN agent text; -- what the browser calls itself, cut short
