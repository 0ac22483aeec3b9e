"""Repairs DW408: COPY in ADD's place.

ADD unpacks what is a tar archive by its content, whatever its name.  Where the build context is
there, the content is looked at; else names tell: the safe ones end in what is no archive.
"""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Add
from dockwright.model.unknown import Unknown
from dockwright.text import Edit

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
        kind = _is_archive(source, ctx)
        if kind:
            yield Refusal(f"`{source.raw}` is an archive by its content, which ADD unpacks")
            return
        doubtful = doubtful or kind is None
    if doubtful:
        yield ctx.unsafe("Write COPY in ADD's place, which unpacks nothing", edits)
        return
    yield ctx.fix("Write COPY in ADD's place", edits)


def _is_archive(source: Text, ctx: RepairContext) -> bool | None:
    """Tell whether ADD would unpack a source; None where that cannot be told."""
    name = (source.known or source.raw).strip("\"'")
    last = name.rpartition("/")[2]
    if last in {"", ".", "..", "*"}:
        return False
    _, dot, ending = last.rpartition(".")
    if (
        dot
        and not set(ending) & set("*?[$")
        and not last.lower().endswith(ctx.kb.names("security.maybe-archive-suffixes"))
    ):
        return False
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
