"""Time and durable work; knows no feature."""
