"""DW311: a later layer deletes what an earlier one holds."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import Download, GitClone, Remove
from dockwright.model.instructions import Add, Copy, CopyLike, Run
from dockwright.model.layers import is_under, path_seen_by, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules._purpose import is_for_development
from dockwright.rules._sizes import copied_bytes
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Basis, Impact, Severity, unknown_impact
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


class _Made(NamedTuple):
    path: str
    span: Span
    how: str
    severity: Severity
    copy: CopyLike | None = None


@rule(
    "DW311",
    "deleted-in-later-layer",
    on=Run,
    family=Family.SIZE,
    severity=Severity.WARNING,
    triggers=("rm ",),
    facts=("small-file.suffixes", "installer.archive-suffixes", "installer.large-name-parts"),
)
def deleted_in_later_layer(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""A file is deleted in a later layer than the one that holds it, which frees nothing.

    ## What it does

    Finds `rm` of an archive, a folder or a clone that an earlier COPY, ADD or RUN of the shipped
    image's stages made.

    ## Why it matters

    A layer is never changed afterwards: deleting puts a mark into the new layer, and the bytes in
    the old one are pulled by everyone all the same.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim AS build
    RUN pip wheel --wheel-dir=/wheels numpy==2.3.5

    FROM python:3.13-slim
    COPY --from=build /wheels /wheels
    RUN pip install --no-cache-dir --no-index --find-links=/wheels numpy==2.3.5
    RUN rm -rf /wheels
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS build
    RUN pip wheel --wheel-dir=/wheels numpy==2.3.5

    FROM python:3.13-slim
    RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
        pip install --no-cache-dir --no-index --find-links=/wheels numpy==2.3.5
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where the file is made and deleted in one RUN; for small files such as requirements or scripts;
    where no instruction of the file is known to have made it; for package managers' caches and
    lists, which have rules of their own; where a condition decides on the deletion; in stages
    whose layers are not part of the built image.

    ## Fix safety

    What a RUN fetched is deleted in that RUN where nothing in between uses it, or the RUNs up to
    the deletion become one: both are safe.
    What a COPY brought is mounted for the one RUN that uses it, which is safe where that RUN
    installs Python packages, and unsafe where it does something else.
    It is refused where something other than a RUN stands between, where a RUN changes its folder or
    variables for those after it, where more than one RUN uses what was copied, and for what ADD
    fetches.

    ## With other rules

    DW301 to DW306 report caches, DW316 an archive that nobody deletes.

    ## References

    - OCI image layer specification: whiteouts
    - Dockerfile reference, `RUN --mount=type=bind`
    """
    stage = run.stage
    if stage is None or run.is_onbuild or not reaches_image(run):
        return
    if is_for_development(stage, ctx, by_installs=False):
        return
    made: list[_Made] | None = None
    for command in run.commands:
        remove = Remove.of(command)
        if remove is None or not command.is_unconditional:
            continue
        for word in remove.paths:
            value = word.value
            if value is None:
                continue
            path = path_seen_by(command, value)
            if path is None or path == "/":
                continue
            if made is None:
                made = list(_made_before(run, ctx))
            hit = next((item for item in made if _is_gone(item, path, remove, run)), None)
            if hit is None:
                continue
            yield ctx.report(
                word.span,
                f"deleting `{value}` here "
                + ("frees nothing" if hit.path == path else f"does not free `{hit.path}`")
                + ": an earlier layer holds it",
                help=_advice(hit, run),
                related=[ctx.label(hit.span, "the bytes are in this layer")],
                severity=hit.severity,
                impact=_kept(hit, ctx),
            )
            return


def _kept(made: _Made, ctx: Context) -> Impact:
    """Return what stays in the earlier layer: known where it was copied from the context."""
    copy = made.copy
    is_whole = copy is not None and made.how == "copy" and len(copy.sources) == 1
    size = copied_bytes(copy, ctx) if copy is not None and is_whole else None
    if size is None:
        return unknown_impact("what is fetched has its size where it lies")
    return Impact(size, None, "files of the build context", Basis.MEASURED)


def _advice(made: _Made, run: Run) -> str:
    if made.how in {"copy", "copy-from"}:
        if _users(made, run) > 1:
            return (
                "Several RUNs use it: do that in a stage of its own, and copy what they make from "
                "there with `COPY --from`"
            )
        origin = "from=…," if made.how == "copy-from" else ""
        return (
            "Do not copy it: let the RUN that uses it see it through "
            f"`--mount=type=bind,{origin}source=…,target=…`, with `rw` if it writes there"
        )
    if made.how == "clone":
        return "Clone, use and delete it in one RUN"
    return "Fetch, use and delete it in one RUN"


def _users(made: _Made, run: Run) -> int:
    """Return how many RUNs do something with what was copied, up to the one that deletes it."""
    stage = run.stage
    name = re.compile(rf"(?<![\w.-]){re.escape(made.path.rpartition('/')[2])}(?![\w.-])")
    return sum(
        _uses(other, made, name)
        for other in (stage.layers() if stage is not None else ())
        if isinstance(other, Run) and made.span.start < other.span.start <= run.span.start
    )


