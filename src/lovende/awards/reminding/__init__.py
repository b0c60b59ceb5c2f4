"""What reminds people of dates: this room's own dates, mails, calendars, and how each person wants it."""
