"""Pages of a rater: the queue, one measure a screen."""
