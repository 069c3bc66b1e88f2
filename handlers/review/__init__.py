"""Content comes in from feeds, and people decide on it: read, approve, return."""
