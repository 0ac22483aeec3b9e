"""Repairs DW408: COPY in ADD's place.

ADD unpacks what is a tar archive by its content, whatever its name.  Where the build context is
there, the content is looked at; else names tell: the safe ones end in what is no archive, or have
no ending and come to a place that says what they are.
"""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Add
from dockwright.model.unknown import Unknown
from dockwright.text import Edit
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Fix

_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
"""What gzip, bzip2, xz and zstd begin with: ADD looks for an archive within them."""
_TAR = slice(257, 262)
_MOST = 50_000_000
"""Bytes of the largest file that is looked into."""


_HASH = re.compile(r"[0-9a-f]{12,}")
"""What the layers of an image are called in an OCI layout: archives without an ending."""

_SHARED = frozenset({"chown", "chmod", "link", "exclude"})
"""Flags that mean the same to COPY and ADD (Dockerfile reference)."""


@repair("DW408", on=Add, touches=("copy",))
def add_for_plain_files(add: Add, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write COPY: flags and arguments are the same for plain files."""
    if not {flag.name for flag in add.node.flags} <= _SHARED:
        yield Refusal("it has a flag that COPY does not know")
        return
    word = "COPY" if add.node.raw_keyword.isupper() else "copy"
    edits = (Edit(add.keyword_span, word),)
    doubtful = False
    for source in add.sources:
        kind = _is_archive(source, add, ctx)
        if kind:
            yield Refusal(f"`{source.raw}` is an archive by its content, which ADD unpacks")
            return
        doubtful = doubtful or kind is None
    if doubtful:
        yield ctx.unsafe("Write COPY in ADD's place, which unpacks nothing", edits)
        return
    yield ctx.fix("Write COPY in ADD's place", edits)


def _is_archive(source: Text, add: Add, ctx: RepairContext) -> bool | None:
    """Tell whether ADD would unpack a source; None where that cannot be told."""
    name = (source.known or source.raw).strip("\"'")
    last = name.rpartition("/")[2]
    if last in {"", ".", ".."} or last.lower().endswith(ctx.kb.names("security.file-suffixes")):
        return False
    content = _is_archive_there(source, ctx)
    if content is not None:
        return content
    _, dot, ending = last.rpartition(".")
    is_plain = (
        bool(dot)
        and not set(ending) & set("*?[$")
        and not last.lower().endswith(ctx.kb.names("security.maybe-archive-suffixes"))
        and ctx.kb.name_set("security.archive-marks").isdisjoint(re.split(r"[^a-z]+", last.lower()))
    )
    return False if is_plain or _is_named_plainly(last, add, ctx) else None


def _is_archive_there(source: Text, ctx: RepairContext) -> bool | None:
    """Tell whether a file of the build context is an archive; None where it cannot be read."""
    context = ctx.build_context
    if source.known is None or isinstance(context, Unknown):
        return None
    found = list(context.matches(source.known))
    for entry in found:
        if entry.kind == "directory":
            continue
        data = context.read(entry.path) if entry.size < _MOST else Unknown("it is large")
        if isinstance(data, Unknown):
            return None
        if data.startswith(_COMPRESSED) or data[_TAR] == b"ustar":
            return True
    return False if found else None


def _is_named_plainly(name: str, add: Add, ctx: RepairContext) -> bool:
    """Tell whether names alone say that a source without an ending is a folder or a plain file.

    Either the source is called as folders or text files are by convention, or the destination is:
    unpacked, an archive would be a folder where a single file belongs, or a folder of its own name.
    """
    if set(name) & set("*?[$") or "." in name.lstrip("."):
        return False
    bare = name.lstrip(".").lower()
    if _HASH.fullmatch(bare) or not ctx.kb.name_set("security.archive-words").isdisjoint(
        re.split(r"[^a-z]+", bare)
    ):
        return False
    if bare in ctx.kb.name_set("security.folder-names") | ctx.kb.name_set(
        "security.text-file-names"
    ):
        return True
    target = add.target_path
    if isinstance(target, Unknown):
        # What a variable hides is not the last folder, where that is written out.
        target = "" if add.destination is None else add.destination.raw.strip("\"'")
    folder, _, last = target.rstrip("/").rpartition("/")
    is_whole = not target.endswith("/") and len(add.sources) == 1
    if is_whole and (last == name or last.lower().endswith(ctx.kb.names("security.file-suffixes"))):
        return True
    place = folder if is_whole else target.rstrip("/")
    return place in ctx.kb.name_set("security.program-folders")
