"""DW530: the lock's wheels are for other Pythons than the image's."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.packages import LockedPackage, Target
    from dockwright.rules._locked import Locked
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW530",
    "wheels-for-another-python",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    facts=("lock-file.reading-installs", "contents.bare-packages"),
    triggers=("uv", "poetry", "pdm"),
)
def wheels_for_another_python(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """The lock pins a version whose wheels are for other Pythons than the image's.

    ## What it does

    Works out what the lock installs for the image's Python, and looks for packages that have wheels
    of which none fits it, on a base image that has no compiler.

    ## Why it matters

    The tool falls back to the source archive and compiles: the step ends with "command 'gcc'
    failed", or after half an hour. Where the lock lists no source archive, nothing is installed.

    ## Example

    Files beside it:

    ```toml pyproject.toml
    [project]
    name = "shop"
    version = "0.1.0"
    requires-python = ">=3.11"
    dependencies = ["numpy==1.26.4"]
    ```

    ```toml uv.lock
    version = 1
    revision = 3
    requires-python = ">=3.11"

    [[package]]
    name = "numpy"
    version = "1.26.4"
    source = { registry = "https://index.example/simple" }
    sdist = { url = "https://index.example/numpy-1.26.4.tar.gz", hash = "sha256:a02b", size = 1 }
    wheels = [
        { url = "https://index.example/numpy-1.26.4-cp311-cp311-manylinux_2_17_x86_64.whl" },
        { url = "https://index.example/numpy-1.26.4-cp312-cp312-manylinux_2_17_x86_64.whl" },
    ]

    [[package]]
    name = "shop"
    version = "0.1.0"
    source = { virtual = "." }
    dependencies = [
        { name = "numpy" },
    ]
    ```

    ```dockerfile bad
    FROM python:3.13-slim
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

    Where a wheel fits, one for every Python or the stable interface among them; where the image has
    a compiler, or installs packages that may bring one; where its Python is not known, or
    `.python-version` has the tool take another; for packages that only an extra or a group needs;
    for locks that name no files.

    ## Fix safety

    None: the image's Python or the version in the lock changes, and the lock needs the index.

    ## With other rules

    DW531 is about `requires-python`, DW512 about packages without wheels for any Python, DW533
    about wheels for another C library or processor.

    ## References

    - Python packaging specifications, "Platform compatibility tags"
    """
    from dockwright.rules._locked import locked_by

    locked = locked_by(install, ctx)
    if locked is None:
        return
    facts, contents, target = locked.facts, locked.contents, locked.target
    if facts.has_compiler is not False or facts.is_musl:
        return
    if not contents.installs_only(ctx.kb.names("contents.bare-packages")):
        return
    found = [each for each in locked.packages if _has_none_that_fits(each, target)]
    if not found:
        return
    first = found[0]
    rest = f", and {len(found) - 1} more packages" if len(found) > 1 else ""
    compiles = any(not each.name.endswith(".whl") for each in first.files)
    then = "it is compiled, without a compiler" if compiles else "nothing can be installed"
    count = f"{len(found)} packages" if len(found) > 1 else "one package"
    yield ctx.report(
        install.own_span,
        f"{locked.name} pins `{first.name}` {first.version}{rest}, which has no wheel for Python "
        f"{target.python}: {then}",
        help=_remedy(first, locked, compiles=compiles, kb=ctx.kb),
        effect=f"the build fails at {count}",
        related=[ctx.label_elsewhere(locked.path, first.span, "it is pinned here")],
    )


def _remedy(first: LockedPackage, locked: Locked, *, compiles: bool, kb: KnowledgeBase) -> str:
    """Return which Python has wheels for all, and what compiling the first package takes."""
    from dockwright.rules._wheels import compiling, pythons_for

    pythons = pythons_for(locked.packages, locked.target, locked.takes, kb)
    if pythons:
        own = int(locked.target.python.split(".")[1])
        nearest = min(pythons, key=lambda each: abs(int(each.split(".")[1]) - own))
        told = f"Take an image with Python {nearest}, for which all that is locked has wheels"
    else:
        told = "No Python that is maintained has wheels for all that is locked"
    then = f"{told}, or lock a newer version of {first.name}"
    return then + (compiling(first.name, locked.contents, kb) if compiles else "")


def _has_none_that_fits(package: LockedPackage, target: Target) -> bool:
    """Tell whether a package has wheels, and none for a target's Python on any machine."""
    from dockwright.packages import fits

    wheels = [each for each in package.files if each.name.endswith(".whl")]
    machines = (
        target,
        target._replace(platform="linux/amd64"),
        target._replace(platform="linux/arm64"),
    )
    return bool(wheels) and all(fits(each, other) is False for each in wheels for other in machines)
