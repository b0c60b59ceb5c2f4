"""What a round tells others: the profile of each chosen method, and the report of the whole round."""
