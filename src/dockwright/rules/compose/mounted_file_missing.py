"""DW724: a file is mounted that is not there, and becomes a directory."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.repository import is_kept_by_git
from dockwright.model.told_context import path_in_repository
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import MisspeltFile, has_example, has_template, misspelt_file
from dockwright.rules.diagnostic import Confidence, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.compose.project import Mount
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW724",
    "mounted-file-missing",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("compose.example-words",),
)
def mounted_file_missing(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A bind mount names a file that is not there, for which the engine makes a directory.

    ## What it does

    Looks for the files that a service mounts one by one from the repository: those whose name and
    whose place in the container have the same ending.

    ## Why it matters

    Where the source of a short mount is missing, the engine makes an empty directory of that name,
    on the host too, and mounts it where the program wants to read a file: "not a directory", or a
    configuration that is not read.

    ## Example

    With this file:

    ```text nginx.conf
    events {}
    ```

    ```yaml bad
    services:
      web:
        image: nginx:1.27.3
        volumes:
          - ./ngnix.conf:/etc/nginx/nginx.conf:ro
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: nginx:1.27.3
        volumes:
          - ./nginx.conf:/etc/nginx/nginx.conf:ro
    ```

    ## When it stays silent

    Outside of a repository, whose tree may be a part, unless a file with nearly that name lies
    there; for what `.gitignore` names, and in directories that are not there, which are made
    later; where an example of the file lies beside it; for paths that are not known, or lie
    elsewhere.

    ## Fix safety

    Unsafe: where a file with nearly that name is there, its name is written.
    None else: whether the name is wrong or the file is to come is not known.

    ## With other rules

    DW802 is about the sources of COPY.

    ## References

    - Compose specification, "volumes": the short syntax creates the source as a directory
    """
    for mount in service.mounts:
        names = _listed(mount, ctx)
        if names is None:
            continue
        name = posixpath.basename(mount.source)
        near, is_kept = misspelt_file(name, names), is_kept_by_git(mount.source, ctx.project)
        if is_kept is False or (near is None and is_kept is None):
            continue
        if near is None and has_template(mount.source, ctx):
            continue
        yield ctx.report(
            mount,
            f"`{name}` is not there, and the engine makes a directory of that name instead",
            help=f"Did you mean `{near}`?" if near else "Add the file, or leave the mount out",
            confidence=Confidence.HIGH if near else Confidence.MEDIUM,
            about=MisspeltFile(mount.item, name, near),
        )


def _listed(mount: Mount, ctx: DocumentContext) -> list[str] | None:
    """Return what lies in the directory of a mounted file that is not there; None else."""
    ending = posixpath.splitext(mount.source)[1]
    if mount.kind != "bind" or not ending or posixpath.splitext(mount.target)[1] != ending:
        return None
    directory, name = posixpath.split(mount.source)
    root = f"{ctx.document.root.directory.rstrip('/')}/"
    if "$" in mount.source or not (
        mount.source.startswith(root) or path_in_repository(mount.source, ctx.project)
    ):
        return None
    entries = ctx.project.listing(directory)
    names = [] if isinstance(entries, Unknown) else [each.name for each in entries]
    if not names or name in names:
        return None
    return None if has_example(name, names, ctx) else names
