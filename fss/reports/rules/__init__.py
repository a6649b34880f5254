"""Periods, counts of pursuits, and the figures of a report with their definitions. Pure."""
