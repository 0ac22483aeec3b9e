"""DW313: wheels bring the CUDA libraries that the base image has already."""

from __future__ import annotations

from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.size._shared import human, is_for_development, size_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic

_DOUBLING = frozenset({"runtime", "devel"})


@rule(
    "DW313",
    "cuda-doubled-by-wheels",
    on=Stage,
    family=Family.SIZE,
    severity=Severity.WARNING,
    triggers=("cuda",),
    facts=(
        "base-advice.gpu-with-wheels",
        "compile-at-run-time.packages",
        "wheel-variant.without-cuda",
    ),
)
def cuda_doubled_by_wheels(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""Wheels bring CUDA libraries that the base image has as well.

    ## What it does

    Finds a target stage on a `runtime` or `devel` CUDA image in which pip, uv or a kindred tool
    installs a framework whose wheels come with their own CUDA: PyTorch, `tensorflow[and-cuda]`,
    `jax[cuda…]`, vLLM.

    ## Why it matters

    The wheels load the libraries that they brought, and never look at the image's.
    Two to seven gigabytes of CUDA lie in the image for nothing.
    Only the driver is needed besides, and that comes from the host through the container toolkit,
    whatever the base image is.

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04
    COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/
    RUN uv venv --python 3.13 /opt/venv \
     && uv pip install --no-cache --python /opt/venv/bin/python torch==2.9.1
    COPY main.py /srv/
    USER 10001
    CMD ["/opt/venv/bin/python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:12.9.1-base-ubuntu24.04
    COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/
    RUN uv venv --python 3.13 /opt/venv \
     && uv pip install --no-cache --python /opt/venv/bin/python torch==2.9.1
    COPY main.py /srv/
    USER 10001
    CMD ["/opt/venv/bin/python", "/srv/main.py"]
    ```

    The `base` flavour takes about 250 MB, and has the variables that tell the container toolkit to
    pass the GPU in.
    A slim Python image does as well: `docker run --gpus all` says the same.

    ## When it stays silent

    On `base` images; with wheels from an index of CPU or ROCm builds; where something is installed
    or compiled that uses the image's CUDA: CuPy, DeepSpeed, flash-attn, `onnxruntime-gpu`, nvcc,
    make or cmake; on `devel` images where a requirements file or a local project is installed,
    which may compile against it; in stages and files named for development, tests or CI.

    ## Fix safety

    Another base image is another distribution: it is never changed without asking.

    ## With other rules

    DW309 reports `devel` images where nothing compiles at run time.

    ## References

    - PyTorch, Get started locally: wheels bring CUDA
    - TensorFlow, Install with pip: `tensorflow[and-cuda]`
    - NVIDIA Container Toolkit documentation: the driver comes from the host
    """
    facts = stage.image_facts
    image = stage.image
    if not stage.is_target or isinstance(facts, Unknown) or isinstance(image, Unknown):
        return
    if facts.kind != "cuda" or facts.gpu != "nvidia" or facts.flavour not in _DOUBLING:
        return
    if is_for_development(stage, ctx):
        return
    bringing: list[tuple[Install, PackageSpec]] = []
    is_open = False
    for instruction in stage.layers():
        if not isinstance(instruction, Run):
            continue
        for command in instruction.commands:
            install = install_of(command)
            if install is None:
                program = ctx.kb.program(command.program)
                if program is not None and "compiler" in program.roles:
                    return
                continue
            if install.ecosystem not in {"python", "system"} or install.manager == "setuptools":
                continue
            if install.ecosystem == "system":
                if _uses_toolkit(install, ctx.kb):
                    return
                continue
            is_open = is_open or bool(
                install.requirement_files or install.installs_lock or install.project
            )
            for spec in install.packages:
                if _uses_system_cuda(spec, ctx):
                    return
                if _brings_cuda(install, spec, ctx.kb):
                    bringing.append((install, spec))
    if not bringing or (is_open and facts.flavour == "devel"):
        return
    base_tag = _base_tag(image.tag or "")
    lean = ctx.kb.image(image.name, base_tag) if base_tag else None
    weight = 0
    if lean is not None and lean.unpacked_bytes and facts.unpacked_bytes:
        weight = max(0, facts.unpacked_bytes - lean.unpacked_bytes)
    origin = stage.lineage[-1].from_
    first = bringing[0][1]
    advice = ctx.kb.text("base-advice.gpu-with-wheels")
    alternative = f", or from `{image.name}:{base_tag}`" if base_tag else ""
    yield ctx.report(
        first.span,
        f"the wheels of `{first.name}` bring their own CUDA, and the base image's is never used"
        + (f": about {human(weight)}" if weight else ""),
        help=f"Start from `{advice}` or another slim image{alternative}"
        + (
            ", unless something in the requirements is built against the image's CUDA"
            if is_open
            else ""
        ),
        confidence=Confidence.MEDIUM if is_open else None,
        related=[ctx.label(origin.span, "the base image with CUDA libraries")],
        impact=size_impact(weight, "base image against its `base` flavour"),
    )


def _base_tag(tag: str) -> str:
    for flavour in sorted(_DOUBLING):
        for part in (f"cudnn-{flavour}", f"cudnn8-{flavour}", f"cudnn9-{flavour}", flavour):
            if f"-{part}-" in f"{tag}-":
                return f"{tag}-".replace(f"-{part}-", "-base-").rstrip("-")
    return ""


def _uses_toolkit(install: Install, kb: KnowledgeBase) -> bool:
    """Tell whether a system package is installed that is linked with the image's CUDA."""
    for spec in install.packages:
        facts = kb.system_package(install.manager, spec.name) if spec.name else None
        if facts is not None and not facts.roles.isdisjoint({"cuda-runtime", "cudnn"}):
            return True
    return False


def _uses_system_cuda(spec: PackageSpec, ctx: Context) -> bool:
    facts = ctx.kb.package(spec.name) if spec.name else None
    if facts is None:
        return bool(spec.url.startswith(("git+", "git@")))
    if facts.cuda == "system" or facts.needs_nvcc or facts.needs_torch_at_build:
        return True
    if facts.cuda == "extra" and "gpu" in facts.roles:
        # Its GPU build takes CUDA from the system unless an extra brings it.
        wanted = set((facts.cuda_extra or "").split(","))
        return facts.name.endswith("-gpu") and not wanted <= set(spec.extras)
    return False


def _brings_cuda(install: Install, spec: PackageSpec, kb: KnowledgeBase) -> bool:
    facts = kb.package(spec.name) if spec.name else None
    if facts is None or (not facts.is_heavy and not facts.is_framework):
        return False
    without = kb.name_set("wheel-variant.without-cuda")
    for index in install.index_urls:
        last = index.text.rstrip("/").rpartition("/")[2]
        if any(last.startswith(name) for name in without):
            return False
    backend = install.option("--torch-backend")
    if backend is not None and any(backend.text.startswith(name) for name in without):
        return False
    local = (spec.version or "").partition("+")[2]
    if any(local.startswith(name) for name in without):
        return False
    if facts.cuda in {"pip", "bundled"}:
        return True
    if facts.cuda == "extra":
        return any(extra == facts.cuda_extra or extra.startswith("cuda") for extra in spec.extras)
    return False
