"""The long proofs: each point of an issue's Show list as a command with its figures."""
