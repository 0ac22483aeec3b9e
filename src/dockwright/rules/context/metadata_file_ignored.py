"""DW803: the build of a package reads a file that .dockerignore keeps out."""

from __future__ import annotations

import posixpath

from dockwright.model.install import Install
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.context._shared import image_before, projects_of
from dockwright.rules.context.copied_file_ignored import Kept
from dockwright.rules.diagnostic import Severity
from dockwright.text import Source, Span
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.context import BuildContext
    from dockwright.model.left_out import ImageWithout, LeftOut
    from dockwright.packages.records import Reference
    from dockwright.rules.context._shared import Project
    from dockwright.rules.diagnostic import Diagnostic

_KINDS = frozenset({"readme", "licence", "licence-pattern", "dynamic", "data"})


class _Named(NamedTuple):
    """A file that the build of a package reads.

    Attributes:
        backend: the first name of the module that builds the package.
        file: the absolute path of the file that names it.
        reference: the name.
    """

    backend: str
    file: str
    reference: Reference


@rule(
    "DW803",
    "metadata-file-ignored",
    on=Install,
    family=Family.CONTEXT,
    severity=Severity.ERROR,
    facts=("metadata-file.borne",),
    triggers=("copy", "add", "mount"),
    given=("may_build_project", "context.patterns"),
)
def metadata_file_ignored(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """The build of a package reads a file that .dockerignore keeps out of the build.

    ## What it does

    Reads the `pyproject.toml` or `setup.cfg` of a project that `pip install .`, `uv sync`,
    `poetry install` or `pdm install` builds from a folder that COPY takes, and looks for the
    README, the licence, the lists of dependencies and the forced data that it names; and for the
    files that a `setup.py` opens whenever it runs.
    The folder may be one that a bind mount of the context brings, and the project one that a file
    of requirements names (`-e .`, `./libs/ledger`).

    ## Why it matters

    Build backends stop where a README or licence is missing, as a `setup.py` does that opens one,
    and setuptools leaves out the dependencies of a list that it does not find.
    What the backend only warns about is told as information: a README or licence with setuptools,
    a pattern of licences with Hatch.

    ## Example

    With this `.dockerignore`:

    ```dockerignore
    *.md
    ```

    ```markdown README.md
    Books that balance.
    ```

    ```toml pyproject.toml
    [build-system]
    requires = ["hatchling==1.27.0"]
    build-backend = "hatchling.build"

    [project]
    name = "ledger"
    version = "1.4.0"
    readme = "README.md"
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /src
    COPY . .
    RUN pip install --no-cache-dir .
    USER 10001
    CMD ["python", "-m", "ledger"]
    ```

    ## Instead

    Delete the pattern or take the file back in.
    Code that runs from its folder needs no build of a package:

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /src
    COPY . .
    USER 10001
    CMD ["python", "-m", "ledger"]
    ```

    ## When it stays silent

    Where the file is not in the tree, where the build context is not known, where another mount,
    COPY or an earlier command may bring the file, for patterns of names, and for ONBUILD.
    For files that `setup.py` asks for before it opens them, or opens in a `try`.
    Where the install leaves the project out, or nothing says that it is a package.

    ## Fix safety

    Unsafe: other builds may read the same ignore file.
    It gets a line that takes the file back, or loses the pattern, as for DW801 and with the same
    proof: nothing else comes or goes.

    ## With other rules

    DW801 speaks where COPY names the file itself.

    ## References

    - Python Packaging User Guide, "Writing your pyproject.toml"
    - Docker documentation, ".dockerignore files"
    """
    image = image_before(install, ctx)
    if image is None:
        return
    for project in projects_of(install, image, ctx):
        for each in _references(project, image, ctx):
            lost = _lost(each.reference.path, project, image)
            if lost is not None:
                yield _finding(each, lost, image.context, ctx)


def _lost(name: str, project: Project, image: ImageWithout) -> LeftOut | None:
    """Return a file that a project names, if the ignore file keeps it out."""
    if name.startswith("/") or set("*?[").intersection(name):
        return None
    lost = image.left_out(posixpath.normpath(posixpath.join(project.inside, name)))
    if lost is None or lost.source.known is None:
        return None
    is_named = posixpath.basename(lost.source.known) == posixpath.basename(lost.path)
    return None if is_named else lost


def _finding(named: _Named, lost: LeftOut, context: BuildContext, ctx: Context) -> Diagnostic:
    assert context.ignore is not None
    borne = ctx.kb.mapping("metadata-file.borne").get(named.backend, ())
    how = "opens" if named.reference.kind == "read" else "names"
    return ctx.report(
        lost.source,
        f"`{lost.path}`, which {posixpath.basename(named.file)} {how}, is kept out of the build by "
        f"`{lost.pattern.text}` in the ignore file",
        help=f"Delete that pattern, or add `!{lost.path}` after it",
        related=(
            ctx.label_elsewhere(named.file, named.reference.span, f"it {how} it here"),
            ctx.label_elsewhere(
                context.ignore.source.path, lost.pattern.span or Span(0, 0), "this drops it"
            ),
        ),
        severity=Severity.INFO if named.reference.kind in borne else None,
        about=Kept(lost.path, lost.pattern),
    )


def _references(project: Project, image: ImageWithout, ctx: Context) -> Iterator[_Named]:
    """Yield the files that the build of a project reads."""
    from dockwright.packages.pyproject import read_pyproject
    from dockwright.packages.setup_files import files_read_by_setup, read_setup_cfg

    context = image.context

    def source(name: str) -> Source | None:
        path = posixpath.normpath(posixpath.join(project.outside, name))
        data = context.read(path)
        absolute = posixpath.join(context.root, path)
        return None if isinstance(data, Unknown) else Source.from_bytes(absolute, data)

    backend = "setuptools"
    pyproject = source("pyproject.toml")
    if pyproject is not None:
        read = read_pyproject(pyproject)
        if not read.is_package and not project.is_named:
            return  # nothing is built: the tool takes the dependencies alone
        backend = read.backend or backend
        for each in read.references:
            if each.kind in _KINDS:
                yield _Named(backend, pyproject.path, each)
    if backend != "setuptools":
        return
    settings, script = source("setup.cfg"), source("setup.py")
    if settings is not None:
        for each in read_setup_cfg(settings).references:
            yield _Named(backend, settings.path, each)
    if script is not None:
        for each in files_read_by_setup(script, ctx.kb):
            yield _Named(backend, script.path, each)
