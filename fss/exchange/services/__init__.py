"""Taking in lists: reading files, finding the sites, writing all or nothing, undoing."""
