-- Reminders before a closing: since when the closing is known, and of which reminders it is done.
ALTER TABLE phase ADD COLUMN known_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE phase ADD COLUMN reminded text[] NOT NULL DEFAULT '{}';
ALTER TABLE phase ALTER COLUMN known_at DROP DEFAULT;
