"""DW607: a CUDA package is installed that the base image has."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Basis, Impact, Severity
from dockwright.rules.gpu._shared import known_facts
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import ImageFacts
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW607",
    "cuda-package-already-in-base",
    on=Install,
    family=Family.GPU,
    severity=Severity.WARNING,
    aliases=("tally/gpu/no-redundant-cuda-install",),
    facts=(
        "gpu-build.in-base",
        "gpu-build.in-runtime",
        "gpu-build.in-devel",
        "gpu-build.in-cudnn",
        "gpu-build.in-cudnn-devel",
    ),
    triggers=("nvidia/cuda",),
)
def cuda_package_already_in_base(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""A CUDA package is installed that the flavour of the base image brings.

    ## What it does

    Knows what the flavours `base`, `runtime`, `devel` and `cudnn` of `nvidia/cuda` hold, and
    reports packages of the same CUDA.
    The toolkit and cuDNN are a warning, packages that are merely there already an info.

    ## Why it matters

    At best nothing happens; for the larger ones the package manager brings the newest release
    beside or over the one in the image: gigabytes twice, or libraries that no longer fit
    together.
    `nvidia-cuda-toolkit` is Ubuntu's own, older CUDA, put first on PATH.

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:12.9.1-cudnn-devel-ubuntu24.04
    RUN apt-get update \
        && apt-get install -y --no-install-recommends cuda-toolkit-12-9 libcudnn9-cuda-12 \
        && rm -rf /var/lib/apt/lists/*
    RUN nvcc --version
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:12.9.1-cudnn-devel-ubuntu24.04
    RUN nvcc --version
    ```

    ## When it stays silent

    For packages with a version, which choose another release on purpose; for names that end in
    another CUDA version than the image's; with `--allow-change-held-packages`, `--only-upgrade` and
    their like; for images that are not known.

    ## Fix safety

    Unsafe: the package is left out, and its newest release may have been wanted.

    ## With other rules

    DW602 reports packages that pull in the driver.

    ## References

    - NVIDIA CUDA container images, README and Dockerfiles
    """
    instruction = install.instruction
    stage = None if instruction is None else instruction.stage
    if stage is None or install.ecosystem != "system":
        return
    facts = known_facts(stage)
    if facts is None or facts.kind != "cuda" or facts.cuda_version is None:
        return
    if install.has(
        "--allow-change-held-packages", "--only-upgrade", "--reinstall", "--allow-downgrades"
    ):
        return
    names, sizes = _held(facts, ctx)
    found = [
        (package, _stem(package.name, facts))
        for package in install.packages
        if not package.is_pinned and not package.is_dynamic and not package.specifier
    ]
    redundant = [(package, stem) for package, stem in found if stem in names]
    if not redundant:
        return
    first = redundant[0][0]
    flavour = "-".join(
        part for part in ("cudnn" if facts.has_cudnn else "", facts.flavour or "") if part
    )
    size = max(sizes.get(stem, 0) for _, stem in redundant)
    yield ctx.report(
        first,
        f"the `{flavour}` flavour of `{facts.name}` has what `{first.raw}` installs",
        help="Leave it out"
        if all(stem in ctx.kb.name_set("gpu-build.in-base") for _, stem in redundant)
        else "Leave it out, or start from a smaller flavour and install only what is needed",
        related=[ctx.label(package, "and this") for package, _ in redundant[1:]],
        impact=Impact(
            size, None, "unpacked size of the packages, where they come twice", Basis.ESTIMATED
        )
        if size
        else None,
        severity=None if size else Severity.INFO,
    )


def _held(facts: ImageFacts, ctx: Context) -> tuple[frozenset[str], dict[str, int]]:
    """Return the package names that a flavour has, and what the large ones take."""
    kb = ctx.kb
    names: list[str] = list(kb.names("gpu-build.in-base"))
    sizes: dict[str, int] = {}
    if facts.flavour in {"runtime", "devel"}:
        names += kb.names("gpu-build.in-runtime")
    if facts.flavour == "devel":
        names += kb.names("gpu-build.in-devel")
        for name in ("cuda-toolkit", "nvidia-cuda-toolkit"):
            sizes[name] = kb.integer("gpu-build.devel-bytes")
    if facts.has_cudnn:
        for name in kb.names("gpu-build.in-cudnn"):
            sizes[name] = kb.integer("gpu-build.cudnn-bytes")
        names += [
            name for name in kb.names("gpu-build.in-cudnn") if name.endswith(facts.cudnn or "?")
        ]
        if facts.flavour == "devel":
            names += kb.names("gpu-build.in-cudnn-devel")
    return frozenset(names), sizes


def _stem(name: str, facts: ImageFacts) -> str:
    """Return a package's name without its CUDA version; as it is where that is another one."""
    found = re.fullmatch(r"(.+?)-(?:cuda-)?(\d+)(?:[-.](\d+))?", name)
    if found is None or facts.cuda_version is None:
        return name
    own = facts.cuda_version.split(".")
    if found[2] != own[0] or (found[3] is not None and found[3] != own[1]):
        return name
    return found[1]
