"""DW536: a file of the project names another Python than the image has, and nothing obeys it."""

from __future__ import annotations

import posixpath

from dockwright.model.contents import Python, contents_of
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW536",
    "python-differs-from-declared",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.INFO,
    facts=("python-demand.told-only",),
    given=("beside:python-demand.told-only",),
    triggers=("pip", "poetry", "pdm", "pipenv"),
)
def python_differs_from_declared(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A file of the project names another Python than the image has, and no tool obeys it here.

    ## What it does

    Compares the Python of an image that pip, Poetry, PDM or Pipenv installs into with the one that
    `.python-version`, `runtime.txt` or the `python` of conda's `environment.yml` pins at the top
    of the build context.

    ## Why it matters

    The project is written and tried out with one Python, and runs in the image with another: what
    was removed in between, or is not there yet, fails at run time only.

    ## Example

    A file beside it:

    ```text runtime.txt
    python-3.11.9
    ```

    ```text requirements.txt
    idna==3.10
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /app
    COPY requirements.txt ./
    RUN pip install --no-cache-dir -r requirements.txt
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.11-slim
    WORKDIR /app
    COPY requirements.txt ./
    RUN pip install --no-cache-dir -r requirements.txt
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For stages that do not ship; where a list of several Pythons has the image's among them; where
    the Python of the image is not its own, or is not known;
    where uv, conda or a manager of Pythons works in the stage, which may go by the file; where the
    file names a range that takes the image's Python; where the image is chosen by a build argument.

    ## Fix safety

    None: whether the image or the file is wrong is not known.

    ## With other rules

    DW531 is about projects and locks that a tool refuses, DW532 about `.python-version` and uv.

    ## References

    - pyenv documentation, "Understanding Python version selection"
    - Heroku Dev Center, "Specifying a Python Runtime"
    - conda documentation, "Managing environments"
    """
    context = ctx.build_context
    if isinstance(context, Unknown) or not stage.is_target:
        return
    python = contents_of(stage, ctx.kb).python
    if not isinstance(python, Python) or isinstance(python.version, Unknown):
        return
    if python.origin != "image" or not _installs_plainly(stage, ctx):
        return
    base = stage.lineage[-1].from_
    if base.image is None or "$" in base.image.raw:
        return
    whole = context.with_ignore("")  # what the build leaves out names the Python all the same
    minor = ".".join(python.version.split(".")[:2])
    for name in ctx.kb.names("python-demand.told-only"):
        data = whole.read(name)
        if isinstance(data, Unknown):
            continue
        from dockwright.packages import read_dependency_file
        from dockwright.packages.target import takes_python

        source = Source.from_bytes(posixpath.join(context.root, name), data)
        file = read_dependency_file(source)
        if not file.python.startswith("=="):
            continue
        exact = file.python.removeprefix("==").removesuffix(".*")
        wanted = ".".join(exact.split(".")[:2])
        if takes_python(f"=={wanted}.*", minor) is not False or _names_too(minor, source):
            continue
        yield ctx.report(
            base.image,
            f"the image has Python {python.version}, `{name}` names {exact}, and nothing in this "
            "build goes by it",
            help=f"Take an image with Python {wanted}, or let `{name}` name what the image has",
            related=[ctx.label_elsewhere(source.path, file.python_span, "it is named here")],
        )


def _names_too(minor: str, source: Source) -> bool:
    """Tell whether a further line of a list of Pythons names the image's."""
    lines = (line.partition("#")[0].strip() for line in source.text.splitlines())
    return any(line == minor or line.startswith(f"{minor}.") for line in lines)


def _installs_plainly(stage: Stage, ctx: Context) -> bool:
    """Tell whether packages are installed for the image's Python, and nothing chooses another."""
    programs = ctx.kb.name_set("python-demand.other-pythons")
    managers: set[str] = set()
    for each in stage.dockerfile.reachable:
        contents = contents_of(each, ctx.kb)
        managers.update(one.install.manager for one in contents.installs)
        commands = (*contents.strangers, *contents.builders)
        if any(command.program in programs for command in commands):
            return False
    return bool(managers) and managers.isdisjoint({"uv", "conda", "pixi"})
