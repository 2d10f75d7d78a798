"""The organigram: administrations and their directorates."""
