"""DW531: the project does not take the image's Python."""

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

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW531",
    "requires-python-unmet",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    given=("project",),
)
def requires_python_unmet(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """The project that is installed does not take the image's Python.

    ## What it does

    Compares `requires-python` of the `pyproject.toml` that pip installs with the Python of the
    stage.

    ## Why it matters

    pip stops with "Package requires a different Python".

    ## Example

    A file beside it:

    ```toml pyproject.toml
    [project]
    name = "ledger"
    version = "1.4.0"
    requires-python = ">=3.13"
    ```

    ```python ledger/__main__.py
    ```

    ```dockerfile bad
    FROM python:3.12-slim
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

    For other tools than pip: uv brings a Python of its own; where the Python of the stage is not
    known, or an install names another; where `pyproject.toml` is not in the build context.

    ## Fix safety

    None: whether the image or the limit is wrong is not known.

    ## With other rules

    DW113 is about Pythons that are not maintained any more.

    ## References

    - Python packaging specifications, "Core metadata", Requires-Python
    """
    run = install.instruction
    context = ctx.build_context
    if install.manager != "pip" or not isinstance(run, Run) or isinstance(context, Unknown):
        return
    if run.stage is None or install.has("--ignore-requires-python", "--python"):
        return
    python = contents_of(run.stage, ctx.kb).python
    if not isinstance(python, Python) or python.origin not in {"image", "distro"}:
        return
    if isinstance(python.version, Unknown) or install.interpreter is not None:
        return
    for spec in install.project:
        folder = path_seen_by(install, spec.path.partition("[")[0] or ".")
        if folder is None:
            continue
        source = file_seen_by(posixpath.join(folder, "pyproject.toml"), install, context)
        if source is None:
            continue
        from dockwright.packages import read_dependency_file
        from dockwright.packages.installed import takes_python

        file = read_dependency_file(source, "pyproject")
        taken = takes_python(file.python, python.version)
        if isinstance(taken, Unknown) or taken:
            continue
        base = run.stage.lineage[-1].from_
        yield ctx.report(
            base.image or base,
            f"the image has Python {python.version}, and the project asks for {file.python}: "
            "pip refuses to install it",
            help="Take an image with a Python that the project takes",
            related=[
                ctx.label_elsewhere(source.path, file.python_span, "it is asked for here"),
                ctx.label(install.own_span, "it is installed here"),
            ],
        )
