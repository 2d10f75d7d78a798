-- Reminders before the end of an extension: since when a team has it, and of which reminders it is done.
ALTER TABLE journey ADD COLUMN extended_at timestamptz;
ALTER TABLE journey ADD COLUMN reminded text[] NOT NULL DEFAULT '{}';
UPDATE journey j SET extended_at = (SELECT max(e.at) FROM event e
                                     WHERE e.stream = 'journey-' || j.team AND e.type = 'journey.extended')
 WHERE j.extension_until IS NOT NULL;
