-- Applications with what pages show of them: names are those of now, the region is where the person works.
CREATE VIEW application_known AS
SELECT a.id, a.edition, a.account, p.name, a.administration, m.name AS administration_name, d.name AS directorate_name,
    coalesce(f.region, d.region) AS region, a.challenge, c.title AS challenge_title, a.idea, a.motivation, a.skills,
    a.by, a.authorised_by, a.denied, a.paper_sha256, a.paper_size, a.paper_mime, a.in_grace, a.state, a.reason,
    a.announced, a.submitted_at, a.revised_at, a.decided_at, a.announced_at, r.readings, r.agreed
FROM application a
LEFT JOIN people_person p ON p.account = a.account
LEFT JOIN people_profile f ON f.account = a.account
LEFT JOIN account k ON k.id = a.account
LEFT JOIN directorate d ON d.id = k.directorate
LEFT JOIN administration m ON m.id = a.administration
LEFT JOIN challenge c ON c.id = a.challenge
CROSS JOIN LATERAL (
    SELECT count(*)::int AS readings, CASE WHEN count(*) = 2 AND min(advice) = max(advice) THEN min(advice) END AS agreed
    FROM application_reading WHERE application = a.id
) r;
