"""The list of registration codes of a unit."""
