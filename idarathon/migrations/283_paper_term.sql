-- Until when the signed authorisations of an edition are kept: some time after its last window, or after the closing of
-- applications where no phase was planned.
CREATE INDEX application_with_paper ON application (edition) WHERE paper_sha256 IS NOT NULL;
CREATE FUNCTION application_paper_ends(term interval) RETURNS TABLE (edition uuid, instant timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT k.edition, greatest(max(d.closes_at), max(f.ends_at)) + term
    FROM (SELECT DISTINCT a.edition FROM application a WHERE a.paper_sha256 IS NOT NULL) k
    LEFT JOIN application_dates d ON d.edition = k.edition
    LEFT JOIN phase f ON f.edition = k.edition
    GROUP BY k.edition
$$;
