"""What the rules that speak of sizes share: how much an install downloads and what findings cost.

The figures of packages are those that ``dockwright size`` tells offline.  They are worked out for
findings alone: a check that finds nothing reads no snapshot.
"""

from __future__ import annotations

from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.rules.diagnostic import Basis, Impact, unknown_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.model.install import Install
    from dockwright.model.instructions import CopyLike
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.snapshot_packages import SnapshotSizes
    from dockwright.rules.base import Context

__all__ = [
    "copied_bytes",
    "download_impact",
    "download_size",
    "installed_impact",
    "sizes_of_packages",
]

_PLATFORM = "linux/amd64"


def download_size(spec: PackageSpec, kb: KnowledgeBase) -> int | None:
    """Return the bytes that an install of the release asked for downloads; None if not known.

    The sizes of most packages are those of today's release, so they say nothing of one that is
    named or kept below a limit.
    """
    facts = kb.package(spec.name) if spec.name else None
    if facts is None:
        return None
    if spec.version is not None:
        if spec.name == "torch":
            torch = kb.torch_release(spec.version)
            return torch.download_bytes if torch and "+" not in spec.version else None
        if spec.name == "tensorflow" and not spec.extras:
            tensorflow = kb.tensorflow_release(spec.version)
            return tensorflow.wheel_bytes if tensorflow else None
        return None
    if spec.url or spec.path or any(sign in spec.specifier for sign in "<~!@") or spec.is_pinned:
        return None
    return facts.download_bytes or facts.wheel_bytes


def sizes_of_packages(
    specs: Iterable[PackageSpec], install: Install, ctx: Context
) -> SnapshotSizes | None:
    """Return what packages of an install come to by the snapshot, None where that is not told."""
    from dockwright.model.snapshot_packages import snapshot_sizes

    run = install.instruction
    facts = run.stage.image_facts if isinstance(run, Run) and run.stage is not None else None
    known = None if isinstance(facts, Unknown) else facts
    return snapshot_sizes(
        specs,
        (known.python_version if known is not None else None) or "",
        ctx.platform or _PLATFORM,
        is_musl=known is not None and known.libc == "musl",
    )


def download_impact(installs: Iterable[Install], ctx: Context, *, repeats: bool = True) -> Impact:
    """Return what installs download, and how long that takes.

    Args:
        installs: the installs.
        ctx: what the rule reads.
        repeats: whether they download again because of the finding: only then it costs time.
    """
    total = 0
    day = lock = ""
    is_least = is_other = False
    for install in installs:
        locked = _locked_download(install, ctx) if install.installs_lock else None
        if locked is not None:
            lock, size = locked
            total += size
            continue
        if not _is_told(install, ctx):
            is_least = True
            continue
        is_least |= ctx.is_open(install)
        free: list[PackageSpec] = []
        for spec in ctx.packages(install):
            is_least |= not spec.name or bool(spec.path or spec.url or spec.is_dynamic)
            # What is known of the very release goes before what the snapshot has of another.
            exact = download_size(spec, ctx.kb) if spec.version is not None else None
            total += exact or 0
            if exact is None:
                free.append(spec)
        sizes = sizes_of_packages(free, install, ctx) if free else None
        if sizes is None:
            is_least |= bool(free)
            continue
        total += sizes.download
        day = sizes.as_of
        is_least |= bool(sizes.pulled.unknown)
        is_other |= bool(sizes.pulled.other)
    if not total:
        return unknown_impact("what is downloaded is not told by the files")
    pace = ctx.kb.integer("package-size.download-bytes-per-second")
    words = f"downloads{' of the packages that are known' if is_least else ''}"
    if repeats:
        words += f" at {pace * 8 / 1_000_000:.0f} Mbit/s"
    if lock:
        words += f", sizes of {lock}"
    if day:
        words += f", package snapshot as of {day}"
    if is_other:
        words += ", pinned releases by its newest"
    basis = Basis.ESTIMATED if day or is_least or not lock or repeats else Basis.COMPUTED
    return Impact(total, total / pace if repeats else None, words, basis)


def _locked_download(install: Install, ctx: Context) -> tuple[str, int] | None:
    """Return the name of an install's lock and the bytes of its wheels, None where one is missing.

    uv's locks tell sizes; those of other tools do not.
    """
    if install.manager != "uv":
        return None
    from dockwright.packages import fits
    from dockwright.rules._locked import locked_by

    locked = locked_by(install, ctx)
    if locked is None:
        return None
    total = 0
    for package in locked.packages:
        if package.source in {"editable", "virtual", "path"}:
            continue
        wheels = (each for each in package.files if each.name.endswith(".whl"))
        file = next((each for each in wheels if fits(each, locked.target) is True), None)
        if file is None or file.size is None:
            return None
        total += file.size
    return locked.name, total


def installed_impact(specs: Iterable[PackageSpec], install: Install, ctx: Context) -> Impact | None:
    """Return what packages take in the image, with what they pull in; None where not known."""
    if not _is_told(install, ctx):
        return None
    sizes = sizes_of_packages(specs, install, ctx)
    total = 0 if sizes is None else sizes.installed(ctx.kb, compiles=install.manager != "uv")
    if sizes is None or not total:
        return None
    words = f"installed size{' of the packages that are known' if sizes.pulled.unknown else ''}"
    words += f", package snapshot as of {sizes.as_of}"
    return Impact(total, None, words, Basis.ESTIMATED)


def _is_told(install: Install, ctx: Context) -> bool:
    """Tell whether the snapshot is about an install: another index may have smaller builds."""
    return not (
        install.ecosystem != "python"
        or install.manager not in {"pip", "uv"}
        or install.installs_lock
        or install.index_urls
        or ctx.lists_index(install)
    )


def copied_bytes(copy: CopyLike, ctx: Context) -> int | None:
    """Return the bytes of files that a COPY takes from the context, None where not known."""
    from dockwright.model.brought import CopiedFolder

    context = ctx.build_context
    if isinstance(context, Unknown) or copy.excludes:
        return None
    total = 0
    folders = {each.source: each for each in ctx.brought(copy) if isinstance(each, CopiedFolder)}
    for source in copy.sources:
        folder = folders.get(source)
        if folder is not None:
            total += folder.size
            if folder.is_cut:
                return None
            continue
        entry = None if isinstance(source.value, Unknown) else context.find(source.value)
        if entry is None or entry.kind != "file":
            return None
        total += entry.size
    return total
