"""DW733: a volume is mounted where the database keeps no data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.image_ref import parse_image_ref
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import image_name, runs_own_server
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW733",
    "volume-misses-data-path",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=(
        "service-image.data-paths",
        "service-image.moved-data-paths",
        "service-image.data-variables",
        "service-image.built-on",
        "service-image.servers",
        "service-image.with-volume",
    ),
)
def volume_misses_data_path(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The volume of a database is mounted where this release keeps no data.

    ## What it does

    Compares the volumes of known databases with the path at which the image keeps its data,
    which has changed between releases.
    A volume at a directory above it does not get the data where the image declares a volume of its
    own there: the engine makes an anonymous one within.

    ## Why it matters

    The data goes into an anonymous volume, which the next `docker compose down` or a new
    container leaves behind: the database is empty. PostgreSQL 18 keeps its data in
    `/var/lib/postgresql`, and refuses to start with a volume at the old path.

    ## Example

    ```yaml bad
    services:
      db:
        image: postgres:18.1
        volumes:
          - dbdata:/var/lib/postgresql/data
    volumes:
      dbdata:
    ```

    ## Instead

    ```yaml good
    services:
      db:
        image: postgres:18.1
        volumes:
          - dbdata:/var/lib/postgresql
    volumes:
      dbdata:
    ```

    ## When it stays silent

    Where a variable (`PGDATA`) moves the data; for images of other publishers and without a
    version; for volumes that plainly hold something else; where `entrypoint` or `command` starts
    another program than the server, as for a backup.

    ## Fix safety

    None: data that is there has to be moved.

    ## With other rules

    None.

    ## References

    - The images' pages, "Where to Store Data"
    """
    text = service.image
    ref = parse_image_ref(text) if isinstance(text, str) else None
    name = image_name(service)
    if ref is not None and "/" in ref.name:
        name = ctx.kb.mapping("service-image.built-on").get(ref.name)
    path = ctx.kb.mapping("service-image.data-paths").get(name or "")
    if name is None or path is None or ref is None or not runs_own_server(service, ctx.kb):
        return
    for variable in ctx.kb.mapping("service-image.data-variables").get(name, ()):
        if variable in service.environment:
            return
    old = path
    moved = ctx.kb.mapping("service-image.moved-data-paths").get(name)
    if moved is not None and ":" not in moved[0]:
        major = re.search(r"pg(\d+)", ref.tag or "") or re.match(r"(\d+)", ref.tag or "")
        if major is None:
            return
        if int(major[1]) >= int(moved[0]):
            path = moved[1]
    mounts = [each for each in service.mounts if each.kind in {"volume", "bind", ""}]
    if any(path == each.target for each in service.mounts):
        return
    image = service.get("image")
    over = [each for each in mounts if path.startswith(f"{each.target}/")]
    if over:
        if name in ctx.kb.name_set("service-image.with-volume"):
            yield ctx.report(
                over[0],
                f"`{text}` keeps its data in `{path}`, for which it makes an anonymous volume: "
                f"what is mounted at `{over[0].target}` does not get it",
                help=f"Mount the volume at `{path}`",
                related=() if image is None else (ctx.label(image, "the image"),),
            )
        return
    for mount in mounts:
        if mount.target != old and mount.kind != "volume":
            continue
        if mount.target != old and not _looks_like_data(mount.source, mount.target):
            continue
        yield ctx.report(
            mount,
            f"`{text}` keeps its data in `{path}`, where no volume is",
            help=f"Mount the volume at `{path}`",
            related=() if image is None else (ctx.label(image, "the release"),),
        )
        return


def _looks_like_data(source: str, target: str) -> bool:
    """Tell whether a volume is meant for the data, as its name or place says."""
    words = f"{source} {target}".lower()
    return any(
        word in words for word in ("data", "db", "mysql", "postgres", "pg", "mongo", "redis")
    )
