"""What people are told inside the platform: one notice a person and event, its words made when it is read."""
