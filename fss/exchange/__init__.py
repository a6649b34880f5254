"""Lists in and out: the import of sites and buildings from files of every usual kind."""
