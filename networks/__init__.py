"""Everything about the outside services: one folder per social network, and the two HTTP clients.

Nothing in here may know a database, a chat platform or a feature.
"""
