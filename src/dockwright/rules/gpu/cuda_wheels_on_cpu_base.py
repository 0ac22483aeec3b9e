"""DW604: CUDA wheels of torch are installed where nothing speaks of a GPU."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Basis, Confidence, Impact, Severity
from dockwright.rules.gpu._shared import (
    is_about,
    is_given_gpu,
    known_facts,
    python_packages,
    stage_installs,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW604",
    "cuda-wheels-on-cpu-base",
    on=Stage,
    family=Family.GPU,
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    facts=(
        "gpu-build.pull-torch",
        "gpu-build.signs",
        "gpu-build.grants",
        "gpu-build.granting-files",
        "gpu-build.granting-folders",
        "gpu-build.cpu-markers",
        "torch-policy.cpu-wheel-bytes",
        "torch-policy.latest",
        "torch-index.cpu",
        "torch-index.uv-torch-backend-env",
    ),
    triggers=(
        "requirements",
        "torch",
        "transformers",
        "whisper",
        "ultralytics",
        "easyocr",
        "timm",
        "fastai",
        "accelerate",
        "peft",
        "trl",
        "flair",
        "stanza",
        "kornia",
        "pyannote",
        "lightning",
        "yolo",
        "clip",
        "segment",
    ),
)
def cuda_wheels_on_cpu_base(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The CUDA build of torch is installed, and nothing in the file speaks of a GPU.

    ## What it does

    On Linux the public index serves torch with CUDA.
    Reports an install of torch, or of a package that needs it, on a base image without CUDA, in a
    file that nowhere mentions GPUs, CUDA or NVIDIA, and that does not choose a CPU build.

    ## Why it matters

    A default install of torch downloads about 3 GB, of which 2.4 GB are NVIDIA's libraries, and
    takes some 5 GB on disk.
    A container without a GPU never uses them; the CPU build is one wheel of 192 MB.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir torch==2.9.1
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir torch==2.9.1 --index-url https://download.pytorch.org/whl/cpu
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where the file, its name or a folder of the repository that it lies in mentions a GPU; where a
    service of Compose that builds it reserves one, or a script, a page of instructions or a
    manifest of the project gives one to a container (`--gpus`, `nvidia.com/gpu`); where the code
    that the image starts moves a model to CUDA without asking whether it is there; where any
    index or version is chosen for torch; on arm64; on base images that are not known; for files of
    requirements that cannot be read from the build context, which may pin either build.
    The wheels bring their own CUDA and do run on this base where the container is given a GPU with
    `--gpus`: if that is meant, say so with `ENV NVIDIA_VISIBLE_DEVICES=all`.

    ## Fix safety

    Unsafe: with the CPU build a container that is given a GPU no longer uses it.
    An install of torch and its siblings alone gets the CPU index.
    Before any other, torch is installed from that index, and the install then finds it there.
    Refused for installs by a lock file, which decides.

    ## With other rules

    DW605 looks at CUDA wheels on a CUDA base.

    ## References

    - pytorch.org, "Get started"
    - uv documentation, "Using uv with PyTorch"
    """
    facts = known_facts(stage)
    if (
        facts is None
        or not stage.is_reachable
        or facts.gpu is not None
        or facts.kind not in {"os", "language", "conda", "tool", "serverless"}
        or facts.is_musl
    ):
        return
    platform = stage.from_.platform.known if stage.from_.platform is not None else None
    if platform is None:
        platform = ctx.platform or ""
    if "arm" in platform or "windows" in platform or facts.distro == "windows":
        return
    signs = ctx.kb.names("gpu-build.signs")
    if is_about(ctx, signs, text=True):
        return
    installs = [install for each in stage.lineage for install in stage_installs(each)]
    markers = ctx.kb.names("gpu-build.cpu-markers")
    if any(_chooses(install, markers, ctx) for install in installs):
        return
    for install in stage_installs(stage):
        found = _needs_torch(install, ctx)
        if found is not None and not _installs_before(stage, install, ctx):
            if is_given_gpu(ctx) or _code_wants_gpu(stage, ctx):
                return
            yield from _report(stage, found, ctx)
            return


