"""How fast the heavy parts are, on generated sites. Run by `make bench`; not a test."""
