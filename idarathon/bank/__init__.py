"""The bank of reusable prototypes: an entry for each team's work, and what other administrations make of it."""
