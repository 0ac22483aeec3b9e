"""Rules about Kubernetes manifests, and between them and the images that they run."""
