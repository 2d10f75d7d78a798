-- name: add_administration
INSERT INTO administration (id, name, kind) VALUES ($1, $2::jsonb, $3);

-- name: add_directorate
INSERT INTO directorate (id, administration, name, region) VALUES ($1, $2, $3::jsonb, $4);

-- name: list_administrations
-- Every administration, by its French, then any, name.
SELECT id, name, kind FROM administration ORDER BY coalesce(name->>'fr', name->>'ar', name->>'en'), id;

-- name: list_directorates
-- The directorates of one administration, or of all, each with its administration's name.
SELECT d.id, d.administration, a.name AS administration_name, d.name, d.region
FROM directorate d JOIN administration a ON a.id = d.administration
WHERE $1::uuid IS NULL OR d.administration = $1
ORDER BY coalesce(d.name->>'fr', d.name->>'ar', d.name->>'en'), d.id;
