"""Repairs DW521: packages come from conda-forge alone."""

from __future__ import annotations

from dockwright.edits.words import insert_words, replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.install import Install
    from dockwright.rules.diagnostic import Fix


@repair("DW521", on=Dockerfile, touches=("run",))
def defaults_channel_licence(dockerfile: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Name conda-forge, and keep the configured channels out."""
    place = ctx.finding.primary.span
    install = _install(dockerfile, ctx)
    if install is None or not install.subcommand_words:
        yield Refusal("the channel is configured, and what else is configured is not seen here")
        return
    if install.has("--file") or install.subcommand.startswith("env "):
        yield Refusal("a file of the project lists the channels")
        return
    successor = "conda-forge"
    title = f"Take the packages from {successor} alone"
    unless = "the install stands within the text of another command"
    override = () if install.has("--override-channels") else ("--override-channels",)
    last = install.subcommand_words[-1]
    word = next((word for word in install.channels if word.span == place), None)
    if word is None:
        edits = insert_words(install, last, "-c", successor, *override)
        yield ctx.unsafe(title, edits, unless=unless)
        return
    others = {text_of(other) for other in install.channels if other is not word}
    if any((facts := ctx.kb.channel(name)) is not None and facts.needs_licence for name in others):
        yield Refusal("several of the channels need the licence")
        return
    one = replace_word(install, word, successor)
    more = insert_words(install, last, *override) if override else ()
    edits = None if one is None or more is None else (*one, *more)
    yield ctx.unsafe(title, edits, unless=unless)


def _install(dockerfile: Dockerfile, ctx: RepairContext) -> Install | None:
    place = ctx.finding.primary.span
    for instruction in dockerfile.instructions:
        for command in instruction.commands if isinstance(instruction, Run) else ():
            install = install_of(command)
            if install is not None and (
                install.own_span == place or any(w.span == place for w in install.channels)
            ):
                return install
    return None
