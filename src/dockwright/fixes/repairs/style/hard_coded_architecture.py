"""Repairs DW910: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW910", on=Dockerfile)
def hard_coded_architecture(dockerfile: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: the publisher decides."""
    del dockerfile, ctx
    yield Refusal(
        "whether and under which name its publisher has the file for arm64 is not in the Dockerfile"
    )
