"""DW613: PyTorch's index for a variant does not have the torch that is installed."""

from __future__ import annotations

from dockwright.model.contents import contents_of
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.gpu._shared import python_packages
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.gpu_records import TorchRelease
    from dockwright.model.install import IndexUrl
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW613",
    "torch-build-not-on-index",
    on=Install,
    family=Family.GPU,
    severity=Severity.WARNING,
    facts=("torch-index.variant-pattern", "torch-policy.latest"),
    triggers=("download.pytorch.org",),
)
def torch_build_not_on_index(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """PyTorch's index for a CUDA version does not have the torch that is installed.

    ## What it does

    Compares the variant that an index is for (`…/whl/cu118`) with the variants that the release of
    torch was built for: the one that is pinned, or the newest one for the Python of the image.

    ## Why it matters

    Each release of torch is built for two or three versions of CUDA, and older ones are dropped.
    With `--index-url` the install ends with "No matching distribution found".
    With `--extra-index-url` pip takes the newer torch of the public index, built for another CUDA:
    the option is without effect, and nobody is told.

    ## Example

    ```dockerfile bad
    FROM python:3.12-slim
    RUN pip install --no-cache-dir torch --extra-index-url https://download.pytorch.org/whl/cu118
    USER 10001
    CMD ["python", "-c", "import torch"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.12-slim
    RUN pip install --no-cache-dir torch==2.7.1 --index-url https://download.pytorch.org/whl/cu118
    USER 10001
    CMD ["python", "-c", "import torch"]
    ```

    ## When it stays silent

    For releases, variants and Pythons that the knowledge base does not know; for uv, which takes a
    package from the first index that has it; with a further index, with pages of wheels, and for a
    local version (`torch==2.7.1+cu118`); for torch without a version from `--index-url`, which
    gives the newest that the index has.

    ## Fix safety

    Unsafe: a torch that is installed alone and without a version is pinned to the last release that
    the index has, and the index becomes the only one.
    Refused otherwise: a pinned release, the CUDA version or the versions of the packages beside it
    would change.

    ## With other rules

    DW605 compares the variant with the CUDA of the base image.

    ## References

    - pytorch/pytorch, RELEASE.md, "Release Compatibility Matrix"
    - pip documentation, `--extra-index-url`
    """
    run = install.instruction
    if install.manager != "pip" or not isinstance(run, Run) or run.stage is None:
        return
    if len(install.index_urls) != 1 or not install.is_unconditional:
        return
    index = install.index_urls[0]
    found = re.match(ctx.kb.text("torch-index.variant-pattern"), index.text)
    spec = next((spec for name, spec in python_packages(install) if name == "torch"), None)
    if found is None or spec is None or index.is_links or not found["variant"].startswith("cu"):
        return
    if spec.url or spec.is_dynamic or "nightly" in index.text or install.has("--pre"):
        return
    yield from _judge(install, run, spec, index, found["variant"], ctx)


def _judge(
    install: Install, run: Run, spec: PackageSpec, index: IndexUrl, variant: str, ctx: Context
) -> Iterator[Diagnostic]:
    is_pinned = bool(spec.specifier)
    release = _pinned(spec, ctx) if is_pinned else _newest(install, run, ctx)
    if release is None or variant in release.variants:
        return
    with_it = [each for each in ctx.kb.torch_releases() if variant in each.variants]
    last = with_it[-1].version if with_it else None
    remedy = f"Take `torch=={last}`, the last release for {variant}, "
    if index.replaces:
        if is_pinned:
            yield ctx.report(
                spec,
                f"torch {release.version} has no build for {variant}: pip finds no matching "
                "distribution",
                help=f"{remedy}or an index of {_listed(release)}"
                if last
                else f"Use an index of {_listed(release)}",
                severity=Severity.ERROR,
                related=[ctx.label(index, "the only index")],
            )
        return
    if is_pinned or last is None:
        fact = f"torch {release.version} has no build for {variant}"
    else:
        fact = f"no torch after {last} has a build for {variant}"
    yield ctx.report(
        index,
        f"{fact}: pip takes {'it' if is_pinned else 'a newer one'} from the public index, built "
        f"for {release.default_cuda}, and nothing of torch from this index",
        help=f"{remedy}with `--index-url`, or an index of {_listed(release)}"
        if last
        else f"Use an index of {_listed(release)}",
        confidence=None if is_pinned else Confidence.MEDIUM,
        related=[ctx.label(spec, "installed here")],
    )


def _listed(release: TorchRelease) -> str:
    variants = [variant for variant in release.variants if variant.startswith("cu")]
    return f"torch {release.version} ({', '.join(variants)})"


def _pinned(spec: PackageSpec, ctx: Context) -> TorchRelease | None:
    version = spec.version
    if version is None or "+" in version:
        return None
    release = ctx.kb.torch_release(version)
    return release if release is not None and release.version == version else None


def _newest(install: Install, run: Run, ctx: Context) -> TorchRelease | None:
    """Return the newest release for the Python that the install is for, if that is known."""
    if run.stage is None:
        return None
    python = contents_of(run.stage, ctx.kb).python_at(run.state, install)
    version = getattr(python, "version", None)
    if not isinstance(version, str):
        return None
    own = _numbers(version)
    fitting = [each for each in ctx.kb.torch_releases() if _numbers(each.python)[:2] <= own[:2]]
    return fitting[-1] if fitting else None


def _numbers(text: str) -> tuple[int, ...]:
    found = re.match(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (99,)
