"""DW964: a Kubernetes manifest cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.workload import ManifestFile
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW964",
    "invalid-manifest",
    on=ManifestFile,
    family=Family.STYLE,
    severity=Severity.ERROR,
    given=("problems",),
)
def invalid_manifest(manifest: ManifestFile, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A Kubernetes manifest cannot be read.

    ## What it does

    Reads the file as YAML, and tells the first place at which it cannot be read, bytes that are
    not UTF-8 and aliases without an anchor among them.

    ## Why it matters

    `kubectl apply` stops with "error converting YAML to JSON", and so does what rolls the manifests
    out.

    ## Example

    ```yaml bad
    apiVersion: v1
    kind: Service
    metadata:
      name: api
    spec:
      ports: [{port: 80, targetPort: 8000}
      selector:
        app: api
    ```

    ## Instead

    ```yaml good
    apiVersion: v1
    kind: Service
    metadata:
      name: api
    spec:
      ports: [{port: 80, targetPort: 8000}]
      selector:
        app: api
    ```

    ## When it stays silent

    For templates, such as a Helm chart's: a line says that they are not read.
    For keys that are there twice, of which the last holds.

    ## Fix safety

    None: what is meant is not known.

    ## With other rules

    The other rules about manifests look at what can be read before the place.

    ## References

    - YAML Ain't Markup Language, version 1.2.2
    """
    message, span = min(manifest.problems, key=lambda problem: problem[1])
    yield ctx.report(span, f"the manifest cannot be read: {message}")
