"""DW809: COPY takes weights or data sets along with the code."""

from __future__ import annotations

from dockwright.model.brought import CopiedFolder, Taken
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.context._figures import bytes_on_disk, human
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW809",
    "weights-copied",
    on=CopiedFolder,
    family=Family.CONTEXT,
    severity=Severity.WARNING,
    given=("weights",),
    options={"min-bytes": 50_000_000},
    triggers=("copy", "add"),
)
def weights_copied(folder: CopiedFolder, ctx: Context) -> Iterator[Diagnostic]:
    """COPY of a folder takes weights of models, checkpoints or data sets along with the code.

    ## What it does

    Looks for files of weights, checkpoints and tables of `min-bytes` (50,000,000) or more in what
    COPY of a folder brings, where Python code lies in the same folder.

    ## Why it matters

    They come in by accident, with each build anew: the layer of the code, which changes most often,
    then holds the largest files, and every push and pull moves them.

    ## Example

    With this setting, so that a small file shows it:

    ```toml
    min-bytes = 10
    ```

    Files beside it:

    ```python main.py
    ```

    ```text checkpoints/epoch-12.safetensors
    no real weights
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

    Where COPY names a folder without code, or the file itself: then they are meant; for stages that
    do not ship; below the size.

    ## Fix safety

    Unsafe: the program may load them by a path that is put together when it runs.
    The ignore file that the build reads gets their paths, as for DW808, with the same proof.
    Refused too where a file of code or settings in the folder names one of them, or the directory
    that it lies in, and where the code is too much to look through.

    ## With other rules

    DW807 is about large folders as a whole.

    ## References

    - Docker documentation, "Build context"
    """
    least = int(ctx.options["min-bytes"])
    found = [each for each in folder.weights if each.bytes >= least]
    if not folder.ships or not folder.has_code or not found:
        return
    size = sum(each.bytes for each in found)
    names = ", ".join(f"`{each.path}`" for each in found[:3])
    rest = f" and {len(found) - 3} more" if len(found) > 3 else ""
    yield ctx.report(
        folder.source,
        f"this {folder.copy.keyword} takes {names}{rest} along with the code: {human(size)}",
        help="List them in `.dockerignore`, and give them as a volume, or by a COPY of their own "
        "above the code's",
        impact=bytes_on_disk(size),
        about=Taken(folder, tuple(found)),
    )
