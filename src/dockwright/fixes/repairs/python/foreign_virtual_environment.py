"""Repairs DW506: the environment is made with the version of Python that runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.python._environments import after_version
from dockwright.model.stage import Stage
from dockwright.rules.python.foreign_virtual_environment import ForeignEnvironment
from dockwright.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW506", on=ForeignEnvironment, touches=("base",))
def foreign_virtual_environment(
    subject: ForeignEnvironment, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Build on the image whose version the stage that ships has."""
    source = subject.transfer.source
    assert isinstance(source, Stage)
    builder, own = source.lineage[-1], subject.stage.lineage[-1]
    found = after_version(builder.from_, own.from_)
    image = builder.from_.image
    if found is None or image is None or builder is own:
        yield Refusal(
            f"it was made with {subject.why}: which base images fit together cannot be told from "
            "their tags"
        )
        return
    before, after = found
    yield ctx.unsafe(
        f"Build with the Python that runs it: `{after}` in place of `{before}`",
        [Edit(image.span, after)],
    )
