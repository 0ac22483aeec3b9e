"""What breaks or misplaces Python in an image."""
