"""Pages and addresses for browsers: short links, network callbacks, health."""
