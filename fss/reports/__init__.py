"""Reports: the pack of one city, and the numbers of all cities side by side."""
