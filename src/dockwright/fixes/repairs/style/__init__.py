"""Repairs of DW9: style."""
