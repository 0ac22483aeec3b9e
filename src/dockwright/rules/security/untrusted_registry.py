"""DW418: a base image comes from a registry that the configuration does not name."""

from __future__ import annotations

from dockwright.model.image_ref import ImageRef
from dockwright.model.instructions import From
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW418",
    "untrusted-registry",
    on=From,
    family=Family.SECURITY,
    severity=Severity.WARNING,
    aliases=("DL3026",),
    facts=("registry.other-names-of-docker-hub",),
    options={"trusted-registries": ()},
    given=("options",),
)
def untrusted_registry(instruction: From, ctx: Context) -> Iterator[Diagnostic]:
    """A base image comes from a registry that is not among those that are trusted.

    ## What it does

    Compares the registry of each base image with the option `trusted-registries`.
    An image without a registry comes from Docker Hub, `docker.io`.
    `*` in an entry stands for any characters: `*.example.org`.

    ## Why it matters

    Whoever owns the base image runs code in the build and in every container.
    Teams that mirror and scan what they build on want no image past the mirror.

    ## Example

    ```toml
    trusted-registries = ["registry.example.org"]
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM registry.example.org/python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where the option is not set; for `scratch`, for earlier stages, and where a build argument hides
    the image.
    Images that COPY and mounts name are not looked at.

    ## Fix safety

    Refused: whether another registry has the image cannot be told.

    ## With other rules

    DW112 reports tags that name no version.

    ## References

    - Docker documentation, docker image pull: pull from a different registry
    - hadolint DL3026
    """
    trusted = [str(name).lower() for name in ctx.options["trusted-registries"]]
    stage = instruction.stage
    if instruction.image is None or stage is None:
        return
    base = stage.base
    if not isinstance(base, ImageRef) or base.is_scratch:
        return
    registry = base.registry.lower()
    hub = ctx.kb.names("registry.other-names-of-docker-hub")
    names = (registry, *hub) if registry in hub else (registry,)
    if any(_matches(name, pattern) for name in names for pattern in trusted):
        return
    yield ctx.report(
        instruction.image,
        f"`{base.name}` comes from {registry}, which is not among the trusted registries",
        help=f"Take it from {' or '.join(trusted[:3])}",
    )


def _matches(name: str, pattern: str) -> bool:
    """Tell whether a registry is what a pattern means; ``*`` stands for any characters."""
    first, *rest = pattern.split("*")
    if not rest:
        return name == pattern
    if not name.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1]:
        found = name.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(name) - at >= len(rest[-1]) and name.endswith(rest[-1])
