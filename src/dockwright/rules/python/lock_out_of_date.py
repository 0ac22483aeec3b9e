"""DW534: the project asks for a package or a group that its lock lacks."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

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
    facts=("lock-file.checking-installs", "lock-file.trusting-installs"),
    given=("goes_by_project",),
    triggers=("uv", "poetry", "pdm", "pipenv"),
)
def lock_out_of_date(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """The project asks for a package or a group that its lock lacks, or for another version.

    ## What it does

    Compares what `pyproject.toml` or `Pipfile` asks for with the packages and groups of `uv.lock`,
    `poetry.lock`, `pdm.lock` or `Pipfile.lock`, both as they lie in the build context, for installs
    that check the lock or take it as it is.

    ## Why it matters

    `uv sync --locked`, `poetry install` and `pipenv install --deploy` stop: "The lockfile at
    `uv.lock` needs to be updated", "pyproject.toml changed significantly since poetry.lock was last
    generated", "Aborting deploy".
    `uv sync --frozen`, `pipenv sync` and `pdm sync` install what is locked and no more: the program
    fails when it imports the rest.
    A group that `uv sync --frozen --group` or `pdm sync -G` names and the lock lacks stops them.

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

    Commit the lock that `uv lock` makes.
    Or let the build make it, with versions of its own each time:

    ```dockerfile good
    FROM python:3.13-slim
    COPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv
    WORKDIR /app
    COPY pyproject.toml uv.lock ./
    RUN uv sync --no-cache
    USER 10001
    CMD ["/app/.venv/bin/python", "-m", "http.server"]
    ```

    ## When it stays silent

    For installs that make the lock anew (`uv sync` alone, `pdm install`, `pipenv install`); for
    requirements that are paths or addresses, or that do not hold in the image; for groups that the
    install leaves out, where the tool does not compare them; where one of the files is not in the
    build context, or cannot be read whole.

    ## Fix safety

    None: the tool's `lock` makes it anew, which needs the index.

    ## With other rules

    DW804 is about a lock file that the ignore file keeps out.

    ## References

    - uv documentation, "Locking and syncing"; Poetry documentation, "install"
    - PDM documentation, "Lock file"; Pipenv documentation, "pipenv sync" and "--deploy"
    """
    from dockwright.rules.python._lock_gaps import gaps_of, lock_used_by

    use = lock_used_by(install, ctx)
    gaps = [] if use is None else list(gaps_of(use, install, ctx))
    if use is None or not gaps:
        return
    first = max(gaps, key=lambda gap: (gap.stops, gap.is_plain))
    tool = install.manager
    more = f" (and {len(gaps) - 1} more like it)" if len(gaps) > 1 else ""
    if use.refuses or first.stops:
        message = f"{tool} refuses to install: {first.words}{more}"
    else:
        message = f"{first.words}{more}: {tool} {first.then}"
    yield ctx.report(
        install.own_span,
        message,
        help=f"Run `{tool} lock`, and commit the lock",
        related=[
            ctx.label_elsewhere(use.manifest.path, first.asked, "it is asked for here"),
            ctx.label_elsewhere(use.lock.path, first.locked, "the lock"),
        ],
        effect="the build fails" if use.refuses or first.stops else "",
        severity=None if use.refuses or first.stops or first.is_plain else Severity.WARNING,
    )
