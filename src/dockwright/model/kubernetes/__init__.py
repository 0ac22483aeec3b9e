"""Kubernetes manifests: what they run, with the place of every value."""
