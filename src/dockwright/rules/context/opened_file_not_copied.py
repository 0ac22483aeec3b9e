"""DW814: the code opens at its start what no instruction brings into the image."""

from __future__ import annotations

import posixpath

from dockwright.model.instructions import Run
from dockwright.model.layers import is_under
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.code import Code, Needed
    from dockwright.model.code.image import ImageFiles
    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext
    from dockwright.rules.diagnostic import Diagnostic

_MOST_LOOKED_AT = 20
"""Files of a directory of which one has to be in the image."""


@rule(
    "DW814",
    "opened-file-not-copied",
    on=Stage,
    family=Family.CONTEXT,
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    facts=(
        "code.reads",
        "code.directories-needed",
        "security.private-key-names",
        "security.private-key-suffixes",
        "security.credential-names",
        "security.keystore-suffixes",
        "security.environment-file",
    ),
    triggers=("copy", "add"),
    given=("context.may_hold_code",),
)
def opened_file_not_copied(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The code opens a file or directory at its start that no instruction copies.

    ## What it does

    Reads the code that the container starts for files that it opens while it starts, and for
    directories without which it stops (`StaticFiles(directory="static")`, `os.listdir()`).
    Each that lies in the build context, and that no COPY, ADD or command brings to where the code
    looks for it, is reported.

    ## Why it matters

    The image builds, and the container ends at once: `FileNotFoundError`, or
    `RuntimeError: Directory 'static' does not exist`.
    Started in the project's folder, the same code finds them.

    ## Example

    With this module, and a file `labels.txt` beside it:

    ```python main.py
    with open("labels.txt") as file:
        print(file.read())
    ```

    ```text labels.txt
    cat
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /srv
    COPY main.py .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /srv
    COPY main.py labels.txt ./
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## When it stays silent

    Where the build context has no such file; where a base image, a command, another stage or an
    archive may bring it, or a RUN names it; where a volume or mount of Compose, or a VOLUME, holds
    it (one that lies over the code as well is there to develop with, and is none);
    for files that hold secrets by their names; for what the code asks for before it opens it,
    makes itself, or opens in a `try`, below an `if` or in a function that is not called at the
    start; for relative paths after a `cd`.

    ## Fix safety

    None: it may be meant to be mounted.

    ## With other rules

    DW805 is about files that the ignore file drops from a folder that is copied, DW802 about names
    in COPY.

    ## References

    - Starlette documentation, "Static Files"
    """
    context = ctx.build_context
    if not stage.is_target or isinstance(context, Unknown) or context.problem is not None:
        return
    from dockwright.rules._code import code_that_starts

    started = code_that_starts(stage, ctx)
    if started is None or not started[1].opened:
        return
    runnable, code = started
    held = [each for each in stage.final_command() if each is not None]
    commands = tuple(command for each in held for command in each.commands)
    needs = list(_certain(code, stage, commands))
    if not needs:
        return
    from dockwright.model.code.image import ImageFiles

    files = ImageFiles(stage, context, ctx.kb)
    told: set[str] = set()
    for need in needs:
        path = posixpath.relpath(need.on_disk, context.root)
        if path in told or not _is_missing(need, path, files, stage, ctx):
            continue
        told.add(path)
        kind = "directory" if need.opened.is_directory else "file"
        yield ctx.report(
            runnable.span,
            f"the code that this starts needs the {kind} `{path}` at {need.target}, where no "
            "instruction brings it",
            help=f"Copy `{path}` to {posixpath.dirname(need.target)}, or mount it there",
            related=(ctx.label_elsewhere(need.opened.path, need.opened.span, "it is opened here"),),
        )


def _certain(code: Code, stage: Stage, commands: tuple[Command, ...]) -> Iterator[Needed]:
    """Yield what surely is opened when the program starts."""
    for need in code.needed(stage.final_state.workdir, commands):
        opened = need.opened
        if opened.at_start and not opened.guarded and opened.path in code.at_start:
            yield need


def _is_missing(need: Needed, path: str, files: ImageFiles, stage: Stage, ctx: Context) -> bool:
    """Tell whether the context has what is needed, and the image surely does not."""
    from dockwright.rules.context._shared import holds_secrets, is_from_outside

    context = files.context
    if files.locate(need.module) != need.opened.path:
        return False  # an install put the module there, and may have put more
    if (
        path.startswith("..")
        or not context.exists(path)
        or holds_secrets(posixpath.basename(path).lower(), ctx)
        or path.lower().endswith(ctx.kb.names("security.private-key-suffixes"))
    ):
        return False
    targets = [need.target]
    if need.opened.is_directory:
        below = _some_below(path, context)
        targets = [posixpath.join(need.target, each) for each in below]
    if not targets or any(files.locate(each) is not None for each in targets):
        return False
    from dockwright.model.left_out import ImageWithout

    without = ImageWithout(stage, context, ctx.kb)
    if any(without.left_out(each) is not None for each in targets):
        return False  # the ignore file alone keeps it out
    return not _may_be_made(need.target, stage) and not any(
        is_from_outside(each, need.module, stage, context) for each in targets
    )


def _some_below(path: str, context: BuildContext) -> list[str]:
    """Return files of a directory of the context, relative to it, whether sent or not."""
    found: list[str] = []
    pending = [""]
    while pending and len(found) < _MOST_LOOKED_AT:
        folder = pending.pop()
        entries = context.project.listing(posixpath.join(context.root, path, folder))
        for entry in () if isinstance(entries, Unknown) else entries:
            below = posixpath.join(folder, entry.name)
            (pending if entry.kind == "directory" else found).append(below)
    return found[:_MOST_LOOKED_AT]


def _may_be_made(target: str, stage: Stage) -> bool:
    """Tell whether an instruction names the file, or is told to work in the directory."""
    name = posixpath.basename(target)
    for each in stage.lineage:
        for instruction in each.layers():
            if isinstance(instruction, Run):
                span = instruction.span
                if name in each.dockerfile.source.text[span.start : span.end]:
                    return True
            elif is_under(str(instruction.state.workdir), target):
                return True
    return False
