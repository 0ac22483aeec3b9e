"""DW532: `.python-version` asks for another Python than the image has."""

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
from dockwright.text import Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_VERSION = re.compile(r"(?:cpython@?)?(\d+\.\d+)(?:\.\d+)?")


@rule(
    "DW532",
    "python-version-file-unmet",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the build fails",
    facts=("lock-file.downloads-off",),
    triggers=("uv_python_downloads", "no-python-downloads"),
)
def python_version_file_unmet(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """`.python-version` asks uv for a Python that the image lacks, and uv may download none.

    ## What it does

    Compares the `.python-version` that lies beside the project when `uv sync` runs with the Python
    of the stage, where `UV_PYTHON_DOWNLOADS` or `--no-python-downloads` forbids another.

    ## Why it matters

    uv stops with "No interpreter found for Python 3.13".

    ## Example

    A file beside it:

    ```text .python-version
    3.13
    ```

    ```toml pyproject.toml
    [project]
    name = "shop"
    version = "0.1.0"
    ```

    ```dockerfile bad
    FROM python:3.12-slim
    COPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv
    ENV UV_PYTHON_DOWNLOADS=0
    WORKDIR /app
    COPY pyproject.toml .python-version ./
    RUN uv sync --no-cache
    USER 10001
    CMD ["/app/.venv/bin/python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv
    ENV UV_PYTHON_DOWNLOADS=0
    WORKDIR /app
    COPY pyproject.toml .python-version ./
    RUN uv sync --no-cache
    USER 10001
    CMD ["/app/.venv/bin/python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where uv may download a Python; where `--python` or `UV_PYTHON` names one; where the Python of
    the stage is not known; where the file is not there when uv runs.

    ## Fix safety

    None: whether the image or the file is wrong is not known.

    ## With other rules

    DW531 is about `requires-python`.

    ## References

    - uv documentation, "Python versions", on version files and on automatic downloads
    """
    run = install.instruction
    context = ctx.build_context
    if install.manager != "uv" or install.subcommand != "sync" or not isinstance(run, Run):
        return
    if isinstance(context, Unknown) or run.stage is None or install.has("--python"):
        return
    setting = run.state.env("UV_PYTHON_DOWNLOADS")
    is_off = isinstance(setting, str) and setting.lower() in ctx.kb.name_set(
        "lock-file.downloads-off"
    )
    if not is_off and not install.has("--no-python-downloads"):
        return
    python = contents_of(run.stage, ctx.kb).python
    if run.state.env("UV_PYTHON") is not None or install.project_directory is None:
        return
    if not isinstance(python, Python) or isinstance(python.version, Unknown):
        return
    folder = path_seen_by(install, install.project_directory or ".")
    if folder is None or python.origin != "image":
        return
    file = file_seen_by(posixpath.join(folder, ".python-version"), install, context)
    asked = None if file is None else _VERSION.fullmatch(file.text.strip())
    has = ".".join(python.version.split(".")[:2])
    if file is None or asked is None or has == asked[1]:
        return
    base = run.stage.lineage[-1].from_
    end = len(file.text.rstrip())
    yield ctx.report(
        base.image or base,
        f"the image has Python {python.version}, `.python-version` asks uv for {asked[1]}, and "
        "downloads are switched off",
        help=f"Take an image with Python {asked[1]}, or leave `.python-version` out of the image",
        related=[
            ctx.label_elsewhere(file.path, Span(0, end), "it is asked for here"),
            ctx.label(install.own_span, "it is installed here"),
        ],
    )
