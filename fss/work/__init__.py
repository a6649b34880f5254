"""Running work: steps with their clocks and people, tasks, My work."""
