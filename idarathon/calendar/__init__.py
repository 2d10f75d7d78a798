"""The sessions of an edition: webinars and workshops, who comes to them, who came, and what they thought of them."""
