"""The directory: users, groups, guests, what was deleted, the organisation."""
