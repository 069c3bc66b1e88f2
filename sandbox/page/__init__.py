"""The page of the sandbox, and how its files are served."""
