"""What follows a decision: grants by year, instalments, conditions, changes, meetings, reminders."""
