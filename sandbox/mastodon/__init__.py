"""The fake Mastodon: two servers with sign-in, posts, pictures, pages."""
