"""People, their roles, organisations, and places through time."""
