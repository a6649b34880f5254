"""Reading what is to be mended, in words, and how complete and fresh a city's sites are."""
