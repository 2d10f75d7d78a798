"""IDARATHON: the hackathon of the public administration, run by an event bus."""
