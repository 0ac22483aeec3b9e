"""DW810: an install reads a file of requirements that .dockerignore keeps out of the build."""

from __future__ import annotations

import posixpath

from dockwright.model.install import Install
from dockwright.model.layers import path_seen_by
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.context.copied_file_ignored import Kept
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW810",
    "requirements-file-ignored",
    on=Install,
    family=Family.CONTEXT,
    severity=Severity.ERROR,
    triggers=("copy", "add", "mount"),
    given=("requirement_files",),
)
def requirements_file_ignored(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """An install reads a file of requirements that .dockerignore keeps out of the build.

    ## What it does

    Follows the files that `pip install -r` and `uv pip install -r` name to the folder that COPY
    fills, and asks whether the ignore file drops them there.

    ## Why it matters

    The folder is copied without the file, and the build stops: "Could not open requirements file".

    ## Example

    With this `.dockerignore`:

    ```dockerignore
    **/*.txt
    ```

    ```text deps/requirements.txt
    fastapi==0.115.12
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /srv
    COPY deps ./
    RUN pip install --no-cache-dir -r requirements.txt
    COPY main.py ./
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## Instead

    Delete the pattern, or take the file back with `!deps/requirements.txt`.
    A program without packages needs no install:

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /srv
    COPY main.py ./
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## When it stays silent

    Where the file is not in the tree, where the build context is not known, where a mount, another
    stage or an earlier command may bring the file, where the install is made on a condition, and
    for ONBUILD.

    ## Fix safety

    Unsafe: other builds may read the same ignore file.
    It gets a line that takes the file back, or loses the pattern, as for DW801 and with the same
    proof: nothing else comes or goes.

    ## With other rules

    DW801 speaks where COPY names the file itself, DW526 where no file of the name is there, DW804
    of lock files.

    ## References

    - Docker documentation, ".dockerignore files"
    - pip documentation, "Requirements File Format"
    """
    context = ctx.build_context
    if not install.is_unconditional or isinstance(context, Unknown) or not context.patterns:
        return
    from dockwright.rules.context._shared import image_before

    image = image_before(install, ctx)
    if image is None:
        return
    assert context.ignore is not None
    for word in install.requirement_files:
        name = word.value
        path = None if name is None or "://" in name else path_seen_by(install, name)
        lost = None if path is None else image.left_out(path, install)
        if path is None or lost is None:
            continue
        if posixpath.basename(lost.source.known or "") == posixpath.basename(path):
            continue
        yield ctx.report(
            lost.source,
            f"`{lost.path}`, which `{install.program} {install.subcommand}` reads, is kept out of "
            f"the build by `{lost.pattern.text}` in the ignore file",
            help=f"Delete that pattern, or add `!{lost.path}` after it",
            related=(
                ctx.label(install.own_span, "it is read here"),
                ctx.label_elsewhere(
                    context.ignore.source.path, lost.pattern.span or Span(0, 0), "this drops it"
                ),
                ctx.label_elsewhere(
                    posixpath.join(context.root, lost.path), Span(0, 0), "the file of requirements"
                ),
            ),
            about=Kept(lost.path, lost.pattern),
        )
