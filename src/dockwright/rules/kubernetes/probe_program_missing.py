"""DW954: a probe runs a program that the image lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.contents import contents_of
from dockwright.model.kubernetes.container import Container
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import base_label, inside, stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW954",
    "probe-program-missing",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def probe_program_missing(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A probe runs a program that the image does not have.

    ## What it does

    Looks for the first word of each `exec` probe in what the Dockerfile puts into the image.

    ## Why it matters

    The probe fails each time, as a missing program does: a liveness probe restarts a healthy
    container again and again.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    COPY main.py .
    CMD ["python", "main.py"]
    ```

    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: api
          image: registry.example/api:1.4.0
          livenessProbe:
            exec:
              command: [curl, -f, "http://localhost:8000/"]
    ```

    ## Instead

    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: api
          image: registry.example/api:1.4.0
          livenessProbe:
            httpGet:
              path: /
              port: 8000
    ```

    ## When it stays silent

    Where what the image holds is not known; for paths; where it is not known which Dockerfile
    builds the image.

    ## Fix safety

    None: whether the probe or the image is to change is not known.

    ## With other rules

    DW961 is about the program of `command`.

    ## References

    - Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes"
    """
    probes = [each for each in container.probes if each.command]
    found = stage_of(container, ctx) if probes else None
    if found is None:
        return
    build, stage = found
    contents = contents_of(stage, ctx.kb)
    for probe in probes:
        word = probe.command[0]
        if word.known is None or "/" in word.text or contents.has_program(word.text) is not False:
            continue
        yield ctx.report(
            inside(word),
            f"the image has no program `{word.text}`, so the probe always fails",
            help="Ask with `httpGet` or `tcpSocket`, or install the program",
            related=(base_label(build, stage, ctx, f"no instruction brings `{word.text}`"),),
        )
