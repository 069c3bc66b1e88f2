"""A strict fake workplace for tests and for the demonstration.

It speaks HTTP only, imports nothing of the product and is imported by nothing of the product: a
fake that shares code with the client would share its mistakes.
"""
