"""Named reads and writes, by topic. They take an open unit and return frozen values."""
