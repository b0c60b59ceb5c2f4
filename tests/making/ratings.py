"""Ratings made from counts, columns or a cross table."""

from lovende.stats.agreement import Rating


def from_counts(rows):
    """Ratings where each row says how many raters chose each category."""
    ratings = []
    for item, row in enumerate(rows):
        chosen = [category for category, times in enumerate(row) for _ in range(int(times))]
        ratings += [Rating(f"i{item}", f"r{rater}", value) for rater, value in enumerate(chosen)]
    return ratings


def from_columns(columns):
    """Ratings where each column is one rater's, item by item; None is missing."""
    return [
        Rating(f"i{item}", f"r{rater}", value)
        for rater, column in enumerate(columns)
        for item, value in enumerate(column)
    ]


def from_table(cells):
    """The ratings that a cross table counts."""
    pairs = [(i, j) for i, row in enumerate(cells) for j, times in enumerate(row) for _ in range(times)]
    return from_columns([[i for i, _ in pairs], [j for _, j in pairs]])
