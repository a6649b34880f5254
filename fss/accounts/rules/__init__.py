"""What holds for people, roles and outlines, whatever the database or the pages."""
