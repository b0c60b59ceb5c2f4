"""Rounds that a report has published: what it printed, and what the program computes of it."""
