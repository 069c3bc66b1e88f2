"""People's own accounts on the networks: connecting them by consent, and letting them go."""
