"""Who has read: of one person, and what the staff of a leader's units have looked at. No content is here, in no part of it."""
