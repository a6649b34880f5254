"""A made-up county for trying the program: nothing in it exists."""
