"""Repairs of DW5: Python."""
