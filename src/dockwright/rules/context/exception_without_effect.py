"""DW806: a line with "!" of the ignore file takes nothing back."""

from __future__ import annotations

from dockwright.model.brought import CopiedFolder
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW806",
    "exception-without-effect",
    on=CopiedFolder,
    family=Family.CONTEXT,
    severity=Severity.WARNING,
    given=("lost",),
    triggers=("copy", "add"),
)
def exception_without_effect(folder: CopiedFolder, ctx: Context) -> Iterator[Diagnostic]:
    """A line with `!` in the ignore file takes nothing back into the build.

    ## What it does

    Finds the lines with `!` whose files are there and are kept out all the same: a later pattern
    drops them again, or only their own pattern was meant to take them back.

    ## Why it matters

    The last pattern that matches decides. The file that the line was written for is missing in the
    image, and nothing says so before the program looks for it.

    ## Example

    With this `.dockerignore`:

    ```dockerignore
    !docs/guide.html
    docs
    ```

    Files beside it:

    ```html docs/guide.html
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

    Where no file on disk matches the line; where no COPY of a folder reaches the files.

    ## Fix safety

    Unsafe: which of the two lines is meant is not known, and other builds may read the same file.
    The line with `!` goes behind the pattern that has the last word. All that is sent is worked out
    before and after over the files that are there: the fix is refused where a file stays out all
    the same, where something else is left out, where a file that may hold a secret would be sent,
    and where another Dockerfile that reads the same ignore file would take much of what comes.

    ## With other rules

    DW801 is about a file that COPY names itself.

    ## References

    - Docker documentation, "Build context", on exceptions in .dockerignore
    """
    path = folder.context.ignore_path
    for lost in folder.lost:
        pattern, file, winner = lost
        related = []
        if path is not None and pattern.span is not None:
            related.append(ctx.label_elsewhere(path, pattern.span, "this takes nothing back"))
        if path is not None and winner.span is not None:
            related.append(ctx.label_elsewhere(path, winner.span, "this keeps it out"))
        yield ctx.report(
            folder.source,
            f"`{file}` stays out of the build, though `!{pattern.text}` is to take it back: "
            f"`{winner.text}` has the last word",
            help=f"Write `!{pattern.text}` below `{winner.text}`",
            related=related,
            about=lost,
        )
