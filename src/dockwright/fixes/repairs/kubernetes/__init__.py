"""Repairs of Kubernetes manifests."""
