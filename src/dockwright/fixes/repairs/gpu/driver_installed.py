"""Repairs DW602: the install leaves the driver out, which containers get from their host."""

from __future__ import annotations

from dockwright.edits.words import replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import packages_at
from dockwright.fixes.repairs._system import drop_packages
from dockwright.model.install import Install
from dockwright.rules.gpu.driver_installed import without_driver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit


@repair("DW602", on=Install, touches=("run", "order"))
def driver_installed(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the driver's packages out, and the name without the driver for CUDA's."""
    specs = packages_at(install, ctx)
    edits: list[Edit] = []
    parts = []
    for spec in specs:
        if not spec.name.startswith("cuda") or "driver" in spec.name:
            parts.append(spec)
            continue
        if spec.is_pinned or spec.is_dynamic:
            yield Refusal(f"{spec.raw} is asked for in a version of its own")
            return
        more = replace_word(install, spec.word, without_driver(spec.name))
        if more is None:
            yield Refusal("the install stands within the text of another command")
            return
        edits += more
    if parts:
        dropped = drop_packages(install, parts, ctx)
        if isinstance(dropped, Refusal):
            yield dropped
            return
        edits += dropped
    yield ctx.unsafe("Leave the driver to the host", edits)
