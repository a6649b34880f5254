"""Pure rules of lists: bytes to rows, columns to fields, rows to values and problems."""
