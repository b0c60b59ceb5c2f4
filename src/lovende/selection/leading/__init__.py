"""Pages of those who lead a round."""
