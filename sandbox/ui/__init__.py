"""What the workplace page asks for: state as JSON, acts of the visitor, a stream of changes."""
