"""Proofs over what an ignore file leaves out, before and after a change of it.

The files that are there are walked twice as BuildKit does: a change is made where it does what its
title says, to nothing else than was meant, and where no build that reads the file needs what goes.
"""

from __future__ import annotations

import os.path
import posixpath
from itertools import islice

from dockwright.edits.ignorefile import (
    can_be_pattern,
    keep_out,
    line_of_pattern,
    remove_line,
    take_back,
)
from dockwright.fixes.repair import Refusal
from dockwright.model.actions import Remove
from dockwright.model.instructions import Add, Copy, Env, Run, Runnable, is_remote
from dockwright.model.sharing import other_readers
from dockwright.model.unknown import Unknown
from dockwright.rules.security.secret_file_copied import is_secret_file
from dockwright.syntax.dockerfile.git_ref import is_git_ref
from dockwright.text import apply_edits
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dockwright.fixes.repair import RepairContext
    from dockwright.model.brought import CopiedFolder
    from dockwright.model.context import BuildContext, ContextEntry
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.ignore import IgnorePattern
    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit

__all__ = [
    "Change",
    "burden",
    "difference",
    "is_at_or_below",
    "kept_out",
    "names_any",
    "sent_to",
    "shown_ignore_file",
    "taken_back",
]

_MOST_ENTRIES = 20_000
"""Files and folders of a context above which it is too large to compare."""
_MOST_SECRET = 1 << 16
"""Bytes of a file above which it is not read for secrets."""
_MOST_LINES = 20
"""Lines that a repair adds at most: a longer list is a decision about the layout."""


class Change(NamedTuple):
    """What a change of an ignore file does to what is sent.

    Attributes:
        gone: what is not sent any more, relative to the context's root.
        come: what is sent that was not.
        context: the context with the changed file.
    """

    gone: frozenset[str]
    come: frozenset[str]
    context: BuildContext


def sent_to(context: BuildContext) -> frozenset[str] | None:
    """Return all that is sent to a build; None where that is too much to compare."""
    found = [entry.path for entry in islice(context.walk(), _MOST_ENTRIES + 1)]
    return None if len(found) > _MOST_ENTRIES else frozenset(found)


def difference(context: BuildContext, edits: Sequence[Edit]) -> Change | Refusal:
    """Return what edits of the ignore file change; a file that is not there is written."""
    file = context.ignore
    changed = context.with_ignore(apply_edits("" if file is None else file.source.text, edits))
    if changed.problem:
        return Refusal("Docker would refuse the ignore file")
    before = sent_to(context)
    after = sent_to(changed)
    if before is None or after is None:
        return Refusal("the build context is too large to compare what is sent")
    return Change(before - after, after - before, changed)


def is_at_or_below(path: str, top: str) -> bool:
    """Tell whether a path is another or lies below it."""
    return path == top or path.startswith(f"{top}/")


def shown_ignore_file(context: BuildContext, ctx: RepairContext) -> str:
    """Return the ignore file's path, or where it would be, as people see the Dockerfile's."""
    path = context.ignore_path or posixpath.join(context.root, ".dockerignore")
    shown = ctx.dockerfile.source.path
    relative = os.path.relpath(path, posixpath.dirname(context.dockerfile))
    return posixpath.normpath(posixpath.join(posixpath.dirname(shown), relative))


def kept_out(
    patterns: Sequence[str],
    folder: CopiedFolder,
    ctx: RepairContext,
    *,
    meant: Callable[[str], bool],
    edits: Sequence[Edit] | None = None,
    title: str = "",
    words: Iterable[str] = (),
    wanted: Callable[[str], bool] = lambda _: False,
) -> Fix | Refusal:
    """Return the fix that keeps paths of a copied folder out of the build, or why there is none.

    Args:
        patterns: the lines to add.
        folder: the folder that brings the paths.
        ctx: the repair's context.
        meant: tells whether a path is to go; what lies below it goes with it.
        edits: edits of the ignore file that do it, where not by lines at its end.
        title: of the fix, where it adds no lines.
        words: names of which none may stand in another Dockerfile that reads the ignore file.
        wanted: tells of a file whether it stays on purpose, though it is meant otherwise.
    """
    context = folder.context
    if context.problem is not None:
        return Refusal("Docker refuses the ignore file as it is")
    if len(patterns) > _MOST_LINES:
        return Refusal(f"it takes more than {_MOST_LINES} lines, one for each path")
    if edits is None:
        edits = keep_out(context.ignore, patterns)
    change = difference(context, edits)
    if isinstance(change, Refusal):
        return change
    reason = _unproved(change, meant, wanted, context) or _needed(change, folder, ctx, tuple(words))
    if reason:
        return Refusal(reason)
    listed = ", ".join(f"`{each}`" for each in patterns[:3])
    rest = f" and {len(patterns) - 3} more" if len(patterns) > 3 else ""
    name = posixpath.basename(context.ignore_path or ".dockerignore")
    how = "Keep it out of the build" if context.ignore is not None else "Write the ignore file"
    return ctx.unsafe(
        title or f"{how}: {listed}{rest} in `{name}`",
        [],
        others={shown_ignore_file(context, ctx): edits},
    )


