"""DW534: pyproject.toml names a package that the lock file lacks."""

from __future__ import annotations

import posixpath

from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.layers import path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW534",
    "lock-out-of-date",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    facts=("lock-file.checking-installs",),
    triggers=("uv", "poetry"),
)
def lock_out_of_date(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """`pyproject.toml` names a package that the lock lacks, and the install insists on the lock.

    ## What it does

    Compares the dependencies of `pyproject.toml` with the packages of `uv.lock` or `poetry.lock`,
    both as they lie in the build context, for `uv sync --locked` and `poetry install`.

    ## Why it matters

    The install stops: "The lockfile at `uv.lock` needs to be updated", "pyproject.toml changed
    significantly since poetry.lock was last generated".

    ## Example

    Files beside it:

    ```toml pyproject.toml
    [project]
    name = "shop"
    version = "0.1.0"
    requires-python = ">=3.11"
    dependencies = ["idna==3.10"]
    ```

    ```toml uv.lock
    version = 1
    revision = 3
    requires-python = ">=3.11"

    [[package]]
    name = "shop"
    version = "0.1.0"
    source = { virtual = "." }
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
    FROM python:3.13-slim
    COPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv
    WORKDIR /app
    COPY pyproject.toml uv.lock ./
    RUN uv sync --frozen --no-cache
    USER 10001
    CMD ["/app/.venv/bin/python", "-m", "http.server"]
    ```

    ## When it stays silent

    For installs that take the lock as it is (`uv sync --frozen`) or make it anew; for requirements
    that are paths, addresses, or hold for another platform; where one of the files is not in the
    build context, or cannot be read whole.

    ## Fix safety

    None: `uv lock` or `poetry lock` makes it anew, which needs the index.

    ## With other rules

    DW804 is about a lock file that the ignore file keeps out.

    ## References

    - uv documentation, "Locking and syncing"; Poetry documentation, "install"
    """
    known = ctx.kb.mapping("lock-file.checking-installs").get(
        f"{install.manager} {install.subcommand}"
    )
    run = install.instruction
    context = ctx.build_context
    if known is None or not isinstance(run, Run) or isinstance(context, Unknown):
        return
    lock_name, *options = known
    if options and not install.has(*options):
        return
    if install.project_directory is None:
        return
    folder = path_seen_by(install, install.project_directory or ".")
    if folder is None:
        return
    wanted = file_seen_by(posixpath.join(folder, "pyproject.toml"), install, context)
    lock = file_seen_by(posixpath.join(folder, lock_name), install, context)
    if wanted is None or lock is None:
        return
    from dockwright.packages import read_dependency_file

    asked = read_dependency_file(wanted, "pyproject")
    locked = read_dependency_file(lock, lock_name)
    if locked.problems or locked.unknown or asked.problems or not locked.source.text.strip():
        return
    there = {each.name for each in locked.locked}
    missing = [
        each
        for each in asked.requirements
        if each.name
        and not each.group
        and not each.url
        and not each.marker
        and each.ecosystem == "python"
        and each.name not in there
    ]
    if not missing or asked.name in {each.name for each in missing}:
        return
    first = missing[0]
    yield ctx.report(
        install.own_span,
        f"{install.manager} refuses to install: `{first.name}` is asked for, and {lock_name} "
        "lacks it",
        help=f"Run `{install.manager} lock`, and commit the lock",
        related=[
            ctx.label_elsewhere(wanted.path, first.span, "it is asked for here"),
            ctx.label_elsewhere(
                lock.path,
                locked.locked[0].span if locked.locked else Span(0, 0),
                "the lock",
            ),
        ],
    )
