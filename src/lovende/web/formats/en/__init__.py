"""English as the interface writes it."""
