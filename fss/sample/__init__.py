"""A made-up county to try things with; nothing in it is real."""
