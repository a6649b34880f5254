"""Keeping the inventory true: what to mend next, still right, reminders, the monthly digest."""
