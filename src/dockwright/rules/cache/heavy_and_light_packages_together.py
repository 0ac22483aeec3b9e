"""DW202: heavy and light packages share one install."""

from __future__ import annotations

from dockwright.model.actions import cleanups_of
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.layers import mount_covers
from dockwright.rules._sizes import download_size
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Basis, Confidence, Impact, Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic

_LIGHT_ENOUGH = 2
_GIGABYTE = 1_000_000_000
_HARDWARE = re.compile(r"-(?:cu\d+|gpu|rocm[\d.]*)$")  # of unknown size, and no small ones


@rule(
    "DW202",
    "heavy-and-light-packages-together",
    on=Install,
    family=Family.CACHE,
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    triggers=("pip", "uv"),
    facts=(
        "package-size.heavy-bytes",
        "package-size.download-bytes-per-second",
        "pip-brings.shared",
    ),
    given=("packages",),
)
def heavy_and_light_packages_together(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""One install names gigabytes that rarely change beside small packages that often do.

    ## What it does

    Finds a pip or uv install that names a package of a hundred megabytes or more, such as torch or
    tensorflow, together with at least two small ones, without a cache mount.
    The size is what is downloaded; of an old release it is told only where it is known.

    ## Why it matters

    A RUN is cached as a whole.
    Adding one small package, or raising its version, downloads and unpacks the gigabytes again and
    makes a new layer of them that every registry and node has to move.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir tensorflow-cpu==2.20.0 flask==3.1.2 pydantic==2.12.4
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir tensorflow-cpu==2.20.0
    RUN pip install --no-cache-dir flask==3.1.2 pydantic==2.12.4
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where a cache mount keeps the downloads; where the packages come from a requirements file, whose
    content is not in the Dockerfile; for fewer than two small packages; where numpy or protobuf is
    pinned beside a heavy package of any version, as the pin decides which release fits.

    ## Fix safety

    The fix puts a RUN with the heavy packages, and those that follow their version, above.
    Two installs are resolved one after the other and may choose other versions than one: it is
    unsafe.
    It is refused where the install reads a file of requirements too, and where the RUN does
    something before it.

    ## With other rules

    DW203 reports installs that every edit of the source repeats.

    ## References

    - BuildKit documentation, Cache: order your layers
    """
    run = install.instruction
    if not isinstance(run, Run) or install.manager not in {"pip", "uv"}:
        return
    cache = ctx.kb.cache(install.manager)
    if cache is not None and mount_covers(run, ("cache",), cache.paths, cache.user_path):
        return
    bootstrap = ctx.kb.name_set("bootstrap.packages")
    heavy = []
    light = 0
    weight = 0
    is_known = not install.index_urls  # another index may have smaller builds
    least = ctx.kb.integer("package-size.heavy-bytes")
    for spec in install.packages:
        if spec.url or spec.path or spec.name in bootstrap:
            continue
        facts = ctx.kb.package(spec.name) if spec.name else None
        if facts is not None and facts.is_heavy:
            size = download_size(spec, ctx.kb)
            if (size or facts.download_bytes or facts.wheel_bytes or 0) < least:
                continue
            heavy.append(spec)
            is_known = is_known and size is not None
            weight += size or 0
        elif not _HARDWARE.search(spec.name) and (
            facts is None or (facts.cuda is None and not facts.is_framework)
        ):
            # torchvision and its like follow the heavy one's version: they belong to its layer.
            light += 1
    if not heavy or light < _LIGHT_ENOUGH:
        return
    if not is_known:
        weight = 0
    if _needs_its_pins(install, heavy, ctx.kb.name_set("pip-brings.shared")):
        return
    names = ", ".join(f"`{spec.name}`" for spec in heavy[:3])
    told = f" (a download of {weight / _GIGABYTE:.1f} GB)" if weight >= _GIGABYTE // 10 else ""
    one = len(heavy) == 1
    pace = ctx.kb.integer("package-size.download-bytes-per-second")
    yield ctx.report(
        heavy[0].span,
        f"{names}{told} {'shares' if one else 'share'} one install with {light} small packages: "
        f"a change to any of them downloads {'it' if one else 'all'} again",
        help=f"Install {names} in a RUN of {'its' if one else 'their'} own, before the others, or "
        "mount a cache" + _in_its_way(install, run),
        related=[ctx.label(spec.span, "heavy too") for spec in heavy[1:]],
        impact=Impact(weight, weight / pace, "downloads at 100 Mbit/s", Basis.ESTIMATED)
        if weight
        else None,
    )


def _needs_its_pins(install: Install, heavy: list[PackageSpec], shared: frozenset[str]) -> bool:
    """Tell whether a fixed version of numpy or protobuf decides which release of a free one comes.

    Resolved apart, the heavy package would bring a newer one of both, which the pin then replaces.
    """
    return any(
        spec.name in shared and (spec.is_pinned or "<" in spec.specifier)
        for spec in install.packages
    ) and any(not spec.is_pinned for spec in heavy)


def _in_its_way(install: Install, run: Run) -> str:
    """Return what has to go for a cache mount to keep anything."""
    if install.has("--no-cache-dir"):
        return " and drop `--no-cache-dir`"
    if install.manager == "uv" and install.has("--no-cache"):
        return " and drop `--no-cache`"
    empties = any(
        found.manager == install.manager and found.what == "cache"
        for command in run.commands
        for found in cleanups_of(command)
    )
    return " and drop the command that empties it" if empties else ""
