"""Applications: written by several, checked as one types, submitted, withdrawn, submitted again."""
