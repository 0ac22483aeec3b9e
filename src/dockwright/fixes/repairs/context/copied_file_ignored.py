"""Repairs DW801: the ignore file lets the build have what COPY takes, and nothing else.

Which of the ways is taken is decided by the files that are there: the whole of what is sent is
worked out before and after.
"""

from __future__ import annotations

import os.path
import posixpath
from itertools import islice

from dockwright.edits.ignorefile import line_of_pattern, remove_line, take_back
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.unknown import Unknown
from dockwright.rules.context.copied_file_ignored import Kept
from dockwright.rules.security.secret_file_copied import is_secret_file
from dockwright.text import apply_edits
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.context import BuildContext
    from dockwright.model.ignore import IgnorePattern
    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit

_MOST_ENTRIES = 20_000
"""Files and folders of a context above which it is too large to compare."""


class _Way(NamedTuple):
    title: str
    edits: tuple[Edit, ...]
    brings: int


@repair("DW801", on=Kept)
def copied_file_ignored(subject: Kept, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the path back in, or leave out the pattern that keeps nothing else out."""
    path, pattern = subject
    context = ctx.build_context
    if isinstance(context, Unknown):
        yield Refusal("the build context is not known")
        return
    if pattern is None:
        yield Refusal("the ignore file keeps everything out: which files are needed is not known")
        return
    if is_secret_file(path, ctx.kb):
        yield Refusal(f"{path} may hold a secret, which the ignore file rightly keeps out")
        return
    before = _sent(context)
    if before is None:
        yield Refusal("the build context is too large to compare what is sent")
        return
    fitting = [
        _Way(title, edits, brings)
        for title, edits in _ways(path, pattern, context)
        if (brings := _brings(path, edits, before, context)) is not None
    ]
    ignored = context.ignore_path
    if not fitting or ignored is None:
        yield Refusal("more than the path would be sent, or something less, whatever the change")
        return
    best = min(fitting, key=lambda way: way.brings)
    yield ctx.unsafe(best.title, [], others={_shown(ignored, context, ctx): best.edits})


def _ways(
    path: str, pattern: IgnorePattern, context: BuildContext
) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    file = context.ignore
    if file is None or pattern.span is None:
        return
    line = line_of_pattern(file, pattern.span)
    removal = None
    if line is not None:
        removal = f"Leave `{pattern.text}` out of the ignore file", remove_line(line)
        if pattern.text == path:
            yield removal
    for after in (line, None):
        edits = take_back(file, path, after)
        if edits is not None:
            yield f"Let the build have {path}: `!{path}` in the ignore file", edits
    if removal is not None:
        yield removal


def _brings(
    path: str, edits: tuple[Edit, ...], before: frozenset[str], context: BuildContext
) -> int | None:
    """Return how many entries edits bring into the build; None where they do not do what is meant.

    They are to bring the path, with what lies below it and the folders above, and nothing else.
    """
    file = context.ignore
    assert file is not None
    changed = context.with_ignore(apply_edits(file.source.text, edits))
    if changed.problem or changed.is_ignored(path)[0]:
        return None
    after = _sent(changed)
    if after is None or before - after:
        return None
    more = after - before
    for entry in more:
        if not (entry == path or entry.startswith(f"{path}/") or path.startswith(f"{entry}/")):
            return None
    return len(more)


def _sent(context: BuildContext) -> frozenset[str] | None:
    """Return all that is sent to a build; None where that is too much."""
    found = [entry.path for entry in islice(context.walk(), _MOST_ENTRIES + 1)]
    return None if len(found) > _MOST_ENTRIES else frozenset(found)


def _shown(path: str, context: BuildContext, ctx: RepairContext) -> str:
    """Return a path of the context as people see it: from where the Dockerfile's is shown."""
    shown = ctx.dockerfile.source.path
    relative = os.path.relpath(path, posixpath.dirname(context.dockerfile))
    return posixpath.normpath(posixpath.join(posixpath.dirname(shown), relative))
