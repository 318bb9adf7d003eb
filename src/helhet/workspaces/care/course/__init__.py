"""One course: where it stands, what is owed and why, what has happened; and what is written in it."""
