"""Builders of edits that know the syntax they change."""
