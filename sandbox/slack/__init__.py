"""The fake Slack: Web API, signed deliveries, Socket Mode, and what a person can do in the app."""