def taken_back(
    paths: str | Sequence[str], pattern: IgnorePattern, ctx: RepairContext
) -> Fix | Refusal:
    """Return the fix that lets a build have what a pattern keeps out, and nothing else.

    Lines with ``!`` behind the pattern, or at the file's end, or the pattern left out: what brings
    least.  Refused where what comes may hold a secret, and where other Dockerfiles that read the
    same ignore file would take much of it.

    Args:
        paths: a path relative to the context's root, or several files.
        pattern: the pattern that has the last word over them.
        ctx: the repair's context.
    """
    wanted = (paths,) if isinstance(paths, str) else tuple(paths)
    context = ctx.build_context
    if isinstance(context, Unknown):
        return Refusal("the build context is not known")
    for path in wanted:
        if is_secret_file(path, ctx.kb):
            return Refusal(f"{path} may hold a secret, which the ignore file rightly keeps out")
    best: tuple[int, str, tuple[Edit, ...], Change] | None = None
    for title, edits in _ways_back(wanted, pattern, context):
        change = difference(context, edits)
        if isinstance(change, Refusal):
            return change
        if change.gone or any(change.context.is_ignored(path)[0] for path in wanted):
            continue
        if not all(_belongs(each, wanted) for each in change.come):
            continue
        if best is None or len(change.come) < best[0]:
            best = len(change.come), title, edits, change
    if best is None:
        return Refusal("more than the path would be sent, or something less, whatever the change")
    reason = burden(best[3], context, ctx)
    if reason:
        return Refusal(reason)
    return ctx.unsafe(best[1], [], others={shown_ignore_file(context, ctx): best[2]})


def _belongs(path: str, wanted: Sequence[str]) -> bool:
    return any(is_at_or_below(path, each) or is_at_or_below(each, path) for each in wanted)


def _ways_back(
    paths: Sequence[str], pattern: IgnorePattern, context: BuildContext
) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    file = context.ignore
    if file is None or pattern.span is None:
        return
    line = line_of_pattern(file, pattern.span)
    removal = None
    if line is not None:
        removal = f"Leave `{pattern.text}` out of the ignore file", remove_line(line)
        if pattern.text == paths[0]:
            yield removal
    for lines in _lines_for(paths):
        for after in (line, None):
            edits = take_back(file, lines, after)
            if edits is not None:
                shown = ", ".join(f"`!{each}`" for each in lines)
                what = paths[0] if len(paths) == 1 else f"{len(paths)} files"
                yield f"Let the build have {what}: {shown} in the ignore file", edits
    if removal is not None:
        yield removal


