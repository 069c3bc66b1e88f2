"""The edge to Slack: verify, parse, paint, carry out, and post."""
