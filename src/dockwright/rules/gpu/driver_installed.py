"""DW602: the NVIDIA driver's libraries are installed in the image."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.gpu._shared import is_about, packages_with_role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW602",
    "driver-installed",
    on=Install,
    family=Family.GPU,
    severity=Severity.WARNING,
    facts=("gpu-build.driver-tools", "gpu-build.driver-image-words"),
    triggers=("nvidia", "cuda"),
)
def driver_installed(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""The NVIDIA driver is installed in the image, though it comes from the host.

    ## What it does

    Finds packages that hold or pull in the driver's libraries: `nvidia-driver-*`, `nvidia-utils-*`,
    `libnvidia-compute-*`, `cuda-drivers`, and `cuda`, `cuda-12-4` and `cuda-runtime-12-4`, which
    depend on it.

    ## Why it matters

    The kernel's half of the driver is the host's, and the NVIDIA container toolkit puts the fitting
    libraries into the container.
    A second set in the image costs hundreds of megabytes and, where it is found first, ends in
    `Driver/library version mismatch` on every host with another driver.

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04
    RUN apt-get update \
        && apt-get install -y --no-install-recommends nvidia-utils-550 \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    CMD ["/app"]
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04
    ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility
    USER 10001
    CMD ["/app"]
    ```

    ## When it stays silent

    For images that are made to bring the driver to the host, by the words of their folder or base
    image; for `cuda-toolkit-*` and the libraries of CUDA, which are no driver; for small tools such
    as `nvidia-modprobe`.

    ## Fix safety

    Unsafe: another package may be found only because this one pulled it in.
    A package of the driver is left out; `cuda-12-4` becomes `cuda-toolkit-12-4`, which is the same
    without the driver.

    ## With other rules

    DW603 reports the container toolkit itself; DW607 packages that the base image has.

    ## References

    - NVIDIA container toolkit, "Driver capabilities"
    - NVIDIA CUDA installation guide for Linux, "Meta packages"
    """
    tools = ctx.kb.name_set("gpu-build.driver-tools")
    found = [
        package
        for package in packages_with_role(install, "driver", ctx.kb)
        if package.name not in tools
    ]
    if not found or is_about(ctx, ctx.kb.names("gpu-build.driver-image-words"), text=False):
        return
    first = found[0]
    meta = first.name.startswith("cuda") and "driver" not in first.name
    word = "pulls in" if meta else "is part of"
    yield ctx.report(
        first,
        f"`{first.raw}` {word} the NVIDIA driver, which containers get from their host",
        help=f"Install `{without_driver(first.name)}`, which leaves the driver out"
        if meta
        else "Leave it out: the NVIDIA container toolkit puts the host's libraries and "
        "`nvidia-smi` into the container",
        related=[ctx.label(package, "and this") for package in found[1:]],
    )


def without_driver(name: str) -> str:
    """Return the meta package that holds the same without the driver."""
    rest = name.removeprefix("cuda")
    if rest.startswith("-runtime"):
        return f"cuda-libraries{rest.removeprefix('-runtime')}"
    return f"cuda-toolkit{rest}"
