"""DW702: a service is built from a Dockerfile that is not there."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.submodules import is_in_submodule
from dockwright.model.told_context import COMPOSE_NAMES
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW702",
    "build-file-missing",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def build_file_missing(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The Dockerfile of a service is not in its context.

    ## What it does

    Looks for `build.dockerfile`, or `Dockerfile`, relative to the build context.
    A file `dockerfile` is taken where `Dockerfile` is asked for and not there.

    ## Why it matters

    The build stops: "failed to read dockerfile: no such file". The path is relative to the
    context, not to the Compose file, which is easily mistaken.

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
          dockerfile: web/Dockerfile
    ```

    ## Instead

    ```yaml good
    services:
      web:
        build:
          context: .
          dockerfile: Dockerfile
    ```

    ## When it stays silent

    For `dockerfile_inline`, for contexts that are addresses, for submodules of Git, and where a
    variable decides the path; for a `build` without `context` in a file that Compose reads only
    where it is named, as it may be merged over another that gives it.

    ## Fix safety

    None: which file is meant is not known.

    ## With other rules

    DW701 is about the context.

    ## References

    - Compose Build Specification, "dockerfile"
    """
    build = service.build
    if build is None or not build.is_local or not isinstance(build.context, str):
        return
    if build.item.get("dockerfile_inline") is not None or not isinstance(build.dockerfile, str):
        return
    if isinstance(ctx.project.listing(build.context), Unknown):
        return
    if not build.names_context and _may_be_override(service.path):
        return
    path = posixpath.normpath(posixpath.join(build.context, build.dockerfile))
    data = ctx.project.read(path)
    if not isinstance(data, Unknown) or not data.reason.endswith("does not exist"):
        return
    if is_in_submodule(path, ctx.project):
        return
    item = build.item.get("dockerfile") or build.item
    name = posixpath.basename(build.dockerfile)
    near = [
        shown
        for place, shown in (
            (posixpath.join(build.context, name), name),
            (posixpath.join(service.project.directory, build.dockerfile), build.dockerfile),
        )
        if place != path and not isinstance(ctx.project.read(place), Unknown)
    ]
    shown = ctx.shown(build.context)
    help_ = f"It is relative to the build context, {shown}"
    other = _other_case(path, ctx)
    if near and near[0] == name:
        help_ += f": write `{name}`"
    elif other is not None:
        help_ += f", where the file is called `{other}`"
    yield ctx.report(
        item,
        f"the build context of service `{service.name}` has no `{build.dockerfile}`",
        help=help_,
    )


def _may_be_override(path: str) -> bool:
    """Tell whether a file is none that Compose reads by itself, so that others may go before it."""
    return posixpath.basename(path) not in COMPOSE_NAMES


def _other_case(path: str, ctx: DocumentContext) -> str | None:
    """Return the file that differs from a missing one in capital letters alone."""
    directory, name = posixpath.split(path)
    entries = ctx.project.listing(directory)
    for each in () if isinstance(entries, Unknown) else entries:
        if each.kind == "file" and each.name.lower() == name.lower():
            return each.name
    return None
