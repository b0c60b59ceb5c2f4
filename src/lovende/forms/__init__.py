"""Versioned forms and the answers that belong to a version of them."""
