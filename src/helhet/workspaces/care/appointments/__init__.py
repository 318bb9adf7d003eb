"""Appointments of a day or a week: whose, when, and what became of each."""
