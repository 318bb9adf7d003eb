"""The day of a treatment unit and of a municipal coordinator: what is owed, whose way, and what happens next."""
