"""Repairs DW607: the install leaves out what the base image has."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import packages_at
from dockwright.fixes.repairs._system import drop_packages
from dockwright.model.install import Install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW607", on=Install, touches=("run", "order"))
def cuda_package_already_in_base(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the packages out of the install."""
    specs = packages_at(install, ctx)
    dropped = drop_packages(install, specs, ctx)
    if isinstance(dropped, Refusal):
        yield dropped
        return
    yield ctx.unsafe(f"Leave out {' '.join(spec.raw for spec in specs)}", dropped)
