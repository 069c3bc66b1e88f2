"""Carrying out deliveries: each screen reaches its channel or person once, or that is known."""
