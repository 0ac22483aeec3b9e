"""DW533: the lock's wheels are for another C library or processor than the image's."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.packages import LockedPackage
    from dockwright.rules._locked import Locked
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW533",
    "wheels-for-another-system",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    facts=("lock-file.reading-installs", "contents.bare-packages"),
    triggers=("uv", "poetry", "pdm"),
)
def wheels_for_another_system(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """The lock pins a version whose wheels fit the image's Python and not its system.

    ## What it does

    Works out what the lock installs for the image's Python, and looks for packages whose wheels for
    that Python are all for another C library (glibc, where the image is Alpine), for a newer glibc
    than the base image's release has, or for another processor than the one that is built for.
    A processor counts only where `--platform` says it, of FROM or of the build.

    ## Why it matters

    The tool falls back to the source archive and compiles, which needs a compiler and headers that
    slim images lack, and minutes where they are there.
    Where the lock lists no source archive, nothing is installed at all.

    ## Example

    Files beside it:

    ```toml pyproject.toml
    [project]
    name = "shop"
    version = "0.1.0"
    requires-python = ">=3.12"
    dependencies = ["onnxruntime==1.23.2"]
    ```

    ```toml uv.lock
    version = 1
    revision = 3
    requires-python = ">=3.12"

    [[package]]
    name = "onnxruntime"
    version = "1.23.2"
    source = { registry = "https://index.example/simple" }
    wheels = [
        { url = "https://index.example/onnxruntime-1.23.2-cp312-cp312-manylinux_2_28_x86_64.whl" },
    ]

    [[package]]
    name = "shop"
    version = "0.1.0"
    source = { virtual = "." }
    dependencies = [
        { name = "onnxruntime" },
    ]
    ```

    ```dockerfile bad
    FROM python:3.12-alpine
    COPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv
    WORKDIR /app
    COPY pyproject.toml uv.lock ./
    RUN uv sync --locked --no-cache
    USER 10001
    CMD ["/app/.venv/bin/python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.12-slim
    COPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv
    WORKDIR /app
    COPY pyproject.toml uv.lock ./
    RUN uv sync --locked --no-cache
    USER 10001
    CMD ["/app/.venv/bin/python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where a wheel fits; where there is a source archive and the image has a compiler, or installs
    packages that may bring one; where the base image's C library or Python is not known; for
    packages that have no wheel for this Python on any system; for locks that name no files.

    ## Fix safety

    None: another base image or another version in the lock changes the whole image.

    ## With other rules

    DW530 is about wheels for another Python, DW510 about packages that an install on Alpine names.

    ## References

    - PEP 600, "Future manylinux Platform Tags for Portable Linux Built Distributions"
    - PEP 656, "Platform tag for Linux distributions using musl"
    """
    from dockwright.rules._locked import locked_by, unfit

    run = install.instruction
    if run is None or run.stage is None:
        return
    told = run.stage.lineage[-1].from_.platform
    # A variable, such as BUILDPLATFORM, says nothing of the processor.
    platform = ctx.platform if told is None else (told.known or None)
    locked = locked_by(install, ctx, platform)
    if locked is None or locked.facts.libc not in {"glibc", "musl"}:
        return
    found = unfit(locked, ctx.kb, knows_machine=platform is not None)
    if not found:
        return
    first, why = found[0]
    rest = f" (and {len(found) - 1} more packages are like it)" if len(found) > 1 else ""
    has_source = any(not each.name.endswith(".whl") for each in first.files)
    then = "it is compiled, without a compiler" if has_source else "nothing can be installed"
    count = f"{len(found)} packages" if len(found) > 1 else "one package"
    yield ctx.report(
        install.own_span,
        f"{locked.name} pins `{first.name}` {first.version}, {why}: {then}{rest}",
        help=_remedy(
            first,
            locked,
            ctx,
            has_source=has_source,
            is_machine=why.endswith(locked.target.machine),
        ),
        effect=f"the build fails at {count}",
        related=[ctx.label_elsewhere(locked.path, first.span, "it is pinned here")],
    )


def _remedy(
    first: LockedPackage, locked: Locked, ctx: Context, *, has_source: bool, is_machine: bool
) -> str:
    """Return which base image fits, and what compiling the first package takes here."""
    from dockwright.rules._wheels import compiling

    if is_machine:
        told = f"Lock a version with a wheel for {locked.target.machine}, or do not build for it"
    elif locked.facts.is_musl:
        told = "Take an image of Debian, such as `python:X.Y-slim`, or lock a version with a wheel"
    else:
        told = "Take a base image of a newer release, or lock a version with a wheel for this one"
    return told + (compiling(first.name, locked.contents, ctx.kb) if has_source else "")