def _lines_for(paths: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the patterns that mean paths: by their folder and ending, or one by one."""
    places = {(posixpath.dirname(path), posixpath.splitext(path)[1]) for path in paths}
    if len(paths) > 1:
        grouped = [f"{posixpath.join(each[0], '*')}{each[1]}" for each in sorted(places)]
        if all(can_be_pattern(folder) or not folder for folder, _ in places):
            yield tuple(grouped)
    if len(paths) <= _MOST_LINES:
        yield tuple(paths)


def burden(change: Change, context: BuildContext, ctx: RepairContext) -> str:
    """Return what speaks against sending what comes: secrets, or much for other builds."""
    size = 0
    for entry in change.context.walk():
        if entry.path not in change.come or entry.kind != "file":
            continue
        size += entry.size
        if is_secret_file(entry.path, ctx.kb) or _holds_secret(entry, change.context, ctx):
            return f"{entry.path} would be sent, which may hold a secret"
    if size < ctx.kb.integer("context-size.others"):
        return ""
    others = other_readers(context)
    if isinstance(others, Unknown):
        return others.reason
    for dockerfile in others:
        name = posixpath.basename(dockerfile.source.path)
        for instruction in dockerfile.instructions:
            for source in _sources(instruction):
                if source is None or any(
                    each.path == "." or any(is_at_or_below(path, each.path) for path in change.come)
                    for each in change.context.matches(source)
                ):
                    line = instruction.node.start_line
                    return f"line {line} of {name} would take it too, {size:,} bytes"
    return ""


def _holds_secret(entry: ContextEntry, context: BuildContext, ctx: RepairContext) -> bool:
    from dockwright.model.suspects import is_suspect

    if entry.size >= _MOST_SECRET or not is_suspect(posixpath.basename(entry.path)):
        return False
    data = context.read(entry.path)
    if isinstance(data, Unknown):
        return True
    from dockwright.model.survey import secret_in

    return secret_in(entry.path, data.decode("utf-8", "replace"), ctx.kb) is not None


def _unproved(
    change: Change,
    meant: Callable[[str], bool],
    wanted: Callable[[str], bool],
    context: BuildContext,
) -> str:
    """Return what a change does besides what is meant, or does not do, or nothing."""
    if change.come:
        return f"the change would send {min(change.come)}, which is kept out"
    if not change.gone:
        return "what is meant would be sent all the same: an exception takes it back"

    def is_meant(path: str) -> bool:
        parts = path.split("/")
        ways = ("/".join(parts[: depth + 1]) for depth in range(len(parts)))
        return any(meant(each) for each in ways) and not wanted(path)

    for path in sorted(change.gone):
        # A folder that is left out is sent for the sake of what is in it.
        if not is_meant(path) and not context.is_ignored(path)[0]:
            return f"{path} would not be sent either"
    for each in change.context.walk():
        # As before: what is in it is looked at itself.
        if each.kind == "directory" and change.context.is_ignored(each.path)[0]:
            continue
        if is_meant(each.path):
            return f"{each.path} would be sent all the same: an exception takes it back"
    return ""


def _needed(
    change: Change, folder: CopiedFolder, ctx: RepairContext, words: tuple[str, ...]
) -> str:
    """Return which instruction needs something that goes, or nothing."""
    others = other_readers(folder.context)
    if isinstance(others, Unknown):
        return others.reason
    tops = [
        path
        for path in sorted(change.gone)
        if posixpath.dirname(path) not in change.gone and not folder.context.is_ignored(path)[0]
    ]
    names = sorted({posixpath.basename(path) for path in tops})
    for dockerfile in (ctx.dockerfile, *others):
        is_own = dockerfile is ctx.dockerfile
        where = "" if is_own else f" of {posixpath.basename(dockerfile.source.path)}"
        for instruction in dockerfile.instructions:
            line = instruction.node.start_line
            for source in _sources(instruction):
                if source is None:
                    return f"what line {line}{where} takes cannot be told"
                if _loses(source, tops, change, folder):
                    return f"line {line}{where} takes it by `{source}`"
            if isinstance(instruction, (Runnable, Env)) and names_any(
                _text_of(instruction, dockerfile), names
            ):
                return f"line {line}{where} names it"
        if not is_own and words and names_any(dockerfile.source.text, words):
            return f"another build with the same ignore file needs it{where}"
    return ""


def _sources(instruction: object) -> Iterator[str | None]:
    """Yield the paths that an instruction takes from the context; None for one not known."""
    if isinstance(instruction, Add) or (
        isinstance(instruction, Copy) and instruction.is_from_context
    ):
        for source in instruction.sources:
            known = source.known
            if known is None or not (is_remote(known) or is_git_ref(known)):
                yield known
    elif isinstance(instruction, Run):
        for use in instruction.mounts:
            mount = use.mount
            if isinstance(mount, Unknown):
                yield None
            elif mount.type == "bind" and not mount.from_:
                yield mount.source or "."


def _loses(source: str, tops: Sequence[str], change: Change, folder: CopiedFolder) -> bool:
    """Tell whether a source, other than a folder as wide as the one found, loses something."""
    before = {entry.path for entry in folder.context.matches(source)}
    if before != {entry.path for entry in change.context.matches(source)}:
        return True
    for taken in before:
        is_as_wide = taken == "." or is_at_or_below(folder.path, taken)
        if not is_as_wide and any(is_at_or_below(path, taken) for path in tops):
            return True
    return False


def _text_of(instruction: Runnable | Env, dockerfile: Dockerfile) -> str:
    """Return the words of an instruction, without the commands that remove what may be missing."""
    span = instruction.span
    text = dockerfile.source.slice(span)
    if isinstance(instruction, Run):
        for command in instruction.commands:
            removal = Remove.of(command)
            own = command.own_span
            if removal is not None and removal.force and own is not None:
                start, end = own.start - span.start, own.end - span.start
                if 0 <= start <= end <= len(text):
                    text = text[:start] + " " * (end - start) + text[end:]
    return text


def names_any(text: str, names: Iterable[str]) -> bool:
    """Tell whether a name stands in a text as a word, or as a part of a path."""
    return any(
        re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", text) is not None
        for name in names
    )
