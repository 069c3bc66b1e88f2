"""The daily digest: a few approved items for a channel or a person, and "not for me"."""
