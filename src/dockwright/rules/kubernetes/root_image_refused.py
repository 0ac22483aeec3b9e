"""DW950: the kubelet does not start an image of root where ``runAsNonRoot`` is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import base_label, stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW950",
    "root-image-refused",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def root_image_refused(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`runAsNonRoot` is on, and the user of the image is root.

    ## What it does

    Compares `runAsNonRoot: true` of a container or its pod with the user that the Dockerfile of
    its image leaves: USER, or the base image's.

    ## Why it matters

    The kubelet refuses to start the container: "container has runAsNonRoot and image will run as
    root".
    The pod stays in CreateContainerConfigError.

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

    Where `runAsUser` says another user; where it is not known which Dockerfile builds the image,
    or what user its base image has.

    ## Fix safety

    None: which user the program can run as is not known.

    ## With other rules

    DW401 tells of root in the Dockerfile itself; DW951 of a user that is a name.

    ## References

    - Kubernetes documentation, "Configure a Security Context for a Pod or Container"
    """
    security = container.security
    wanted = security.run_as_non_root
    if wanted is None or wanted.flag is not True:
        return
    user = security.run_as_user
    if user is not None and user.number != 0:
        return
    found = stage_of(container, ctx)
    if found is None:
        return
    build, stage = found
    if user is None:
        is_root = stage.final_state.is_root
        if isinstance(is_root, Unknown) or not is_root:
            return
    place = stage.final_state.user_instruction
    if user is not None:
        related = ctx.label(user.span, "the user is root here")
    elif place is not None:
        related = ctx.label_in(build.path, place.span, "the image's user")
    else:
        related = base_label(build, stage, ctx, "nothing here changes the user, which is root")
    yield ctx.report(
        wanted.span,
        "the kubelet will not start the container: `runAsNonRoot` is on and the image's user is "
        "root",
        help="Give the image a USER with a number, or set `runAsUser`",
        related=(related,),
    )
