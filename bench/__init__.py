"""Measurements of the program, as ratios against floors that are measured in the same run."""
