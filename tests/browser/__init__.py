"""Real browsers on a real server."""
