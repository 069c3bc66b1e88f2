"""Microsoft Teams as an app meets it: the Bot Connector, tokens, conversations, cards, dialogs."""
