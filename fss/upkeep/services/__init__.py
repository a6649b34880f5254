"""Counting what missing facts cost, private links to confirm values, and the daily mail."""
