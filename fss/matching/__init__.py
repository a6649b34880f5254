"""Matching: the criteria of a pursuit against the facts of every site."""
