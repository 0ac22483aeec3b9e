"""DW711: a volume belongs to root, and the program runs as another user."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import bare, mount_over, stage_of, user_label
from dockwright.rules.compose._ownership import may_write, owner_of, user_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW711",
    "volume-not-writable",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("compose.shared-directories", "contents.standard-bases"),
)
def volume_not_writable(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A new volume belongs to root at its mount, and the program runs as another user.

    ## What it does

    Reads from the Dockerfile who owns the directory that a named volume is mounted on, and
    compares it with USER or `user`.

    ## Why it matters

    The engine makes a new volume like the directory of the image, and for root where there is
    none: the first write fails with `Permission denied`.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    COPY main.py .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ```python main.py
    with open("/reports/last.txt", "w") as file:
        file.write("done")
    ```

    ```yaml bad
    services:
      report:
        build: .
        volumes:
          - reports:/reports

    volumes:
      reports:
    ```

    ## Instead

    ```yaml good
    services:
      report:
        build: .
        volumes:
          - reports:/reports
        user: root

    volumes:
      reports:
    ```

    ## When it stays silent

    For bind mounts, read-only ones and volumes from elsewhere; within another mount; where
    another service that mounts the volume runs as root; where a command may make the directory or
    give it away unseen; on other base images than those of systems and languages.

    ## Fix safety

    None: the image is to make the directory and give it away.

    ## With other rules

    DW774 is about paths without a volume.

    ## References

    - Docker documentation, "Volumes", populating a volume
    """
    found = stage_of(service, ctx)
    if found is None:
        return
    build, stage = found
    user = user_of(service, stage)
    declared = service.project.declared("volumes")
    for mount in service.mounts if isinstance(user, str) else ():
        volume = declared.get(mount.source)
        if mount.kind != "volume" or mount.read_only or not isinstance(user, str):
            continue
        if volume is not None and any(volume.get(k) for k in ("external", "driver", "driver_opts")):
            continue
        if _is_prepared(service, mount.source, ctx):
            continue
        if mount_over(service, posixpath.dirname(mount.target)) is not None:
            continue  # it keeps what another mount would hide
        owner = owner_of(mount.target, stage, ctx.kb)
        if isinstance(owner, Unknown) or may_write(user, owner) is not False:
            continue
        told = "root" if owner in {"", "0", "root"} else owner
        yield ctx.report(
            bare(mount.item.get("source") or mount.item, ctx),
            f"the volume belongs to {told} at {mount.target}, and the program runs as {user}",
            help=f"Make {mount.target} in the Dockerfile and give it to {user}",
            related=(user_label(build, stage, ctx, "the user is set here"),),
        )


def _is_prepared(service: Service, volume: str, ctx: DocumentContext) -> bool:
    """Tell whether another service may give a volume away: one that may run as root."""
    for other in service.project.services:
        if other is service or not any(each.source == volume for each in other.mounts):
            continue
        found = stage_of(other, ctx)
        user = other.text("user") if found is None else user_of(other, found[1])
        if not isinstance(user, str) or user.partition(":")[0] in {"", "0", "root"}:
            return True
    return False
