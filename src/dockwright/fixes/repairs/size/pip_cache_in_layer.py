"""Repairs DW301: pip is told to keep nothing."""

from __future__ import annotations

from dockwright.edits.words import insert_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import installs_at
from dockwright.model.instructions import Run
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.install import Install
    from dockwright.rules.diagnostic import Fix


@repair("DW301", on=Run, touches=("run",))
def pip_cache_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add ``--no-cache-dir`` to every install that the finding names."""
    edits: list[Edit] = []
    for install in installs_at(run, ctx):
        if not install.subcommand_words:
            continue
        more = _without_cache(install)
        if more is None:
            yield Refusal("the install stands within the text of another command")
            return
        edits += more
    yield ctx.fix("Tell pip to keep no cache: `--no-cache-dir`", edits or None)


def _without_cache(install: Install) -> tuple[Edit, ...] | None:
    """Return the edits that add the option, in the place of one that names a directory."""
    option = install.option("--cache-dir")
    run = install.instruction
    if option is None or option.value is None or run is None:
        return insert_words(install, install.subcommand_words[-1], "--no-cache-dir")
    end = option.value.span.end
    last = next(word for word in install.words if word.span.end >= end)
    added = insert_words(install, last, "--no-cache-dir")  # the last of the two counts
    if added is None or run.is_exec_form:
        return added
    is_one_word = last.raw.startswith("--cache-dir=")
    first = last if is_one_word else install.words[install.words.index(last) - 1]
    return (Edit(Span(first.span.start, last.span.end), "--no-cache-dir"),)
