"""Repairs of the rules of the family reading."""
