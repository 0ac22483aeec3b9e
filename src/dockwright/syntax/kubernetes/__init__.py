"""The small notations within Kubernetes manifests: quantities, and references to variables."""

from __future__ import annotations

from dockwright.syntax.kubernetes.quantities import quantity_of
from dockwright.syntax.kubernetes.references import expand_references

__all__ = ["expand_references", "quantity_of"]
