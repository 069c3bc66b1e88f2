"""The schema's history, and the environment that alembic runs it in."""
