"""DW807: COPY takes more bytes than anyone wants in an image."""

from __future__ import annotations

from dockwright.model.brought import CopiedFolder
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.context._figures import bytes_on_disk, human
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW807",
    "context-too-large",
    on=CopiedFolder,
    family=Family.CONTEXT,
    severity=Severity.WARNING,
    given=("files",),
    options={"max-copied-bytes": 500_000_000},
    triggers=("copy", "add"),
)
def context_too_large(folder: CopiedFolder, ctx: Context) -> Iterator[Diagnostic]:
    """COPY of a folder takes hundreds of megabytes into the image.

    ## What it does

    Adds up the files that a COPY of a folder brings, what DW808 and DW809 tell left out, and
    compares them with `max-copied-bytes` (500,000,000).
    Of a folder with more than 20,000 files the first are counted.

    ## Why it matters

    Each build sends these bytes to the engine and each pull loads them; a change to one of the
    files stores all of the layer anew.

    ## Example

    With this setting, so that a small file shows it:

    ```toml
    max-copied-bytes = 10
    ```

    A file beside it:

    ```text footage/interview.txt
    a long interview
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

    Below the limit; for stages that do not ship; for bind mounts, which copy nothing.

    ## Fix safety

    None: what of it the program needs is not known.

    ## With other rules

    DW808 and DW809 name what has no place in an image; `dockwright context` shows the rest.

    ## References

    - Docker documentation, "Build context"
    """
    if not folder.ships:
        return
    told = sum(each.bytes for each in (*folder.unneeded, *folder.weights))
    size = folder.size - told
    if size <= int(ctx.options["max-copied-bytes"]):
        return
    largest = max(folder.files, key=lambda each: each.entry.size)
    least = "at least " if folder.is_cut else ""
    yield ctx.report(
        folder.source,
        f"this {folder.copy.keyword} brings {least}{human(size)}, "
        f"`{largest.entry.path}` alone {human(largest.entry.size)}",
        help="Keep out what the program does not need with `.dockerignore`, or copy what it does",
        impact=bytes_on_disk(size),
    )
