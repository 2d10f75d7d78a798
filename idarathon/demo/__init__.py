"""The editions that the demo plays, and the replay of the first one: made only through commands."""
