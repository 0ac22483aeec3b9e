"""DW313: wheels bring the CUDA libraries that the base image has already."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.size._cuda import DOUBLING, doubled_cuda, larger_by
from dockwright.rules.size._shared import human, shown, size_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW313",
    "cuda-doubled-by-wheels",
    on=Stage,
    family=Family.SIZE,
    severity=Severity.WARNING,
    triggers=("cuda",),
    facts=(
        "base-advice.gpu-with-wheels",
        "base-advice.cuda-weighed-from",
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
    make or cmake, or where a stage with the toolkit is copied from; on `devel` images where a
    local project or a file of requirements that cannot be read is installed, which may compile
    against it, where a package is named that compiles at run time, such as vLLM, and where the
    image starts a shell; in stages and files named for development, tests or CI.

    ## Fix safety

    The fix takes the `base` flavour of the same image, which is unsafe: something may load a
    library of the other after all.
    It is refused where a requirement may be built against the image's CUDA, where the image starts
    a program that the other flavour is not known to have, where an argument or a digest decides on
    the image, and where other stages stand on it.

    ## With other rules

    DW309 reports `devel` images where nothing compiles at run time.

    ## References

    - PyTorch, Get started locally: wheels bring CUDA
    - TensorFlow, Install with pip: `tensorflow[and-cuda]`
    - NVIDIA Container Toolkit documentation: the driver comes from the host
    """
    doubled = doubled_cuda(stage, ctx)
    image = stage.image
    if doubled is None or isinstance(image, Unknown):
        return
    base_tag = _base_tag(image.tag or "")
    lean = ctx.kb.image(image.name, base_tag) if base_tag else None
    weight = 0 if lean is None else larger_by(doubled.base, lean, ctx.kb)
    origin = stage.lineage[-1].from_
    first = doubled.packages[0]
    advice = ctx.kb.text("base-advice.gpu-with-wheels")
    alternative = f", or from `{image.name}:{base_tag}`" if base_tag else ""
    yield ctx.report(
        first.span,
        f"the wheels of {shown(first)} bring their own CUDA, "
        + (
            "beside the base image's"
            if doubled.is_open
            else "and nothing here uses the base image's"
        )
        + (f": about {human(weight)}" if weight else ""),
        help=f"Start from `{advice}` or another slim image{alternative}"
        + (
            ", unless something in the requirements is built against the image's CUDA"
            if doubled.is_open
            else ""
        ),
        confidence=Confidence.MEDIUM if doubled.is_open else None,
        related=[ctx.label(origin.span, "the base image with CUDA libraries")],
        impact=size_impact(weight, "base image against its `base` flavour"),
    )


def _base_tag(tag: str) -> str:
    for flavour in sorted(DOUBLING):
        for part in (f"cudnn-{flavour}", f"cudnn8-{flavour}", f"cudnn9-{flavour}", flavour):
            if f"-{part}-" in f"{tag}-":
                return f"{tag}-".replace(f"-{part}-", "-base-").rstrip("-")
    return ""
