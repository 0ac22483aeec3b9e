"""DW961: ``command`` starts a program that the image lacks."""

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
    "DW961",
    "pod-program-missing",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def pod_program_missing(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`command` starts a program that the image does not have.

    ## What it does

    Looks for the first word of `command` in what the Dockerfile puts into the image.

    ## Why it matters

    The container cannot be started: `exec: "bash": executable file not found in $PATH`.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM alpine:3.22
    COPY run.sh .
    USER 10001
    CMD ["sh", "run.sh"]
    ```

    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: job
          image: registry.example/job:1.4.0
          command: [bash, run.sh]
    ```

    ## Instead

    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: job
          image: registry.example/job:1.4.0
          command: [sh, run.sh]
    ```

    ## When it stays silent

    Where what the image holds is not known; for paths; where it is not known which Dockerfile
    builds the image.

    ## Fix safety

    None: whether the command or the image is to change is not known.

    ## With other rules

    DW954 is about probes.

    ## References

    - Kubernetes documentation, "Define a Command and Arguments for a Container"
    """
    command = container.command
    found = stage_of(container, ctx) if command else None
    if found is None or not command:
        return
    build, stage = found
    word = command[0]
    if word.known is None or "/" in word.text:
        return
    if contents_of(stage, ctx.kb).has_program(word.text, build.context) is not False:
        return
    yield ctx.report(
        inside(word),
        f"the image has no program `{word.text}`, so the container does not start",
        help="Name a program that the image has, or install it",
        related=(base_label(build, stage, ctx, f"no instruction brings `{word.text}`"),),
    )
