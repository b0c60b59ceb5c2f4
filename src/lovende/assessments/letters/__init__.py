"""Letters of decision: facts, wording, PDF and Word, one at a time or a run of them."""
