"""Repairs of DW0: what Docker would not read."""
