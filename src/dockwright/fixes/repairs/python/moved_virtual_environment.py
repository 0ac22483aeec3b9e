"""Repairs DW505: the environment has one path in both stages.

One that is made by an absolute path of its own is made where it comes to lie.  One in a project's
folder, whose place a tool chooses, is copied to where it was made.
"""

from __future__ import annotations

from dockwright.edits.paths import count_path, rename_path
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import MakeVenv
from dockwright.model.contents import contents_of, covers
from dockwright.model.stage import Stage
from dockwright.rules.python.moved_virtual_environment import MovedEnvironment
from dockwright.text import Edit
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.contents import Transfer, Venv
    from dockwright.rules.diagnostic import Fix


@repair("DW505", on=MovedEnvironment, touches=("run", "copy", "env", "cmd", "entrypoint"))
def moved_virtual_environment(
    subject: MovedEnvironment, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Give the environment the same path in both stages."""
    venv, transfer, moved = subject
    if transfer is None:
        yield Refusal(f"a command puts it at {moved}, and what runs before that uses the old path")
        return
    source = transfer.source
    assert isinstance(source, Stage)
    line = transfer.copy.node.start_line
    if transfer.from_path != venv.directory:
        yield Refusal(f"line {line} copies more than the environment: {transfer.from_path}")
        return
    if len(transfer.copy.node.words) != 2 or len(source.dependents) != 1:
        yield Refusal("the environment is taken along with others, or by several stages")
        return
    made = MakeVenv.of(venv.command)
    if made is not None and made.directory is not None and made.directory.raw[:1] in "/$":
        yield _make_there(venv, transfer, moved, source, ctx)
        return
    yield _copy_there(venv, transfer, moved, ctx)


def _make_there(
    venv: Venv, transfer: Transfer, moved: str, source: Stage, ctx: RepairContext
) -> Fix | Refusal:
    nodes = [each.node for stage in source.lineage for each in stage.instructions]
    name = venv.directory.rpartition("/")[2]
    for node in nodes:
        text = ctx.tree.source.slice(node.span)
        if count_path(text, moved):
            return Refusal(f"line {node.start_line} of the build stage names {moved} already")
        relative = re.findall(rf"(?<![\w./-])(?:\./)?{re.escape(name)}/bin\b", text)
        if relative:
            return Refusal(f"line {node.start_line} names the environment by a relative path")
    edits = rename_path(ctx.tree, nodes, venv.directory, moved)
    if not edits:
        return Refusal("the path of the environment is put together from parts")
    return ctx.unsafe(
        f"Make the environment at {moved} in the build stage too",
        [*edits, Edit(transfer.copy.sources[0].span, moved)],
    )


def _copy_there(venv: Venv, transfer: Transfer, moved: str, ctx: RepairContext) -> Fix | Refusal:
    stage = transfer.copy.stage
    target = ctx.dockerfile.target
    destination = transfer.copy.destination
    assert stage is not None
    if target is None or destination is None:
        return Refusal("which stage ships cannot be told")
    contents = contents_of(target, ctx.kb)
    if any(covers(venv.directory, each.directory) for each in contents.venvs):
        return Refusal(f"the stage that ships makes {venv.directory} itself")
    nodes = []
    for each in target.layers():
        if each is transfer.copy:
            continue
        if any(
            word.text.startswith(("./", f"{moved.rpartition('/')[2]}/")) and "/bin/" in word.text
            for word in each.node.words
        ):
            return Refusal(f"line {each.node.start_line} names the environment by a relative path")
        nodes.append(each.node)
    edits = rename_path(ctx.tree, nodes, moved, venv.directory)
    return ctx.unsafe(
        f"Copy the environment to {venv.directory}, where it was made",
        [*edits, Edit(destination.span, venv.directory)],
    )
