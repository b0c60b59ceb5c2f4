"""Figures as claims: what was stated, with numerator, denominator, date, source and caveat."""
