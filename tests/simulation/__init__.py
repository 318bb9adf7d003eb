"""A toy simulator on the same stepping: its histories, read live, give its own runs."""
