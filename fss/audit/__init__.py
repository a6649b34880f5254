"""Append-only, hash-chained events: what was done, by whom, when."""
