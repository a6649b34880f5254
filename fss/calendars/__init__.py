"""Opening hours, closed days and service standards: the time that promises are made in."""
