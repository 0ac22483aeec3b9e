"""Repairs DW508: the environment that PATH names is copied from the stage that makes it."""

from __future__ import annotations

from dockwright.edits.lines import insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.python._environments import same_python
from dockwright.model.contents import Python, contents_of
from dockwright.rules.python.path_to_nowhere import Nowhere

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW508", on=Nowhere, touches=("copy", "order"))
def path_to_nowhere(subject: Nowhere, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Copy the environment, where one stage alone makes it for the same Python."""
    stage, env, place = subject
    own = contents_of(stage, ctx.kb).python
    makers = []
    for other in ctx.dockerfile.stages:
        if other in stage.lineage or env.stage is None or other.index >= env.stage.index:
            continue
        venvs = contents_of(other, ctx.kb).venvs
        makers += [(other, venv) for venv in venvs if venv.directory == place]
    if not makers:
        yield Refusal(
            "whether the entry is superfluous, or the step that makes the environment is missing, "
            "cannot be told"
        )
        return
    maker, venv = makers[-1]
    if len({other for other, _ in makers}) > 1:
        yield Refusal("several stages make an environment of that path")
        return
    if not isinstance(venv.python, Python) or not same_python(venv.python, own):
        yield Refusal(f"the stage that makes {place} has another Python than this one")
        return
    source = maker.name or str(maker.index)
    yield ctx.unsafe(
        f"Copy the environment from the stage that makes it: {maker.label}",
        insert_before(ctx.tree, env.node, [f"COPY --from={source} {place} {place}"]),
    )
