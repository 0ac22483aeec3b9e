"""Repairs DW603: the install leaves out the container toolkit, which works on the host alone."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import packages_at
from dockwright.fixes.repairs._system import drop_packages
from dockwright.model.install import Install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW603", on=Install, touches=("run", "order"))
def container_runtime_in_image(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the packages out of the install."""
    specs = packages_at(install, ctx)
    dropped = drop_packages(install, specs, ctx)
    if isinstance(dropped, Refusal):
        yield dropped
        return
    yield ctx.unsafe(f"Leave out {' '.join(spec.raw for spec in specs)}", dropped)
