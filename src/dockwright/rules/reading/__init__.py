"""What Docker would not read."""
