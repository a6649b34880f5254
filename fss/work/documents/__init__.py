"""Files that running work gives out."""
