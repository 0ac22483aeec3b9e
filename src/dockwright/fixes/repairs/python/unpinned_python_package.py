"""Repairs DW516: the version that a lock file beside the Dockerfile says."""

from __future__ import annotations

from dockwright.edits.words import replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.python._locked import locked_version
from dockwright.model.install import Install
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW516", on=Install, touches=("run",))
def unpinned_python_package(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Pin it; unsafe, as a build without the pin takes the newest."""
    spec = next((each for each in install.packages if each.span == ctx.finding.primary.span), None)
    if spec is None or spec.url or not spec.name:
        yield Refusal("which revision of the repository is meant is not known")
        return
    context = ctx.build_context
    if isinstance(context, Unknown):
        yield Refusal("the build context is not known, so no lock file can be read")
        return
    locked = locked_version(context, spec.name)
    if locked is None:
        yield Refusal(f"no lock file beside the Dockerfile says which version of {spec.name}")
        return
    version, file = locked
    raw = spec.word.raw
    found = re.fullmatch(r"([\"']?)([\w.-]+(?:\[[\w,.-]+\])?)([\"']?)", raw)
    if found is None or found[1] != found[3]:
        yield Refusal("the package is written in a way that is not changed here")
        return
    pinned = f"{found[1]}{found[2]}=={version}{found[3]}"
    yield ctx.unsafe(
        f"Pin it as `{file}` does: `{pinned.strip(chr(34) + chr(39))}`",
        replace_word(install, spec.word, pinned),
        unless="the command stands within the text of another command",
    )
