"""E-mail: a row in the same transaction as the deed, delivered by a task."""
