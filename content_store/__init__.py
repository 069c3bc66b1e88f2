"""The one database: the only package that may import SQL."""
