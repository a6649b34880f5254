"""Map layers that the county loads: who serves where, traffic counts, roads, rails, airports."""
