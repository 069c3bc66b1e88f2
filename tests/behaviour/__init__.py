"""What the program can do, told once and played on every chat platform."""
