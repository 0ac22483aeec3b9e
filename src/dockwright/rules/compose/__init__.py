"""Rules about Compose files, and between them and what they build and run."""
