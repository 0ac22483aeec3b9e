"""DW530: the lock's wheels are for other Pythons than the image's."""

from __future__ import annotations

import posixpath

from dockwright.model.contents import Python, contents_of
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.layers import path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.packages import LockedPackage, Target
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

    DW531 is about `requires-python`, DW512 about packages without wheels for any Python.

    ## References

    - Python packaging specifications, "Platform compatibility tags"
    """
    reading = ctx.kb.mapping("lock-file.reading-installs")
    lock_name = reading.get(f"{install.manager} {install.subcommand}")
    run = install.instruction
    context = ctx.build_context
    if lock_name is None or not isinstance(run, Run) or isinstance(context, Unknown):
        return
    if run.stage is None or install.project_directory is None or install.has("--python"):
        return
    contents = contents_of(run.stage, ctx.kb)
    python, facts = contents.python, contents.facts
    if not isinstance(python, Python) or isinstance(python.version, Unknown) or facts is None:
        return
    if python.origin != "image" or facts.has_compiler is not False or facts.is_musl:
        return
    if not contents.installs_only(ctx.kb.names("contents.bare-packages")):
        return
    folder = path_seen_by(install, install.project_directory or ".")
    if folder is None:
        return
    lock = file_seen_by(posixpath.join(folder, lock_name), install, context)
    pinned = file_seen_by(posixpath.join(folder, ".python-version"), install, context)
    if lock is None or (pinned is not None and python.version not in pinned.text):
        return
    declared = file_seen_by(posixpath.join(folder, "pyproject.toml"), install, context)
    from dockwright.packages import Target, installed, read_dependency_file

    target = Target(python.version, ctx.platform or "linux/amd64")
    file = read_dependency_file(lock, lock_name)
    project = None if declared is None else read_dependency_file(declared, "pyproject")
    if file.problems or file.unknown:
        return
    taken = installed(file, target, declared=project)
    if taken.unknown:
        return
    found = [each for each in taken.packages if _has_none_that_fits(each, target)]
    if not found:
        return
    first = found[0]
    rest = f", and {len(found) - 1} more packages" if len(found) > 1 else ""
    compiles = any(not each.name.endswith(".whl") for each in first.files)
    then = "it is compiled, without a compiler" if compiles else "nothing can be installed"
    yield ctx.report(
        install.own_span,
        f"{lock_name} pins `{first.name}` {first.version}{rest}, which has no wheel for Python "
        f"{python.version}: {then}",
        help="Take an image with a Python that the wheels are for, or lock a newer version",
        related=[ctx.label_elsewhere(lock.path, first.span, "it is pinned here")],
    )


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
