"""The fake X: OAuth 2.0 with PKCE, posts, metrics."""
