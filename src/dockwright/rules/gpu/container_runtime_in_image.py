"""DW603: the NVIDIA container toolkit is installed in the image."""

from __future__ import annotations

from dockwright.model.image_ref import ImageRef
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.gpu._shared import is_about, packages_with_role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW603",
    "container-runtime-in-image",
    on=Install,
    family=Family.GPU,
    severity=Severity.WARNING,
    aliases=("tally/gpu/no-container-runtime-in-image",),
    facts=("gpu-build.driver-image-words", "gpu-build.container-engines"),
    triggers=("nvidia",),
)
def container_runtime_in_image(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""The NVIDIA container toolkit is installed in the image, where it does nothing.

    ## What it does

    Finds `nvidia-container-toolkit`, `nvidia-docker2`, `libnvidia-container-tools` and their like
    among the packages of a RUN.

    ## Why it matters

    The toolkit works on the host: it prepares a container before that starts.
    Inside the image it is dead weight, and a sign that the host was meant.

    ## Example

    ```dockerfile bad
    FROM ubuntu:24.04
    RUN apt-get update \
        && apt-get install -y --no-install-recommends nvidia-container-toolkit \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    CMD ["/app"]
    ```

    ## Instead

    ```dockerfile good
    FROM ubuntu:24.04
    USER 10001
    CMD ["/app"]
    ```

    ## When it stays silent

    Where the image runs containers itself, that is where it installs or starts from a container
    engine; for images that are made to bring the toolkit to the host.

    ## Fix safety

    Unsafe: the packages are left out, and with them what they pull in; an image that is a host of
    containers after all needs them.

    ## With other rules

    DW602 reports the driver's libraries.

    ## References

    - NVIDIA container toolkit, "Installing the NVIDIA Container Toolkit"
    """
    found = packages_with_role(install, "container-runtime", ctx.kb)
    if not found or is_about(ctx, ctx.kb.names("gpu-build.driver-image-words"), text=False):
        return
    instruction = install.instruction
    stage = None if instruction is None else instruction.stage
    if stage is None or _runs_containers(stage, ctx):
        return
    first = found[0]
    yield ctx.report(
        first,
        f"`{first.raw}` works on the host, before a container starts, and does nothing inside one",
        help="Install it on the host, and start the container with `--gpus all`",
        related=[ctx.label(package, "and this") for package in found[1:]],
    )


def _runs_containers(stage: Stage, ctx: Context) -> bool:
    """Tell whether a stage's image has a container engine."""
    engines = ctx.kb.name_set("gpu-build.container-engines")
    image = stage.image
    if isinstance(image, ImageRef) and image.name.rpartition("/")[2] in {"docker", *engines}:
        return True
    for instruction in stage.layers():
        if isinstance(instruction, Run):
            for command in instruction.commands:
                install = install_of(command)
                if command.program in engines or (
                    install is not None
                    and any(package.name in engines for package in install.packages)
                ):
                    return True
    return False
