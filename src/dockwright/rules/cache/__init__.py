"""What makes a rebuild slow."""
