"""The county's own fields: added on a page, without code, and used like the declared ones."""
