"""Running checks over many files: stored results, several processes, what changed since."""
