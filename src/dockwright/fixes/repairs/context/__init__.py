"""Repairs of the rules of the build context."""
