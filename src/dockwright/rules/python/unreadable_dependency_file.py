"""DW538: a file of dependencies that an install reads cannot be read."""

from __future__ import annotations

import posixpath

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

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW538",
    "unreadable-dependency-file",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    facts=("lock-file.bears-broken",),
    given=("goes_by_project",),
)
def unreadable_dependency_file(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """A file of dependencies that an install reads cannot be read.

    ## What it does

    Reads the `pyproject.toml`, the lock, the `Pipfile` or the environment's file that an install
    takes, as it lies in the build context, and tells the first place at which it is no TOML, JSON
    or YAML, or not UTF-8.

    ## Why it matters

    uv, Poetry, PDM, pip and conda stop at it.
    Pipenv takes a broken `Pipfile.lock` away and installs nothing.

    ## Example

    Files beside it:

    ```toml pyproject.toml bad
    [project
    name = "ledger"
    version = "1.4.0"
    ```

    ```toml pyproject.toml good
    [project]
    name = "ledger"
    version = "1.4.0"
    ```

    ```python ledger/__main__.py
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /src
    COPY pyproject.toml ./
    COPY ledger ./ledger
    RUN pip install --no-cache-dir .
    USER 10001
    CMD ["python", "-m", "ledger"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /src
    COPY pyproject.toml ./
    COPY ledger ./ledger
    RUN pip install --no-cache-dir .
    USER 10001
    CMD ["python", "-m", "ledger"]
    ```

    ## When it stays silent

    For what can be read and means nothing; for files that the build makes, or that are not in the
    build context; for `setup.cfg`, `setup.py` and lists of requirements.

    ## Fix safety

    None: what is meant is not known.

    ## With other rules

    DW534 compares a lock with what the project asks for.

    ## References

    - TOML v1.0.0; RFC 8259, "The JavaScript Object Notation"
    """
    run, context = install.instruction, ctx.build_context
    if not isinstance(run, Run) or isinstance(context, Unknown):
        return
    for written, kind in _files_of(install):
        path = path_seen_by(install, written)
        source = None if path is None else file_seen_by(path, install, context)
        if source is None:
            continue
        from dockwright.packages import read_dependency_file

        problems = read_dependency_file(source, kind).problems
        broken = [each for each in problems if each.message.startswith(_BROKEN)]
        invalid = source.invalid_bytes()[:1]
        if invalid:
            span, why = invalid[0], "the file has a byte that is not UTF-8"
        elif broken:
            span, why = broken[0].span, broken[0].message
        else:
            continue
        name = posixpath.basename(source.path)
        bears = ctx.kb.mapping("lock-file.bears-broken").get(f"{install.manager} {kind}")
        then = bears or f"{install.program} stops at it"
        yield ctx.report(
            install.own_span,
            f"{why.replace('the file', f'`{name}`', 1)}; {then}",
            help=f"Mend `{name}`, or make it anew where a tool made it",
            related=[ctx.label_elsewhere(source.path, span, "it cannot be read from here on")],
        )


_BROKEN = ("the file is", "the file nests", "the top of the file", "the file holds")
"""How the readers' words begin for what no tool can read at all."""


def _files_of(install: Install) -> Iterator[tuple[str, str]]:
    """Yield the files that an install reads whole: their paths as it names them, and formats."""
    kinds = {"pyproject.toml": "pyproject", "environment.yml": "conda-environment"}
    if install.lock_file is not None:
        yield install.lock_file, "pylock.toml"
    for spec in install.project:
        yield posixpath.join(spec.path.partition("[")[0] or ".", "pyproject.toml"), "pyproject"
    if install.manager == "conda":
        for word in install.requirement_files:
            if word.value is not None and "://" not in word.value:
                yield word.value, "conda-environment"
    folder = install.project_directory
    if folder is not None:
        for name in install.manifests:
            if name != "setup.py":
                yield posixpath.join(folder, name), kinds.get(name, name)
