"""The command ``context``: what a build would send, what of it it should not, and why."""

# Paths are strings throughout.
# ruff: noqa: PTH100, PTH110, PTH112, PTH113, PTH118

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dockwright.errors import UsageError
from dockwright.kb import load
from dockwright.model.context import BuildContext
from dockwright.model.project import Project
from dockwright.model.survey import Survey, Unneeded, survey
from dockwright.report.context import ContextResult, Explained, Remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockwright.model.ignore import IgnorePattern

__all__ = ["context_of"]

_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst")
_REMOTE = ("http://", "https://", "git://", "ssh://", "git@", "github.com/")
_DOCKERFILES = ("Dockerfile", "dockerfile", "Containerfile")


def context_of(
    context: str,
    *,
    dockerfile: str | None = None,
    explain: Iterable[str] = (),
    top: int = 10,
    start: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ContextResult:
    """Tell what a build context sends.

    Args:
        context: a directory, an archive, ``-`` or an address.
        dockerfile: the Dockerfile, relative to ``start``; by default the context's own.
        explain: paths to answer for, relative to the context's root.
        top: how many of the largest files are told.
        start: the directory that paths start from.
        progress: is told files and bytes so far.

    Raises:
        UsageError: there is no such directory.
    """
    base = os.path.abspath(start or ".")
    if context == "-":
        reason = "standard input: an archive is sent as it comes, and no ignore file is applied"
        return ContextResult(context, "stream", "", None, None, reason, (), ())
    path = os.path.normpath(os.path.join(base, context))
    if not os.path.exists(path) and context.startswith(_REMOTE):
        return _remote(context)
    if os.path.isfile(path):
        if not path.lower().endswith(_ARCHIVES):
            raise UsageError(
                f"{context} is a file, and no archive",
                hint="name the directory that is the build context",
            )
        return _archive(context, path, top)
    if not os.path.isdir(path):
        raise UsageError(f"{context} is no directory")
    return _directory(context, path, base, dockerfile, list(explain), top, progress)


def _remote(context: str) -> ContextResult:
    is_git = context.partition("#")[0].endswith(".git") or context.startswith(
        ("git://", "git@", "ssh://", "github.com/", "https://github.com/")
    )
    if is_git:
        reason = (
            "a Git repository: BuildKit fetches it itself, without its history, and applies the "
            "ignore file in it to nothing; what it holds cannot be told without fetching it"
        )
        return ContextResult(context, "git", "", None, None, reason, (), ())
    reason = "an address: BuildKit fetches the archive or the Dockerfile there itself"
    return ContextResult(context, "remote", "", None, None, reason, (), ())


def _archive(context: str, path: str, top: int) -> ContextResult:
    """Count the entries of an archive; nothing of it is unpacked."""
    import heapq
    import tarfile

    from dockwright.model.survey import Branch, Held

    biggest: list[tuple[int, str]] = []
    files = directories = size = 0
    problems: list[str] = []
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                if member.isdir():
                    directories += 1
                    continue
                files += 1
                if member.isfile():
                    size += member.size
                    heapq.heappush(biggest, (member.size, member.name))
                    del biggest[: max(0, len(biggest) - top)]
                    heapq.heapify(biggest)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        problems.append(f"{context} cannot be read to its end: {error}")
    tree = Branch("")
    tree.bytes, tree.files = size, files
    told = Survey(
        size,
        files,
        directories,
        tuple(Held(name, each, 1) for each, name in sorted(biggest, reverse=True)),
        tree,
        (),
        (),
        0,
        tuple(problems),
        0,
    )
    reason = "an archive: all of it is sent, and an ignore file in it is not applied"
    return ContextResult(context, "archive", "", None, told, reason, (), ())


def _directory(
    context: str,
    path: str,
    base: str,
    dockerfile: str | None,
    explain: list[str],
    top: int,
    progress: Callable[[int, int], None] | None,
) -> ContextResult:
    if dockerfile is not None:
        file = os.path.normpath(os.path.join(base, dockerfile))
        if not os.path.isfile(file):
            raise UsageError(f"{dockerfile} is no file")
    else:
        names = [name for name in _DOCKERFILES if os.path.isfile(os.path.join(path, name))]
        file = os.path.join(path, names[0] if names else _DOCKERFILES[0])
    built = BuildContext(path, file, Project())
    told = survey(path, built.matcher, load(), top=top, progress=progress)
    if built.problem is not None and built.problem not in told.problems:
        told = told._replace(problems=(built.problem, *told.problems))
    ignored = built.ignore_path
    return ContextResult(
        context,
        "directory",
        _shown(file, base) if os.path.isfile(file) else "",
        None if ignored is None else _shown(ignored, base),
        told,
        "",
        _remedies(told),
        tuple(_explained(each, built) for each in explain),
    )


def _shown(path: str, base: str) -> str:
    from dockwright.model.find import shown_path

    return shown_path(path, base)


def _remedies(told: Survey) -> tuple[Remedy, ...]:
    """Return the lines that keep out what is of no use, those that save most first.

    Directories of one name share a line, as do files of one ending among data and weights.
    """
    saved: dict[str, list[int]] = {}
    for line, size, files in (
        *((_line_for(each, told), each.bytes, each.files) for each in told.unneeded),
        *((_quoted(each.path), 0, 1) for each in told.secrets),
    ):
        total = saved.setdefault(line, [0, 0])
        total[0] += size
        total[1] += files
    found = [Remedy(line, size, files) for line, (size, files) in saved.items() if line]
    return tuple(sorted(found, key=lambda each: (-each.bytes, each.line)))


def _line_for(each: Unneeded, told: Survey) -> str:
    name = each.path.rpartition("/")[2]
    if each.kind == "outputs":
        return ""  # the notebook itself may be meant
    if each.kind in {"weights", "data", "logs"}:
        return _quoted(each.path)
    alike = [one for one in told.unneeded if one.path.rpartition("/")[2] == name]
    return f"**/{_quoted(name)}" if len(alike) > 1 or "/" in each.path else _quoted(each.path)


def _quoted(path: str) -> str:
    """Return a pattern that matches a path alone."""
    quoted = "".join(f"\\{char}" if char in "*?[\\" else char for char in path)
    return f"\\{quoted}" if quoted[:1] in {"!", "#"} else quoted


def _explained(path: str, built: BuildContext) -> Explained:
    clean = os.path.normpath(path).replace(os.sep, "/").lstrip("/")
    exists = built.exists(clean)
    source = built.ignore.source if built.ignore is not None else None
    ignored, pattern = built.is_ignored(clean)
    decision = built.decision(clean)
    if decision.problem is not None:
        reason = f"Docker refuses the ignore file: {decision.problem}"
        return Explained(clean, exists, "unknown", None, 0, 0, reason)
    line, column = _place(pattern, source)
    text = None if pattern is None else ("!" if pattern.negated else "") + pattern.text
    if pattern is None:
        words = "no pattern matches it" if source is not None else "there is no ignore file"
        return Explained(clean, exists, "sent", None, 0, 0, words)
    if not ignored:
        words = f"line {line}, `{text}`, takes it back in"
        return Explained(clean, exists, "sent", text, line, column, words)
    via = "" if pattern.matches(clean) else ", which matches a directory above it"
    words = f"line {line}, `{text}`{via}"
    later = _overruled(clean, pattern, built)
    if later is not None:
        number, _ = _place(later, source)
        words += f"; line {number}, `!{later.text}`, stands before it and is overruled"
    if exists and next(iter(built.walk(clean)), None) is not None:
        words += "; something below it is taken back in, so the directory is sent with that"
        return Explained(clean, exists, "partly", text, line, column, words)
    return Explained(clean, exists, "ignored", text, line, column, words)


def _overruled(path: str, winner: IgnorePattern, built: BuildContext) -> IgnorePattern | None:
    """Return an exception that matches a path and stands before the pattern that decides."""
    for pattern in built.patterns:
        if pattern is winner:
            return None
        if pattern.negated and pattern.problem is None and pattern.matches(path):
            return pattern
    return None


def _place(pattern: IgnorePattern | None, source: object) -> tuple[int, int]:
    from dockwright.text import Source

    if pattern is None or pattern.span is None or not isinstance(source, Source):
        return 0, 0
    position = source.lines.position(pattern.span.start)
    return position.line, position.column
