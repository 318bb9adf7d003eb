"""What is owed: the first page of whoever works."""
