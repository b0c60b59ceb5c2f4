"""Importing a project catalogue: what came in, what a person decided about it, and the way back."""
