"""Repairs of DW1: correctness."""
