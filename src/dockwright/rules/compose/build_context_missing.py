"""DW701: a service is built from a directory that is not there."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.load import is_remote_context
from dockwright.model.compose.project import Service
from dockwright.model.submodules import is_in_submodule
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import is_outside
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW701",
    "build-context-missing",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("compose.root-marks",),
)
def build_context_missing(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`build` names a context that is no directory.

    ## What it does

    Looks for the directory that `build` or `build.context` names, relative to the file, and for
    those of `build.additional_contexts`.

    ## Why it matters

    `docker compose build` and `up` stop: "unable to prepare context: path not found".

    ## Example

    ```yaml bad
    services:
      web:
        build: ./backend
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
    ```

    ## When it stays silent

    For addresses, for `service:…`, for submodules of Git, and where a variable decides the path;
    for what lies outside of the repository, where another one may be checked out.

    ## Fix safety

    None: which directory is meant is not known.

    ## With other rules

    DW702 is about the Dockerfile in it.

    ## References

    - Compose Build Specification, "context"
    """
    build = service.build
    if build is None or not build.is_local or not isinstance(build.context, str):
        return
    if _is_missing(build.context, service, ctx):
        item = build.item.get("context") or build.item
        slashed = posixpath.normpath(build.context.replace("\\", "/"))
        if "\\" in build.context and not isinstance(ctx.project.listing(slashed), Unknown):
            yield ctx.report(
                item,
                f"the build context of service `{service.name}` is written with a backslash, which "
                "parts directories on Windows alone",
                help="Write `/`, which works on Windows too",
            )
        else:
            yield ctx.report(
                item,
                f"the build context of service `{service.name}` is no directory",
                help="Name a directory, relative to this file",
            )
    for name, context in build.additional_contexts.items():
        path = context.text or ""
        if path.startswith("/") and not is_remote_context(path) and _is_missing(path, service, ctx):
            yield ctx.report(
                context,
                f"the additional context `{name}` of service `{service.name}` is no directory",
                help="Name a directory, relative to this file",
            )


def _is_missing(path: str, service: Service, ctx: DocumentContext) -> bool:
    listing = ctx.project.listing(path)
    if not isinstance(listing, Unknown) or not listing.reason.endswith("does not exist"):
        return False
    # What lies beside a repository is another one, which is checked out there or not.
    place = path.replace("\\", "/") if "\\" in path else path
    return not (
        is_in_submodule(path, ctx.project)
        or is_outside(posixpath.normpath(place), service.project, ctx)
    )
