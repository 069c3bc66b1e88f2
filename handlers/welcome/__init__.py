"""Opting in, pausing, leaving, and a person's preferences."""
