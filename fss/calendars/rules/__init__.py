"""Rules of calendars and of service standards."""
