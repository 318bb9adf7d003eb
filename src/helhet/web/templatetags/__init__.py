"""Tags that templates of every room use."""
