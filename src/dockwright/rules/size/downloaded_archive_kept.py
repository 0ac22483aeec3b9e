"""DW316: an archive stays beside what was unpacked from it."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import Archive, ChangeDirectory, Copying, Download, Remove
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_after, mount_covers, path_seen_by, reaches_image
from dockwright.model.words import text_of
from dockwright.rules._purpose import is_for_development
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity, unknown_impact
from dockwright.text.light import NamedTuple, fnmatchcase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic

_TAR = (
    ((".tar.gz", ".tgz"), "-xz"),
    ((".tar.xz", ".txz"), "-xJ"),
    ((".tar.bz2", ".tbz2"), "-xj"),
    ((".tar.zst",), "--zstd -x"),
    ((".tar",), "-x"),
)


class FetchedArchive(NamedTuple):
    """What a finding is about: a download that stays.

    Attributes:
        run: where it is.
        name: the file's name.
        path: the file as the command names it, relative to where it runs.
        command: the download.
        is_large: whether it is known to be large.
    """

    run: Run
    name: str
    path: str
    command: Command
    is_large: bool

    @property
    def path_at_end(self) -> str | None:
        """Return how the file is named where the RUN ends; None where that cannot be told."""
        if self.path.startswith("/") or all(
            ChangeDirectory.of(later) is None for later in commands_after(self.command)
        ):
            return self.path
        path = path_seen_by(self.command, self.path)
        return None if path is None or "$" in path else path


@rule(
    "DW316",
    "downloaded-archive-kept",
    on=Run,
    family=Family.SIZE,
    severity=Severity.WARNING,
    triggers=("curl", "wget", "aria2c"),
    facts=("installer.archive-suffixes", "installer.large-name-parts"),
)
def downloaded_archive_kept(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""An archive or installer is downloaded, used, and left in the layer.

    ## What it does

    Finds an archive, a package file or a large installer that a RUN of the shipped image downloads
    with curl, wget or aria2c and unpacks or runs, and that no command removes.

    ## Why it matters

    The image then holds the content twice: unpacked, and as it came.
    For installers and archives that are known to be large, such as Miniconda's and CUDA's, it is a
    warning, for others `info`.

    ## Example

    ```dockerfile bad
    FROM python:3.13
    RUN wget https://models.example/tagger-1.4.tar.gz \
     && tar -xzf tagger-1.4.tar.gz -C /opt
    USER 10001
    CMD ["/opt/tagger/run"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13
    RUN wget https://models.example/tagger-1.4.tar.gz \
     && tar -xzf tagger-1.4.tar.gz -C /opt \
     && rm tagger-1.4.tar.gz
    USER 10001
    CMD ["/opt/tagger/run"]
    ```

    Or without a file at all: `curl -fsSL … | tar -xz -C /opt`.

    ## When it stays silent

    Where the file is removed or moved, also in a later RUN (which DW311 reports); where it goes to
    a mount; for small scripts; in stages whose layers are not part of the built image.

    ## Fix safety

    Ending the RUN with the `rm` is safe where no later instruction names the file, and unsafe where
    another stage copies from this one.
    It is refused where a later instruction names the file, where the download stands in a loop or a
    shell of its own, and where the path cannot be told.

    ## With other rules

    DW311 reports an archive that a later layer deletes.

    ## References

    - Docker documentation, Building best practices: minimise what stays in a layer
    """
    if run.is_onbuild or not reaches_image(run):
        return
    target = ctx.dockerfile.target
    if target is not None and is_for_development(target, ctx, by_installs=False):
        return
    for fetched in _archives(run, ctx):
        used = _use_of(fetched)
        if used is None or _is_gone(fetched, run):
            continue
        loud = fetched.is_large and used.program != "dpkg" and not _is_package(used)
        yield ctx.report(
            fetched.command.own_span,
            f"`{fetched.name}` stays in the layer beside what is made of it",
            help=_advice(fetched),
            related=[ctx.label(used.own_span, "used here")],
            impact=unknown_impact("what the file weighs is known where it lies"),
            severity=None if loud else Severity.INFO,
            about=fetched,
        )
        return


