"""Repairs DW506: the environment is made with the version of Python that runs it."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import add_packages
from dockwright.fixes.repairs.python._environments import after_version, line_with_version
from dockwright.model.contents import Python, contents_of
from dockwright.model.stage import Stage
from dockwright.rules.python.foreign_virtual_environment import ForeignEnvironment
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_PACKAGE = "python3"


@repair("DW506", on=ForeignEnvironment, touches=("base", "run", "order"))
def foreign_virtual_environment(
    subject: ForeignEnvironment, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Build on the image whose version the stage that ships has."""
    source = subject.transfer.source
    assert isinstance(source, Stage)
    builder, own = source.lineage[-1], subject.stage.lineage[-1]
    if subject.is_missing and _is_same_release(source, subject.stage, ctx):
        edits = add_packages(subject.stage, [_PACKAGE], ctx)
        if isinstance(edits, Refusal):
            yield edits
            return
        yield ctx.unsafe(
            "Install the Python that it was made with", edits, touches=("run", "order")
        )
        return
    found = after_version(builder.from_, own.from_)
    image = builder.from_.image
    if found is None or image is None or builder is own:
        yield Refusal(
            f"it was made with {subject.why}: which base images fit together cannot be told from "
            "their tags"
        )
        return
    line = line_with_version((*source.lineage, *subject.stage.lineage), subject.made)
    if line is not None:
        yield Refusal(f"line {line} names the version that the environment was made with")
        return
    before, after = found
    yield ctx.unsafe(
        f"Build with the Python that runs it: `{after}` in place of `{before}`",
        [Edit(image.span, after)],
        touches=("base",),
    )


def _is_same_release(source: Stage, stage: Stage, ctx: RepairContext) -> bool:
    """Tell whether the Pythons of two stages' distros are the same package."""
    one, other = contents_of(source, ctx.kb), contents_of(stage, ctx.kb)
    return (
        isinstance(one.python, Python)
        and one.python.origin == "distro"
        and one.facts is not None
        and other.facts is not None
        and one.facts.distro is not None
        and (one.facts.distro, one.facts.distro_version)
        == (other.facts.distro, other.facts.distro_version)
    )
