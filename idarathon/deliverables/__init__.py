"""The files of teams: each upload from its first byte to its end, and what is known of its content."""
