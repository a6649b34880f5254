"""Long work in the background: a job row for people, Huey for the machine."""
