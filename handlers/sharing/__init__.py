"""Sharing an item: on connected accounts, or by share links where there is none."""
