"""DW808: COPY takes history, environments or caches of the host."""

from __future__ import annotations

from dockwright.model.brought import CopiedFolder, Taken
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.context._figures import bytes_on_disk, human
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

_CALLS_GIT = re.compile(
    rb"""["']git["']|\bgit (?:describe|rev-parse|log|show|rev-list|status|tag|branch|ls-files)\b"""
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW808",
    "unneeded-files-copied",
    on=CopiedFolder,
    family=Family.CONTEXT,
    severity=Severity.WARNING,
    given=("unneeded",),
    facts=("context-file.history-users",),
    options={"min-record-bytes": 1_000_000},
    triggers=("copy", "add"),
)
def unneeded_files_copied(folder: CopiedFolder, ctx: Context) -> Iterator[Diagnostic]:
    """COPY of a folder takes the repository's history, environments or caches of the host.

    ## What it does

    Looks for directories in what COPY brings that a build has no use for: `.git`, virtual
    environments, `node_modules`, and records of experiments and caches of a megabyte or more.
    The option says from how many bytes on records of experiments count: below a megabyte, as with
    caches, they neither cost time to send nor show in the image.

    ## Why it matters

    They make the image larger, a change in any of them rebuilds all steps below, and a virtual
    environment or `node_modules` of the host holds programs that do not run in the image, over
    those that a step installs.
    `.git` holds each file that was ever committed.

    ## Example

    A file beside it:

    ```text .git/HEAD
    ref: refs/heads/main
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

    For stages that do not ship; for `.git` where a package works out the version from it, where a
    step runs git, or a program of the context that calls it, and where a step deletes `.git` when
    it is done; for `node_modules` where no step installs packages of Node.js, and for environments
    that the Dockerfile itself names; for directories that a pattern of the ignore file names at
    the root alone, which DW813 tells; small caches.

    ## Fix safety

    Unsafe: what is left out is missing in the image, and other builds may read the same file.
    The ignore file that the build reads gets the lines at its end, `**/` before the names of caches
    and the like that lie in several folders; where there is none, `.dockerignore` is written, and
    keeps itself out.
    All that is sent is worked out before and after over the files that are there.
    The fix is refused where anything else would come or go, where an exception takes the files back
    in or names one of them itself, where a COPY, ADD or bind mount of this Dockerfile or another
    one that reads the same ignore file takes them on purpose, where an instruction names them
    (`rm -f` aside), and where the context is too large to compare.

    ## With other rules

    DW809 is about weights and data sets, DW403 about secrets.

    ## References

    - Docker documentation, "Build context", on .dockerignore
    """
    if not folder.ships:
        return
    known = {each.path for each in folder.shallow}
    least = int(ctx.options["min-record-bytes"])
    found = [
        each
        for each in folder.unneeded
        if each.path not in known
        and not (each.kind == "experiments" and each.bytes < least)
        and not _is_meant(each.kind, each.path, folder, ctx)
    ]
    if not found:
        return
    path = folder.context.ignore_path
    patterns = folder.context.patterns
    related = []
    if path is not None and patterns and patterns[-1].span is not None:
        related.append(ctx.label_elsewhere(path, patterns[-1].span, "nothing here keeps it out"))
    size = sum(each.bytes for each in found)
    count = sum(each.files for each in found)
    names = ", ".join(f"`{each.path}`" for each in found[:3])
    rest = f" and {len(found) - 3} more" if len(found) > 3 else ""
    yield ctx.report(
        folder.source,
        f"this {folder.copy.keyword} takes {names}{rest} along: {human(size)} in {count:,} "
        f"{'file' if count == 1 else 'files'}",
        help="List it in `.dockerignore`" if path else "Write a `.dockerignore` that lists it",
        related=related,
        impact=bytes_on_disk(size),
        about=Taken(folder, tuple(found)),
    )


def _is_meant(kind: str, path: str, folder: CopiedFolder, ctx: Context) -> bool:
    """Tell whether the build has a use for what others do not need."""
    text = ctx.dockerfile.source.text
    name = path.rpartition("/")[2]
    if kind == "history":
        if any(_uses_history(each, name, folder) for each in _commands(ctx)):
            return True
        data = folder.context.read("pyproject.toml")
        setup = folder.context.read("setup.py")
        words = b"".join(each for each in (data, setup) if isinstance(each, bytes))
        return any(
            each.encode() in words or each in text
            for each in ctx.kb.names("context-file.history-users")
        )
    if kind == "packages":
        return not any(install.ecosystem == "node" for install in _installs(ctx))
    if kind == "environment":
        return name in text
    return False


def _uses_history(command: Command, name: str, folder: CopiedFolder) -> bool:
    """Tell whether a step asks for the history, itself or by a program of the context."""
    if command.program == "git":
        return True
    for word in command.words:
        text = word.value or ""
        if name in text.split("/"):
            return True  # it is deleted when all is done, or taken elsewhere
        if "." not in text or text.startswith("-"):
            continue
        # The program lies somewhere below the folder that is copied.
        parts = [each for each in text.split("/") if each not in {"", "."}]
        for at in range(len(parts)):
            data = folder.context.read("/".join(parts[at:]))
            if isinstance(data, bytes):
                if _CALLS_GIT.search(data):
                    return True
                break
    if command.program in {"make", "gmake"}:
        data = folder.context.read("Makefile")
        return isinstance(data, bytes) and _CALLS_GIT.search(data) is not None
    return False


def _commands(ctx: Context) -> Iterator[Command]:
    for instruction in ctx.dockerfile.instructions:
        if isinstance(instruction, Run):
            yield from instruction.commands


def _installs(ctx: Context) -> Iterator[Install]:
    for command in _commands(ctx):
        install = install_of(command)
        if install is not None:
            yield install
