"""Statistics of the field, pure: agreement, assignment, probability. Knows neither Django nor a database."""
