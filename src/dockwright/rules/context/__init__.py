"""What the build context holds or lacks."""
