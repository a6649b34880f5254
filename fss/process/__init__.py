"""Processes as agreed: steps, RACI letters, versions, each city's side."""
