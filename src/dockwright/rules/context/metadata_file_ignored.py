"""DW803: the build of a package reads a file that .dockerignore keeps out."""

from __future__ import annotations

import posixpath

from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.layers import path_seen_by
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.context._shared import brought_by_folder, is_brought_otherwise
from dockwright.rules.context.copied_file_ignored import Kept
from dockwright.rules.diagnostic import Severity
from dockwright.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_KINDS = frozenset({"readme", "licence", "dynamic"})


@rule(
    "DW803",
    "metadata-file-ignored",
    on=Install,
    family=Family.CONTEXT,
    severity=Severity.ERROR,
    triggers=("copy", "add"),
    given=("project",),
)
def metadata_file_ignored(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """The build of a package reads a file that .dockerignore keeps out of the build.

    ## What it does

    Reads the `pyproject.toml` of a project that `pip install .` builds from a folder that COPY
    takes, and looks for the README, the licence and the lists of dependencies that it names.

    ## Why it matters

    Build backends stop where a README or licence is missing, and setuptools leaves out the
    dependencies of a list that it does not find.

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

    Where the file is not in the tree, where the build context is not known, where a mount, another
    COPY or an earlier command may bring the file, for patterns of names, and for ONBUILD.

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
    run = install.instruction
    context = ctx.build_context
    if not isinstance(run, Run) or run.stage is None or run.is_onbuild:
        return
    if isinstance(context, Unknown) or not context.patterns or context.problem is not None:
        return
    if install.manager not in {"pip", "uv"} or context.ignore is None or len(install.project) != 1:
        return
    directory = posixpath.dirname(posixpath.join(install.project[0].path or ".", "x")) or "."
    path = path_seen_by(install, posixpath.join(directory, "pyproject.toml"))
    if path is None or is_brought_otherwise(path, run, install):
        return
    found = brought_by_folder(path, run, install, context, sent=True)
    data = Unknown("not brought") if found is None else context.read(found.path)
    if found is None or isinstance(data, Unknown):
        return
    from dockwright.packages.pyproject import read_pyproject

    absolute = posixpath.join(context.root, found.path)
    for reference in read_pyproject(Source.from_bytes(absolute, data)).references:
        name = reference.path
        if reference.kind not in _KINDS or name.startswith("/") or set("*?[").intersection(name):
            continue
        place = posixpath.join(posixpath.dirname(path), name)
        lost = brought_by_folder(place, run, install, context, sent=False)
        if lost is None:
            continue
        ignored, pattern = context.is_ignored(lost.path)
        if not ignored or pattern is None or pattern.span is None:
            continue
        yield ctx.report(
            lost.source,
            f"`{lost.path}`, which pyproject.toml names, is kept out of the build by "
            f"`{pattern.text}` in the ignore file",
            help=f"Delete that pattern, or add `!{lost.path}` after it",
            related=(
                ctx.label_elsewhere(absolute, reference.span, "named here"),
                ctx.label_elsewhere(context.ignore.source.path, pattern.span, "this drops it"),
            ),
            about=Kept(lost.path, pattern),
        )
