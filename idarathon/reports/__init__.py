"""What an edition came to: figures out of the read tables of every domain. Nothing is decided here."""
