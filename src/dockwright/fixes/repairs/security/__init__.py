"""Repairs of DW4: security."""
