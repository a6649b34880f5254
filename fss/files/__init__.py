"""Uploaded and made files: checked by content, stored once, never changed."""
