"""What holds for map layers, whatever the database or the pages."""
