"""What does not do what it says."""
