"""Lovende: from local trial to a method that works."""

__version__ = "0.1.0"
