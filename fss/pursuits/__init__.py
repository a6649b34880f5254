"""Pursuits: a request for sites, its criteria, its stage and its people."""
