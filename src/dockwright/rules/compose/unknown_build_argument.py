"""DW704: a service gives an argument that its Dockerfile does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.dockerfile import PREDEFINED_ARGS
from dockwright.model.document import DocumentPlace
from dockwright.model.instructions import Arg
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import image_of
from dockwright.rules.diagnostic import Severity
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext


@rule(
    "DW704",
    "unknown-build-argument",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
)
def unknown_build_argument(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`build.args` has an argument that no ARG of the Dockerfile takes.

    ## What it does

    Compares `build.args` with the ARG instructions of the Dockerfile.

    ## Why it matters

    BuildKit passes over it with a warning in the log: the image is built with the default,
    whatever the file says.

    ## Example

    A `Dockerfile` beside it:

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
          args: {VERSOIN: "1.4"}
    ```

    ## Instead

    ```yaml good
    services:
      web:
        build:
          context: .
          args: {VERSION: "1.4"}
    ```

    ## When it stays silent

    For the arguments that BuildKit knows itself and proxies; where triggers of a base image may
    take it; where the Dockerfile is not known.

    ## Fix safety

    Unsafe: where the name of an argument is near, it is written.
    None else: which argument is meant is not known.

    ## With other rules

    DW932 is about workflows, DW923 about Bake.

    ## References

    - Compose Build Specification, "args"
    """
    build = service.build
    image = image_of(service, ctx) if build is not None and build.arguments else None
    if build is None or image is None:
        return
    if any(stage.runs_triggers for stage in image.dockerfile.stages):
        return
    declared = {
        argument.name: instruction
        for instruction in image.dockerfile.instructions
        if isinstance(instruction, Arg)
        for argument in instruction.arguments
    }
    for name, argument in build.arguments.items():
        if name in declared or name in PREDEFINED_ARGS or "$" in name:
            continue
        if name.startswith(("BUILDKIT_", "SOURCE_DATE_EPOCH", "TARGET", "BUILD")):
            continue
        near = nearest(name, list(declared))
        related: tuple[Label, ...] = ()
        if near:
            place = declared[near].span
            related = (ctx.label_in(image.path, place, "the argument that is near"),)
        elif image.dockerfile.stages:
            place = image.dockerfile.stages[-1].span
            related = (ctx.label_in(image.path, place, "no ARG of this name is here"),)
        yield ctx.report(
            DocumentPlace(argument.path, argument.name_span),
            f"no ARG of the Dockerfile takes the build argument `{name}`",
            help=f"Did you mean `{near}`?" if near else "Declare it with ARG, or leave it out",
            related=related,
        )
