"""DW609: an extension is compiled for GPUs that the build cannot see."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.gpu._shared import known_facts, python_packages, sets_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW609",
    "architecture-list-missing",
    on=Install,
    family=Family.GPU,
    severity=Severity.INFO,
    facts=(
        "gpu-build.compiled-for-visible-gpu",
        "gpu-build.compiled-without-gpu-code",
        "gpu-build.architecture-variable",
        "gpu-build.force-variable",
    ),
    triggers=("pip", "uv", "setup.py"),
)
def architecture_list_missing(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """An extension of torch is compiled for the GPUs of the build machine, of which none is seen.

    ## What it does

    Knows packages that torch's extension builder compiles for the GPUs that it sees: detectron2,
    pytorch3d, mmcv, torch-scatter and others.
    Reports their installs from source on a CUDA base where `TORCH_CUDA_ARCH_LIST` is not set.
    For packages that then leave their CUDA code out, unless `FORCE_CUDA=1` is set, it is a warning.

    ## Why it matters

    A build sees no GPU.
    The packages are built without their CUDA code and fail where they run ("Not compiled with GPU
    support"), the builder ends with `IndexError: list index out of range`, or it compiles for every
    architecture, which takes many times as long.

    ## Example

    ```dockerfile bad
    FROM pytorch/pytorch:2.5.1-cuda12.4-cudnn9-devel
    RUN pip install --no-cache-dir --no-build-isolation \
        'detectron2 @ git+https://github.com/facebookresearch/detectron2.git@v0.6'
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM pytorch/pytorch:2.5.1-cuda12.4-cudnn9-devel
    ENV TORCH_CUDA_ARCH_LIST="8.0;8.6;9.0" FORCE_CUDA=1
    RUN pip install --no-cache-dir --no-build-isolation \
        'detectron2 @ git+https://github.com/facebookresearch/detectron2.git@v0.6'
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where the list is set by ENV, ARG or in the RUN, where the base image sets it (NGC's do) or is
    not known; on images without CUDA, where the CPU code is meant; for wheels, and for installs
    with a page of wheels (`--find-links`) or an index of their own.

    ## Fix safety

    Refused: which GPUs the image will meet is the author's to say.

    ## With other rules

    DW610 reports architectures that the compiler does not know; DW601 queries of the GPU.

    ## References

    - torch/utils/cpp_extension.py, `_get_cuda_arch_flags`
    - detectron2, "Common installation issues"
    """
    instruction = install.instruction
    stage = None if instruction is None else instruction.stage
    if stage is None or install.ecosystem != "python" or install.index_urls:
        return
    kb = ctx.kb
    compiled = kb.name_set("gpu-build.compiled-for-visible-gpu")
    found = [
        (name, package)
        for name, package in python_packages(install)
        if name in compiled and not package.raw.endswith(".whl") and not package.is_dynamic
    ]
    if not found:
        return
    facts = known_facts(stage)
    if facts is None or facts.gpu != "nvidia" or facts.flavour != "devel":
        return
    forced = kb.text("gpu-build.force-variable")
    listed = kb.text("gpu-build.architecture-variable")
    without = kb.name_set("gpu-build.compiled-without-gpu-code")
    bare: list[tuple[str, PackageSpec]] = []
    listing: list[tuple[str, PackageSpec]] = []
    is_listed = sets_variable(stage, install, listed)
    for name, package in found:
        known = kb.package(name)
        if known is not None and known.has_wheel and not package.url:
            continue
        if name in without and not sets_variable(stage, install, forced):
            bare.append((name, package))
        elif not is_listed:
            listing.append((name, package))
    capabilities = "with the compute capabilities of the GPUs that the image is for"
    setting = f'{listed}="8.0;8.6;9.0"'
    if bare:
        many = len(bare) > 1
        yield ctx.report(
            bare[0][1],
            f"{_names(bare)} {'are' if many else 'is'} built without {'their' if many else 'its'} "
            "CUDA code here, as no GPU is visible in a build",
            help=f"Set `ENV {forced}=1` before"
            if is_listed
            else f"Set `ENV {forced}=1 {setting}` before, {capabilities}",
            severity=Severity.WARNING,
            confidence=Confidence.MEDIUM,
            related=[ctx.label(package, "and this") for _, package in bare[1:]],
        )
    if listing:
        yield ctx.report(
            listing[0][1],
            f"{_names(listing)} {'are' if len(listing) > 1 else 'is'} compiled for the GPUs that "
            f"the build sees, of which there are none, and `{listed}` is not set",
            help=f"Set `ENV {setting}` before, {capabilities}",
            confidence=Confidence.MEDIUM,
            related=[ctx.label(package, "and this") for _, package in listing[1:]],
        )


def _names(found: list[tuple[str, PackageSpec]]) -> str:
    *most, last = [f"`{name}`" for name, _ in found]
    return f"{', '.join(most)} and {last}" if most else last
