"""Lists of sites that people keep: run again by a click, told about when they change."""
