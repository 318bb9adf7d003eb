"""A board of one pathway: a column for each state, a card for each who stands there; the same for a court programme as for a ward."""
