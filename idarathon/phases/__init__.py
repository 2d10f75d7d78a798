"""The phase windows and gates of an edition, and each team's journey through them."""
