"""DW605: packages for one CUDA are installed on a base image with another."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.gpu._shared import known_facts, python_packages, stage_installs
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.install import Install
    from dockwright.rules.base import Placed
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW605",
    "cuda-version-mismatch",
    on=Stage,
    family=Family.GPU,
    severity=Severity.INFO,
    aliases=("tally/gpu/cuda-version-mismatch",),
    facts=(
        "torch-index.variant-pattern",
        "gpu-build.cuda-conda-packages",
        "gpu-build.compiled-for-visible-gpu",
        "gpu-build.compiled-against-torch",
    ),
    triggers=("cuda",),
)
def cuda_version_mismatch(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""Packages for one major of CUDA are installed on a base image with another.

    ## What it does

    Compares the CUDA of an index (`…/whl/cu118`), a version (`torch==2.7.1+cu118`) or a conda
    package (`pytorch-cuda=11.8`) with that of the base image.
    Where the same stage compiles an extension for torch it is a warning, else an info.

    ## Why it matters

    Wheels and conda packages bring their own CUDA libraries, so they do run; the gigabytes of the
    base image are then unused, and its `NVIDIA_REQUIRE_CUDA` asks the host for a driver that the
    program may not need.
    Compiling is another matter: torch's extension builder refuses an `nvcc` of another major than
    the one that torch was built with ("The detected CUDA version mismatches").

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04 AS builder
    COPY --from=ghcr.io/astral-sh/uv:0.9.7 /uv /bin/uv
    RUN uv venv /venv && uv pip install --no-cache --python /venv \
        --index-url https://download.pytorch.org/whl/cu126 torch==2.9.1

    FROM ubuntu:24.04
    COPY --from=builder /venv/lib /venv/lib
    USER 10001
    CMD ["/bin/true"]
    ```

    ## Instead

    ```dockerfile good
    FROM ubuntu:24.04
    ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
    COPY --from=ghcr.io/astral-sh/uv:0.9.7 /uv /bin/uv
    RUN uv venv /venv && uv pip install --no-cache --python /venv \
        --index-url https://download.pytorch.org/whl/cu126 torch==2.9.1
    USER 10001
    CMD ["/venv/bin/python", "-V"]
    ```

    ## When it stays silent

    For minor versions of the same major, which run together; where the base image or its CUDA is
    hidden; for images without CUDA.

    ## Fix safety

    Refused: either side may be the one that is meant.

    ## With other rules

    DW609 looks at what extensions are compiled for.

    ## References

    - NVIDIA CUDA Compatibility guide, "Minor version compatibility"
    - torch/utils/cpp_extension.py, `_check_cuda_version`
    """
    facts = known_facts(stage)
    if facts is None or facts.cuda_version is None or facts.kind != "cuda":
        return
    if not stage.is_reachable:
        return
    base = facts.cuda_version
    compiled = _compiled(stage, ctx) if facts.flavour == "devel" else None
    for install in stage_installs(stage):
        told: set[str] = set()
        for words, cuda, place in _wanted(install, ctx):
            if cuda.partition(".")[0] == base.partition(".")[0] or cuda in told:
                continue
            told.add(cuda)
            related = [ctx.label(stage.from_.image, f"CUDA {base}")] if stage.from_.image else []
            if compiled is not None:
                yield ctx.report(
                    place,
                    f"`{words}` is for CUDA {cuda} and the compiler of the base image is that of "
                    f"CUDA {base}: extensions of torch do not compile across majors",
                    help=f"Take a devel image of CUDA {cuda.partition('.')[0]}, or the build of "
                    f"torch for CUDA {base.partition('.')[0]}",
                    severity=Severity.WARNING,
                    related=[*related, ctx.label(compiled, "compiled against torch here")],
                )
            else:
                yield ctx.report(
                    place,
                    f"`{words}` brings CUDA {cuda} of its own, so CUDA {base} of the base image "
                    "stays unused",
                    help="Start from an image without CUDA, or choose the build for the base "
                    "image's CUDA",
                    related=related,
                )


def _wanted(install: Install, ctx: Context) -> Iterator[tuple[str, str, Placed]]:
    """Yield what chooses a CUDA in an install: its words, the CUDA version, its place."""
    kb = ctx.kb
    pattern = kb.text("torch-index.variant-pattern")
    if install.ecosystem == "python":
        for index in install.index_urls:
            found = re.match(pattern, index.text)
            cuda = kb.wheel_cuda(found["variant"]) if found else None
            if found and cuda is not None:
                yield found["variant"], cuda, index
        for _, package in python_packages(install):
            found = re.search(r"(?:\+|%2B|/)(cu\d{3})\b", package.raw)
            if found is None:
                continue
            cuda = kb.wheel_cuda(found[1])
            if cuda is not None:
                words = f"{package.name} {found[1]}" if package.url else package.raw
                yield words, cuda, package
    elif install.ecosystem == "conda":
        names = kb.name_set("gpu-build.cuda-conda-packages")
        for package in install.packages:
            version = package.version
            if package.name in names and version is not None and re.match(r"\d+\.\d+", version):
                yield package.raw, version, package


def _compiled(stage: Stage, ctx: Context) -> Placed | None:
    """Return a package of the stage that is compiled against torch."""
    names = ctx.kb.name_set("gpu-build.compiled-for-visible-gpu") | ctx.kb.name_set(
        "gpu-build.compiled-against-torch"
    )
    for install in stage_installs(stage):
        for name, package in python_packages(install):
            facts = ctx.kb.package(name)
            if name in names or (
                facts is not None and facts.needs_nvcc and facts.needs_torch_at_build
            ):
                return package
    return None
