"""Calendars, service standards, clocks, RACI, process templates and running steps."""
