"""Hand-overs: what others have asked of one's units, and what became of what they sent."""