def _code_wants_gpu(stage: Stage, ctx: Context) -> bool:
    """Tell whether the code that an image starts uses CUDA without a way out.

    With CPU wheels it would not run.
    """
    from dockwright.rules._code import code_that_starts

    ships = [each for each in ctx.dockerfile.stages if each.is_target and stage in each.lineage]
    started = [code_that_starts(each, ctx) for each in dict.fromkeys((*ships, stage))]
    return any(not use.guarded for found in started if found is not None for use in found[1].gpu)


def _chooses(install: Install, markers: tuple[str, ...], ctx: Context) -> bool:
    """Tell whether an install names an index of its own, or a CPU build."""
    if install.ecosystem == "conda" and any("torch" in spec.name for spec in install.packages):
        return True
    if install.ecosystem != "python":
        return False
    option = ctx.kb.text("gpu-build.backend-option")
    if install.index_urls or install.has(option) or ctx.lists_index(install):
        return True
    run = install.instruction
    names = (ctx.kb.text("torch-index.uv-torch-backend-env"), *ctx.kb.names("pip.index-env"))
    if run is not None and any(run.state.variables.get(name) is not None for name in names):
        return True
    packages = ctx.packages(install)
    return any(marker in package.raw.lower() for package in packages for marker in markers)


def _needs_torch(install: Install, ctx: Context) -> tuple[str, PackageSpec] | None:
    """Return the first package of an install that is torch or needs it."""
    if install.no_deps:
        return None
    pulling = ctx.kb.names("gpu-build.pull-torch")
    found = [
        pair
        for pair in python_packages(install, ctx.packages(install))
        if pair[0] in pulling and not pair[1].path
    ]
    found.sort(key=lambda pair: pulling.index(pair[0]))
    return found[0] if found and not found[0][1].url.endswith(".whl") else None


def _installs_before(stage: Stage, install: Install, ctx: Context) -> bool:
    """Tell whether an earlier stage of the lineage installs torch: its own finding."""
    return any(
        _needs_torch(other, ctx) is not None
        for each in stage.lineage[1:]
        for other in stage_installs(each)
        if other is not install
    )


def _torches(stage: Stage, ctx: Context) -> str:
    """Return torch and what is installed beside it that must be of the same build."""
    families = ctx.kb.name_set("torch-policy.families")
    beside = {
        name
        for install in stage_installs(stage)
        for name, _ in python_packages(install, ctx.packages(install))
        if name in families and name != "torch"
    }
    return " ".join(["torch", *sorted(beside)])


def _report(stage: Stage, found: tuple[str, PackageSpec], ctx: Context) -> Iterator[Diagnostic]:
    name, package = found
    kb = ctx.kb
    version = package.version if name == "torch" else None
    release = kb.torch_release(version or kb.text("torch-policy.latest"))
    if release is None:
        return  # releases before 1.13 bring what they need in one wheel
    spared = release.download_bytes - kb.integer("torch-policy.cpu-wheel-bytes")
    index = kb.text("torch-index.cpu")
    listed = f" ({package.listed})" if package.listed else ""
    what = (
        f"`torch`{listed} without an index"
        if name == "torch"
        else f"`{name}`{listed} needs torch, which without an index"
    )
    yield ctx.report(
        package,
        f"{what} comes with {release.cuda_bytes / 1e9:.1f} GB of CUDA libraries, and nothing in "
        "this file uses a GPU",
        help=f"Without a GPU install the CPU build (`pip install {_torches(stage, ctx)} "
        f"--index-url {index}`"
        f"{'' if name == 'torch' else f' before `{name}`'}); if the container runs with `--gpus`, "
        "say so with `ENV NVIDIA_VISIBLE_DEVICES=all`",
        related=[ctx.label(stage.from_.image, "a base image without CUDA")]
        if stage.from_.image is not None
        else (),
        impact=Impact(
            spared,
            None,
            f"wheels of torch {release.version} on Linux x86-64 against its CPU wheel",
            Basis.ESTIMATED,
        ),
    )
