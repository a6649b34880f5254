"""Documents as one tree of blocks, written by two writers: PDF (through HTML) and DOCX."""
