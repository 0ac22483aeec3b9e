"""What the rules about CUDA base images share: wheels that bring CUDA along, and weights."""

from __future__ import annotations

from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Copy, Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.size._shared import is_for_development, runs_application
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.install import PackageSpec
    from dockwright.rules.base import Context

__all__ = ["DOUBLING", "Doubled", "doubled_cuda", "larger_by"]

DOUBLING = frozenset({"runtime", "devel"})
"""Flavours of CUDA images that hold the libraries that wheels bring as well."""


class Doubled(NamedTuple):
    """Wheels with CUDA of their own on an image with CUDA.

    Attributes:
        base: what is known of the image.
        packages: whose wheels they are.
        is_open: whether further packages are installed that cannot be told.
    """

    base: ImageFacts
    packages: tuple[PackageSpec, ...]
    is_open: bool


def larger_by(image: ImageFacts, other: ImageFacts, kb: KnowledgeBase) -> int:
    """Return by how many bytes an image is larger than another; 0 where that is not known."""
    major = (image.cuda_version or "").partition(".")[0]
    if not major.isdecimal() or int(major) < kb.integer("base-advice.cuda-weighed-from"):
        return 0
    return max(0, (image.unpacked_bytes or 0) - (other.unpacked_bytes or 0))


def doubled_cuda(stage: Stage, ctx: Context) -> Doubled | None:
    """Return the wheels that bring CUDA to a shipping stage whose base image has it for nothing.

    None too where something may use the image's CUDA: a compiler runs, a stage with the toolkit is
    copied from, a package is built against it, or, on a ``devel`` image, kernels are compiled at
    run time or nobody can tell.
    """
    facts = stage.image_facts
    if not stage.is_target or isinstance(facts, Unknown):
        return None
    if facts.kind != "cuda" or facts.gpu != "nvidia" or facts.flavour not in DOUBLING:
        return None
    if is_for_development(stage, ctx):
        return None
    is_devel = facts.flavour == "devel"
    if is_devel and not runs_application(stage, ctx):
        return None
    at_run_time = ctx.kb.name_set("compile-at-run-time.packages")
    bringing: list[PackageSpec] = []
    is_open = False
    for instruction in stage.layers():
        if isinstance(instruction, Copy) and _brings_built(instruction):
            return None
        for command in instruction.commands if isinstance(instruction, Run) else ():
            install = install_of(command)
            if install is None:
                program = ctx.kb.program(command.program)
                if program is not None and "compiler" in program.roles:
                    return None
                continue
            if install.ecosystem == "system" and _uses_toolkit(install, ctx.kb):
                return None
            if install.ecosystem != "python" or install.manager == "setuptools":
                continue
            # A file that names an index may take builds without CUDA from there.
            names_index = ctx.lists_index(install)
            is_open = is_open or names_index or ctx.is_open(install)
            for spec in install.packages if names_index else ctx.packages(install):
                if _uses_system_cuda(spec, ctx) or (is_devel and spec.name in at_run_time):
                    return None
                if _brings_cuda(install, spec, ctx.kb):
                    bringing.append(spec)
    if not bringing or (is_open and is_devel):
        return None
    return Doubled(facts, tuple(bringing), is_open)


def _brings_built(copy: Copy) -> bool:
    """Tell whether a COPY takes from a stage that can build against CUDA."""
    source = copy.from_
    if not isinstance(source, Stage):
        return False
    facts = source.image_facts
    return isinstance(facts, Unknown) or (facts.gpu is not None and facts.flavour != "base")


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
