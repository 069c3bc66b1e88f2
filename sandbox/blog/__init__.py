"""The fake company's blog: articles, drawn pictures, a feed."""
