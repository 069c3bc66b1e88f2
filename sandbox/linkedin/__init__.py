"""The fake LinkedIn: sign-in, posts, images, metrics."""
