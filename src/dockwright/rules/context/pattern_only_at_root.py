"""DW813: a pattern of the ignore file holds at the root alone."""

from __future__ import annotations

from dockwright.model.brought import CopiedFolder, Shallow
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


class BelowRoot(NamedTuple):
    """What a finding of this rule is about: the folder, and what a pattern misses in it."""

    folder: CopiedFolder
    missed: Shallow


@rule(
    "DW813",
    "pattern-only-at-root",
    on=CopiedFolder,
    family=Family.CONTEXT,
    severity=Severity.WARNING,
    given=("shallow",),
    facts=("context-file.usual-patterns",),
    triggers=("copy", "add"),
)
def pattern_only_at_root(folder: CopiedFolder, ctx: Context) -> Iterator[Diagnostic]:
    """A pattern of the ignore file keeps out at the root alone what COPY takes further down.

    ## What it does

    Finds patterns such as `__pycache__`, `*.pyc` or `.env`, which in `.gitignore` hold at every
    level, and files of these names below the root in what COPY brings.

    ## Why it matters

    In `.dockerignore` a pattern starts at the root of the context. Caches, logs and files of
    secrets in the folders below go into the image.

    ## Example

    With this `.dockerignore`:

    ```dockerignore
    __pycache__
    ```

    A file beside it:

    ```text src/__pycache__/shop.cpython-313.pyc
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

    For other names than those that ignore files of Git usually list; where nothing of the name lies
    below the root; for a line that begins with `/`, which means the root in `.gitignore` too; for
    files that a line with `!` names themselves, which are wanted.

    ## Fix safety

    Unsafe: what is left out is missing in the image, and other builds may read the same file.
    `**/` is written before the pattern. All that is sent is worked out before and after over the
    files that are there, and the fix is refused where anything but files of that name goes, or one
    is needed, as for DW808, or named by a line with `!`.

    ## With other rules

    DW808 is about what no pattern names.

    ## References

    - Docker documentation, "Build context", on the syntax of .dockerignore
    """
    path = folder.context.ignore_path
    for missed in folder.shallow:
        pattern, where = missed
        related = []
        if path is not None and pattern.span is not None:
            related.append(ctx.label_elsewhere(path, pattern.span, "this holds at the root alone"))
        yield ctx.report(
            folder.source,
            f"`{where}` is copied: `{pattern.text}` in the ignore file keeps out what is called so "
            "at the root alone",
            help=f"Write `**/{pattern.text}`",
            related=related,
            about=BelowRoot(folder, missed),
        )
