"""Repairs DW316: the RUN that fetches an archive removes it."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import end_with
from dockwright.model.instructions import CopyLike, Run, Runnable
from dockwright.rules.diagnostic import Applicability
from dockwright.rules.size.downloaded_archive_kept import FetchedArchive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_ELSEWHERE = frozenset({"subshell", "function", "for", "while", "until", "case", "substitution"})


@repair("DW316", on=FetchedArchive, touches=("run",))
def downloaded_archive_kept(fetched: FetchedArchive, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """End the RUN with the removal of the file."""
    run = fetched.run
    path = fetched.path_at_end
    if path is None:
        yield Refusal("where the file lies when the RUN ends cannot be told")
        return
    if _ELSEWHERE & set(fetched.command.simple.context):
        yield Refusal("the file is fetched in a loop, a function or a shell of its own")
        return
    later = _named_later(fetched, ctx)
    if later is not None:
        yield Refusal(f"line {later} names the file")
        return
    word = f'"{path}"' if any(char in path for char in "$ ") else path
    suffixes = tuple(ctx.kb.names("installer.archive-suffixes"))
    is_sure = (
        fetched.command.is_unconditional
        and not fetched.command.simple.context
        and fetched.name.lower().endswith(suffixes)  # an installer may delete itself
        and not fetched.name.endswith(".sh")
    )
    yield end_with(
        run,
        ctx,
        f"rm {word}" if is_sure else f"rm -f {word}",
        like=fetched.command,
        applicability=Applicability.SAFE if not _runs_later(run, ctx) else Applicability.UNSAFE,
    )


def _named_later(fetched: FetchedArchive, ctx: RepairContext) -> int | None:
    """Return the line of a later instruction that names the file, or None."""
    for other in ctx.dockerfile.instructions:
        if other.span.start <= fetched.run.span.start or not isinstance(
            other, (Runnable, CopyLike)
        ):
            continue
        texts = [other.node.text, *(heredoc.content for heredoc in other.node.heredocs)]
        if any(fetched.name in text for text in texts):
            return other.node.start_line
    return None


def _runs_later(run: Run, ctx: RepairContext) -> bool:
    """Tell whether another stage copies what this one holds, perhaps with the file."""
    stage = run.stage
    if stage is None:
        return True
    return any(
        dependency is stage and isinstance(instruction, CopyLike)
        for other in ctx.dockerfile.stages
        for dependency, instruction in other.dependencies
    )
