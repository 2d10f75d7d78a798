"""Mentors, who accompanies which team, coaching notes (fiches de coaching) and requests for help."""
