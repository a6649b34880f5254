"""Rules of running work."""
