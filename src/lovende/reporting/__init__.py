"""Status and final reports, accounts, self-evaluation, and what the money side shows."""
