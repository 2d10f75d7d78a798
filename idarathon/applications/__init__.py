"""Applications to an edition in composed intake: who would like to take part, read by two, then decided."""
