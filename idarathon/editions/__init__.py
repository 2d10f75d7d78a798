"""The edition itself: stages, checklist, settings and staff."""
