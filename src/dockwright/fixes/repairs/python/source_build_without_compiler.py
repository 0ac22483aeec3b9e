"""Repairs DW512: the package's binary sibling, or what compiling it needs."""

from __future__ import annotations

from dockwright.edits.words import replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import add_packages
from dockwright.model.contents import contents_of
from dockwright.rules._wheels import compile_needs
from dockwright.rules.python.source_build_without_compiler import Compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW512", on=Compiled, touches=("run", "order"))
def source_build_without_compiler(subject: Compiled, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the binary package where it is named here, else install the compiler before."""
    install, package, facts = subject
    binary = f"{package.name}-binary"
    if binary in facts.alternatives and not package.listed and not package.is_dynamic:
        text = ctx.tree.source.slice(package.word.span)
        if text.lower().startswith(package.name):
            yield ctx.unsafe(
                f"Install {binary}, which is not compiled",
                replace_word(install, package.word, binary + text[len(package.name) :]),
                touches=("run",),
                unless="the install stands within the text of another command",
            )
            return
    run = install.instruction
    assert run is not None
    assert run.stage is not None
    names = compile_needs(package.name, contents_of(run.stage, ctx.kb), ctx.kb)
    edits = add_packages(run.stage, names, ctx, before=run)
    if isinstance(edits, Refusal):
        yield edits
        return
    yield ctx.unsafe(f"Install what compiling {package.name} needs: {' '.join(names)}", edits)
