"""DW732: an image moves under its tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.image_ref import parse_image_ref
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW732",
    "floating-image-tag",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("compose.floating-tags",),
)
def floating_image_tag(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A service runs an image without a version: what runs tomorrow is not what runs today.

    ## What it does

    Looks at the tag of `image` of services that are not built here.

    ## Why it matters

    `docker compose pull`, and every new machine, takes whatever the tag names that day: a
    release with other defaults, or one that cannot read the data of the last.

    ## Example

    ```yaml bad
    services:
      web:
        image: nginx:latest
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: nginx:1.27.3
    ```

    ## When it stays silent

    For images with a digest; for those that the file builds itself; where a variable
    without a default decides the tag.

    ## Fix safety

    None: which version is meant is not known.

    ## With other rules

    DW112 is about FROM.

    ## References

    - docs.docker.com, "Building best practices", Pin base image versions
    """
    item = service.get("image")
    if item is None or not isinstance(item.value, str) or service.build is not None:
        return
    ref = parse_image_ref(item.value)
    if ref is None or ref.digest or item.value in service.project.built_images:
        return
    if ref.tag and ref.tag not in ctx.kb.name_set("compose.floating-tags"):
        return
    words = f"the tag `{ref.tag}`" if ref.tag else "no tag, which means `latest`"
    yield ctx.report(
        item,
        f"the image of service `{service.name}` has {words}, and moves with every release",
        help="Name a version, such as the one that runs now",
    )
