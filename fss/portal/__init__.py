"""What people without an account see: the packet by private link, tracking by code."""
