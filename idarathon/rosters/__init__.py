"""Lists of participants: confirmed once, carried out wholly, whatever is killed in between."""
