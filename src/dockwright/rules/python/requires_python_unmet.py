"""DW531: the project does not take the image's Python."""

from __future__ import annotations

from dockwright.model.contents import Python, contents_of
from dockwright.model.install import Install
from dockwright.model.instructions import Run
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
    facts=("python-demand.other-pythons",),
    given=("goes_by_project",),
)
def requires_python_unmet(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """The project that is installed does not take the image's Python.

    ## What it does

    Compares the Python of the stage with what the project or lock asks for that is installed:
    `requires-python` of `pyproject.toml`, `python` of Poetry's dependencies, `python_requires` of
    `setup.cfg` and of a plain `setup.py`, `requires-python` of `pylock.toml`, `[requires]` of a
    `Pipfile`.
    The Python of a conda environment is compared, too: the one that `environment.yml` or
    `conda create` pins, with the project that its `pip` part or `conda run -n NAME pip` installs.

    ## Why it matters

    pip stops with "Package requires a different Python", and uv, Poetry and Pipenv stop in their
    own words.
    Two go on, which is told as a warning: PDM downloads a Python of its own where it can, and
    `pipenv install --system` installs what was locked for another Python.

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

    For `uv sync` where uv may download a Python, and for `uv pip` into an environment that uv may
    have made; where `--python`, a variable or an earlier command chooses a Python; where the Python
    of the stage is not known; where code works out what `setup.py` asks for; where the file is not
    in the build context.

    ## Fix safety

    None: whether the image or the limit is wrong is not known.

    ## With other rules

    DW113 is about Pythons that are not maintained any more, DW532 about `.python-version`.

    ## References

    - Python packaging specifications, "Core metadata", Requires-Python
    - uv documentation, "Python versions"; Poetry documentation, "Managing environments"
    """
    run = install.instruction
    if not isinstance(run, Run) or run.stage is None:
        return
    from dockwright.rules.python._demands import are_apart, as_written, conda_pythons, demands

    for found in conda_pythons(install, ctx):
        if are_apart(found.python, found.file.python):
            has = found.python.removeprefix("==")
            yield ctx.report(
                install.own_span,
                f"the conda environment has Python {has}, and the project that is "
                f"installed into it asks for {as_written(found.file)}: pip refuses to install it",
                help="Let the environment have a Python that the project takes",
                related=[
                    found.label,
                    ctx.label_elsewhere(
                        found.file.path, found.file.python_span, "it is asked for here"
                    ),
                ],
            )
    contents = contents_of(run.stage, ctx.kb)
    python = contents.python
    if install.interpreter is not None:
        python = contents.python_at(run.state, install)
    if not isinstance(python, Python) or python.origin not in {"image", "distro"}:
        return
    if isinstance(python.version, Unknown):
        return
    for demand in demands(install, ctx):
        from dockwright.packages.target import takes_python

        file = demand.file
        taken = takes_python(file.python, python.version)
        if isinstance(taken, Unknown) or taken:
            continue
        base = run.stage.lineage[-1].from_
        yield ctx.report(
            base.image or base,
            f"the image has Python {python.version}, and {demand.subject} asks for {demand.asked}: "
            f"{demand.then}",
            help=f"Take an image with a Python that {demand.subject} takes",
            related=[
                ctx.label_elsewhere(file.path, file.python_span, "it is asked for here"),
                ctx.label(install.own_span, "it is installed here"),
            ],
            severity=demand.severity,
        )
