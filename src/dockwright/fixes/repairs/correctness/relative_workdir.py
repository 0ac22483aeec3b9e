"""Repairs DW106: the whole path, where the base image's directory is known."""

from __future__ import annotations

import posixpath

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Workdir
from dockwright.model.unknown import Unknown
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW106", on=Workdir, touches=("workdir",))
def relative_workdir(instruction: Workdir, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write what the relative path comes to."""
    before = instruction.state.workdir
    path = instruction.path
    if isinstance(before, Unknown):
        yield Refusal("the base image's working directory is not known")
        return
    written = ctx.tree.source.slice(path.span)
    bare = written.strip("\"'")
    if not re.fullmatch(r"[\w./+@-]+", bare) or written not in {bare, f'"{bare}"', f"'{bare}'"}:
        yield Refusal("the path is written with quotes or variables that are not changed here")
        return
    whole = posixpath.normpath(posixpath.join(before, bare))
    stage = instruction.stage
    image = None if stage is None else stage.lineage[-1].from_.image
    is_fixed = image is not None and "$" not in image.raw
    yield ctx.fix(
        f"Write the whole path: `WORKDIR {whole}`",
        (Edit(path.span, written.replace(bare, whole)),),
        applicability=Applicability.SAFE if is_fixed else Applicability.UNSAFE,
    )
