"""Settings: one Option table, and the flags, files and variables that fill it."""
