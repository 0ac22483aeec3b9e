"""DW951: the kubelet cannot tell whether a user by name is root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW951",
    "named-user-refused",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def named_user_refused(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`runAsNonRoot` is on, and the image names its user, which the kubelet cannot check.

    ## What it does

    Compares `runAsNonRoot: true` with the last USER of the Dockerfile that builds the image.

    ## Why it matters

    The kubelet looks into no image: of a name it cannot tell whether it is root, and refuses the
    container: "container has runAsNonRoot and image has non-numeric user (app), cannot verify
    user is non-root".

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN useradd --uid 10001 app
    COPY main.py .
    USER app
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
          securityContext:
            runAsNonRoot: true
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
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
    ```

    ## When it stays silent

    Where `runAsUser` says a number; where it is not known which Dockerfile builds the image.

    ## Fix safety

    None: the number of the account is not always known.

    ## With other rules

    DW950 tells of root; DW402 of names in USER.

    ## References

    - Kubernetes documentation, "Configure a Security Context for a Pod or Container"
    """
    security = container.security
    wanted = security.run_as_non_root
    if wanted is None or wanted.flag is not True or security.run_as_user is not None:
        return
    found = stage_of(container, ctx)
    if found is None:
        return
    build, stage = found
    user = stage.final_state.user
    place = stage.final_state.user_instruction
    if isinstance(user, Unknown) or place is None:
        return
    name = user.partition(":")[0]
    if name.isdecimal() or name in {"", "root"}:
        return
    yield ctx.report(
        wanted.span,
        f"the kubelet will not start the container: it cannot tell whether `{name}` is root",
        help="Name the user by its number in USER, or set `runAsUser`",
        related=(ctx.label_in(build.path, place.span, "the image's user, by name"),),
    )
