"""Fairness: points, boards, draws and reports. Knows no chat and no network."""
