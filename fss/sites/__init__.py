"""Sites and buildings: the field dictionary, facts, inventory, import and site reports."""
