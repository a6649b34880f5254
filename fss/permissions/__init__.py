"""Who may do what: a readable table, and the guard that asks it before every view."""
