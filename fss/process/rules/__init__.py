"""The rules of the process: plain values in, plain values out, no database and no web."""
