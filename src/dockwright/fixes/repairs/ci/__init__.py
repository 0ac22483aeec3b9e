"""Repairs of CI pipelines."""
