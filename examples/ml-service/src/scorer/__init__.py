"""A scoring service."""
