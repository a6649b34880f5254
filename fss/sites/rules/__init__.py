"""Pure rules of the inventory: what a field is, how words become values, how rows are checked.

Nothing here knows Flask, the database or a document library: values go in, values come out.
"""
