"""The weekly leaderboard and a person's own points."""
