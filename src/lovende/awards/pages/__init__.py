"""What a person meets of awards: pages, forms, and who gets past the door."""
