"""Repairs of the rules of the family style."""