def _uses(run: Run, made: _Made, name: re.Pattern[str]) -> bool:
    """Tell whether a RUN names what was copied, or works in it, and does not delete it alone."""
    commands = [each for each in run.commands if Remove.of(each) is None]
    if any(name.search(word.raw) for command in commands for word in command.words):
        return True
    within = isinstance(run.state.workdir, str) and is_under(run.state.workdir, made.path)
    return bool(within and commands)


def _is_gone(made: _Made, path: str, remove: Remove, run: Run) -> bool:
    """Tell whether removing ``path`` removes all that was made; /tmp as a whole counts too."""
    if made.path == path or (remove.recursive and made.path.startswith(path.rstrip("*"))):
        whole = path.removesuffix("/*").rstrip("*")
        if made.path == path or made.path.startswith(whole.rstrip("/") + "/") or "*" in path:
            return not run.has_mount("cache", path) and not run.has_mount("bind", path)
    return False


def _made_before(run: Run, ctx: Context) -> Iterator[_Made]:
    stage = run.stage
    for instruction in stage.layers() if stage is not None else ():
        if instruction is run:
            return
        if isinstance(instruction, CopyLike):
            yield from _copied(instruction, ctx)
        elif isinstance(instruction, Run):
            for command in instruction.commands:
                made = _fetched(command)
                if (
                    made is not None
                    and not _is_small(made, ctx)
                    and not _removed_within(made, command, instruction)
                ):
                    yield _Made(
                        made,
                        command.own_span,
                        "clone" if GitClone.of(command) is not None else "run",
                        _severity_of(made, ctx),
                    )


def _copied(copy: CopyLike, ctx: Context) -> Iterator[_Made]:
    target = copy.target_path
    if isinstance(target, Unknown):
        return
    archives = tuple(ctx.kb.names("installer.archive-suffixes"))
    sources = [source.known or source.raw for source in copy.sources]
    for source in sources:
        name = source.rstrip("/").rpartition("/")[2]
        if not name or _is_small(name, ctx) or "*" in name or "$" in name:
            continue
        is_remote = isinstance(copy, Add) and "://" in source
        if isinstance(copy, Add) and not is_remote and ".t" in name:
            continue  # ADD unpacks archives: what it names is not there afterwards
        is_local = isinstance(copy, Add) or copy_is_local(copy)
        severity = _severity_of(name, ctx)
        if not is_local and not name.lower().endswith((*archives, ".whl")):
            severity = Severity.WARNING
        how = "add" if is_remote else "copy" if is_local else "copy-from"
        into_folder = target.endswith("/") or len(sources) > 1
        named_file = "." in name.strip(".") and not source.endswith("/")
        if into_folder and named_file:
            yield _Made(posixpath.join(target, name), copy.span, how, severity, copy)
        elif target.rstrip("/"):
            yield _Made(target.rstrip("/"), copy.span, how, severity, copy)


def _severity_of(path: str, ctx: Context) -> Severity:
    """Return how loud a file is: few of them are known to be large."""
    name = path.rpartition("/")[2].lower()
    large = any(part in name for part in ctx.kb.names("installer.large-name-parts"))
    return Severity.WARNING if large else Severity.INFO


def copy_is_local(copy: CopyLike) -> bool:
    """Tell whether a COPY takes from the build context."""
    return isinstance(copy, Copy) and copy.is_from_context


def _is_small(path: str, ctx: Context) -> bool:
    name = path.rpartition("/")[2].lower()
    if any(part in name for part in ctx.kb.names("installer.large-name-parts")):
        return False
    return name.endswith(tuple(ctx.kb.names("small-file.suffixes"))) or any(
        part in name for part in ctx.kb.names("small-file.name-parts")
    )


def _fetched(command: Command) -> str | None:
    """Return what a download or a clone writes, as an absolute path."""
    download = Download.of(command)
    if download is not None:
        if download.to_stdout and not command.simple.redirects:
            return None
        output = download.output
        if output is not None:
            name = output.value
        elif len(download.urls) == 1 and download.remote_name:
            name = text_of(download.urls[0]).rstrip("/").rpartition("/")[2]
            if "$" in name or "?" in name:
                return None
            if download.output_directory is not None:
                folder = download.output_directory.value
                name = None if folder is None else posixpath.join(folder, name)
        else:
            return None
        return path_seen_by(command, name) if name else None
    clone = GitClone.of(command)
    if clone is not None and clone.url is not None:
        if clone.destination is not None:
            name = clone.destination.value
        else:
            name = text_of(clone.url).rstrip("/").rpartition("/")[2].removesuffix(".git")
            name = None if "$" in name else name
        return path_seen_by(command, name) if name else None
    return None


def _removed_within(path: str, made: Command, run: Run) -> bool:
    for command in run.commands:
        remove = Remove.of(command)
        if remove is not None and command.span.start > made.span.start:
            for word in remove.paths:
                gone = path_seen_by(command, text_of(word))
                if gone is not None and (path == gone or path.startswith(gone.rstrip("*/") + "/")):
                    return True
    return False
