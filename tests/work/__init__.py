"""Running work."""
