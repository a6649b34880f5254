"""People, organizations, the county itself, and signing in."""
