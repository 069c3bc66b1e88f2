"""Microsoft Teams: everything that knows its activities, cards and connector."""
