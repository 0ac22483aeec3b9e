"""Repairs DW613: torch is pinned to the last release that the index has."""

from __future__ import annotations

from dockwright.edits.words import replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW613", on=Install, touches=("run",))
def torch_build_not_on_index(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Pin it, and let the index be the only one."""
    index = install.index_urls[0]
    found = re.match(ctx.kb.text("torch-index.variant-pattern"), index.text)
    assert found is not None
    fitting = [each for each in ctx.kb.torch_releases() if found["variant"] in each.variants]
    torch = [spec for spec in install.packages if spec.name == "torch"]
    if not fitting or len(torch) != 1:
        yield Refusal(f"no release of torch is known to have a build for {found['variant']}")
        return
    if torch[0].specifier:
        yield Refusal("the release is pinned: it, or the CUDA version, is the author's to change")
        return
    if len(install.packages) != 1 or install.requirement_files or install.parent is not None:
        yield Refusal("the packages beside torch would have to be of the releases that fit it")
        return
    one = replace_word(install, torch[0].word, f"torch=={fitting[-1].version}")
    spelled = ctx.tree.source.slice(index.span)
    edits = None if one is None else list(one)
    if edits is not None and spelled.startswith("--extra-index-url"):
        start = index.span.start
        edits.append(Edit(Span(start, start + len("--extra-index-url")), "--index-url"))
    yield ctx.unsafe(
        f"Take the last torch that the index has: {fitting[-1].version}",
        edits,
        unless="the install stands within the text of another command",
    )
