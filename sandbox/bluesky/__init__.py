"""The fake Bluesky: an account server (PDS), the AppView, the directory of identities, pages."""
