"""DW812: an ignore file lies where no build reads it."""

from __future__ import annotations

from dockwright.model.brought import CopiedFolder
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW812",
    "ignore-file-not-read",
    on=CopiedFolder,
    family=Family.CONTEXT,
    severity=Severity.WARNING,
    given=("unread_ignore_file",),
    facts=("context-file.misspelt",),
    triggers=("copy", "add"),
)
def ignore_file_not_read(folder: CopiedFolder, ctx: Context) -> Iterator[Diagnostic]:
    """An ignore file lies where no build reads it.

    ## What it does

    Looks for a `.dockerignore` beside a Dockerfile whose context is another directory, and for
    names that are meant for `.dockerignore`, and compares its patterns with what COPY brings.

    ## Why it matters

    Docker reads `.dockerignore` at the root of the context, or the file named as the Dockerfile
    with
    `.dockerignore` behind it. What the other file lists goes into the image.

    ## Example

    A file beside it:

    ```text dockerignore.txt
    notebooks
    ```

    ```text notebooks/trial.txt
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    COPY . /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where its patterns match nothing that COPY takes; where only the name of the Dockerfile says
    what the context is.

    ## Fix safety

    None: other builds may read the file.

    ## With other rules

    DW813 is about patterns of a file that is read.

    ## References

    - Docker documentation, "Build context", on filename and location of .dockerignore
    """
    unread = folder.unread_ignore_file
    if unread is None:
        return
    path = unread.file.source.path
    name = path.rpartition("/")[2]
    yield ctx.report(
        folder.source,
        f"`{unread.path}` is copied, though a `{name}` lists it: no build reads that file there",
        help="Move it to the root of the context as `.dockerignore`, or beside the Dockerfile as "
        f"`{ctx.dockerfile.source.path.rpartition('/')[2]}.dockerignore`",
        related=[ctx.label_elsewhere(path, unread.first, "nothing reads this")],
    )