def _advice(fetched: FetchedArchive) -> str:
    """Return how to get rid of the file: by a path that holds where the RUN ends."""
    path = fetched.path_at_end
    advice = f"Remove it at the end of this RUN: `rm {path}`" if path else "Remove it in this RUN"
    unpack = next(
        (flag for suffixes, flag in _TAR if fetched.name.lower().endswith(suffixes)), None
    )
    if unpack is not None:
        advice += f"; or unpack the stream: `curl -fsSL … | tar {unpack}`"
    return advice


def _archives(run: Run, ctx: Context) -> Iterator[FetchedArchive]:
    suffixes = tuple(ctx.kb.names("installer.archive-suffixes"))
    large = ctx.kb.names("installer.large-name-parts")
    for command in run.commands:
        download = Download.of(command)
        if download is None or "substitution" in command.simple.context:
            continue
        if command.simple.pipeline[2] > 1:
            continue
        redirect = next(
            (
                item.target
                for item in command.simple.redirects
                if item.operator in {">", ">|"} and item.descriptor in {None, 1}
            ),
            None,
        )
        output = redirect or download.output
        if download.to_stdout and redirect is None:
            continue
        if output is not None:
            path = text_of(output)
        elif len(download.urls) == 1:
            path = text_of(download.urls[0]).partition("?")[0]
        else:
            continue
        name = path.rstrip("/").rpartition("/")[2]
        address = text_of(download.urls[0]).lower() if download.urls else ""
        if not name or any(part in name for part in ctx.kb.names("small-file.name-parts")):
            continue
        named = name.lower()
        is_large = any(part in named or part in address.rpartition("/")[2] for part in large)
        if not named.endswith(suffixes) and not is_large:
            continue
        if output is None:
            path = name
            if download.output_directory is not None:
                path = posixpath.join(text_of(download.output_directory), name)
        folder = posixpath.dirname(path)
        if folder.startswith("/") and mount_covers(run, ("cache", "tmpfs", "bind"), (folder,)):
            continue
        yield FetchedArchive(run, name, path, command, is_large)


def _use_of(fetched: FetchedArchive) -> Command | None:
    """Return the later command of the RUN that unpacks, installs or runs the file."""
    for later in commands_after(fetched.command):
        names = [text_of(word).rpartition("/")[2] for word in later.words]
        if fetched.name not in names:
            continue
        archive = Archive.of(later)
        if archive is not None and archive.extracts:
            return later
        if install_of(later) is not None or later.program in {"bash", "sh", "dpkg", "7z", "7za"}:
            return later
        if names and names[0] == fetched.name:
            return later
    return None


def _is_package(used: Command) -> bool:
    """Tell whether the file is a package of the system's, which is small more often than not."""
    install = install_of(used)
    return install is not None and install.ecosystem == "system"


def _is_gone(fetched: FetchedArchive, run: Run) -> bool:
    """Tell whether a later command of the stage removes or moves the file."""
    stage = run.stage
    runs = list(stage.layers()) if stage is not None else [run]
    started = False
    for instruction in runs:
        if instruction is run:
            commands = commands_after(fetched.command)
            started = True
        elif started and isinstance(instruction, Run):
            commands = instruction.commands
        else:
            continue
        for command in commands:
            if _takes_away(fetched.name, command):
                return True
    return False


def _takes_away(name: str, command: Command) -> bool:
    remove = Remove.of(command)
    if remove is not None:
        for word in remove.paths:
            text = text_of(word)
            last = text.rstrip("/").rpartition("/")[2]
            if fnmatchcase(name, last) or remove.recursive or "$" in last:
                return True
        return False
    moved = Copying.of(command)
    if moved is not None and moved.moves:
        return any(text_of(word).rpartition("/")[2] == name for word in moved.sources)
    if command.program == "find":
        return any(word.value == "-delete" for word in command.words) or bool(command.nested)
    return command.program in {"unlink", "shred"}
