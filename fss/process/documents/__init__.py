"""Printing processes: the map, the matrix, the documents."""
