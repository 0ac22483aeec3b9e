"""DW703: a service asks for a stage that its Dockerfile lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import image_of
from dockwright.rules.diagnostic import Severity
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext


@rule(
    "DW703",
    "build-target-missing",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def build_target_missing(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`build.target` is no stage of the Dockerfile.

    ## What it does

    Compares `build.target` with the stages of the Dockerfile that the service is built from.

    ## Why it matters

    The build stops: "target stage could not be found".

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim AS build
    RUN pip wheel --no-cache-dir --wheel-dir /wheels six==1.17.0
    FROM python:3.13-slim AS production
    ARG VERSION
    COPY --from=build /wheels /wheels
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ```yaml bad
    services:
      web:
        build:
          context: .
          target: prodution
    ```

    ## Instead

    ```yaml good
    services:
      web:
        build:
          context: .
          target: production
    ```

    ## When it stays silent

    Where the target or the Dockerfile is not known; for the number of a stage.

    ## Fix safety

    Unsafe: where the name of a stage is near, it is written.
    None else: which stage is meant is not known.

    ## With other rules

    DW931 is about workflows, DW922 about Bake.

    ## References

    - Compose Build Specification, "target"
    """
    image = image_of(service, ctx)
    item = service.get("build", "target")
    if image is None or item is None or not image.dockerfile.missing_target:
        return
    stages = image.dockerfile.stages
    names = [stage.name for stage in stages if stage.name]
    near = nearest((item.text or "").lower(), names)
    related: tuple[Label, ...] = ()
    if stages:
        related = (ctx.label_in(image.path, stages[-1].span, "the last stage"),)
    listed = f"Its stages are {', '.join(f'`{name}`' for name in names)}"
    yield ctx.report(
        item,
        f"the Dockerfile of service `{service.name}` has no stage `{item.text}`",
        help=f"Did you mean `{near}`?" if near else listed if names else "Its stages have no names",
        related=related,
    )
