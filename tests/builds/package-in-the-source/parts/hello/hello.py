"""A part."""

WORD = "part"
