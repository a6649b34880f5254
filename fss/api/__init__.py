"""The public sites as data for other systems: JSON, read-only."""
