"""Calendars and service standards."""
