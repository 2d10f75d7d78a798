-- name: read_content
-- What the streams hold, a page by stream and version, with neither ids nor times of a run. One order on every server.
SELECT stream COLLATE "C" AS stream, version, type, data::text AS data FROM event
WHERE (stream COLLATE "C", version) > ($1, $2) ORDER BY stream COLLATE "C", version LIMIT 5000;
