"""Pages of what follows the readings: joint discussion, case studies, reference group, choice, follow-up."""
