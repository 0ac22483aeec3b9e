"""What rules about clones share: which of them takes a branch that the build cache holds back."""

from __future__ import annotations

from dockwright.model.actions import GitClone
from dockwright.model.instructions import Add, Run
from dockwright.model.layers import commands_after
from dockwright.model.words import text_of
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command

__all__ = ["moving_clone"]

_SETTLING = frozenset({"checkout", "reset", "switch", "fetch", "pull", "rev-parse", "describe"})

_SCP = re.compile(r"[\w.-]+(?:@[\w.-]+)?:")


def moving_clone(command: Command, kb: KnowledgeBase) -> GitClone | None:
    """Return the clone that a command is, if it takes a branch that the build cache holds back."""
    clone = GitClone.of(command)
    run = command.instruction
    if clone is None or clone.url is None or not isinstance(run, Run) or run.is_onbuild:
        return None
    if run.stage is not None and not run.stage.is_reachable:
        return None
    branch = clone.branch
    if branch is not None and branch.value not in kb.name_set("branch.moving"):
        return None
    url = text_of(clone.url)
    if clone.url.value is None and branch is None and "$" in url:
        return None
    if clone.has("--revision") or not ("://" in url or _SCP.match(url)):
        return None
    if _runs_again(run, url, kb):
        return None
    if clone.simple.connector == "||" and any(
        other.span.start < clone.span.start and GitClone.of(other) is not None
        for other in run.commands
    ):
        return None
    for later in (*commands_after(command), *_later_commands(run)):
        if later.program == "git" and (
            later.subcommand.split(" ")[0] in _SETTLING
            or any(word.value in _SETTLING for word in later.words[1:])
        ):
            return None
    return clone


def _runs_again(run: Run, url: str, kb: KnowledgeBase) -> bool:
    """Tell whether something before the RUN is there to run it again when the branch moves."""
    stage = run.stage
    if stage is None:
        return False
    words = kb.names("cache-breaker.argument-words")
    volatile = kb.name_set("volatile.arguments")
    for name in run.state.declared_args:
        if name.upper() in volatile or any(word in name.upper() for word in words):
            return True
    parts = kb.names("cache-breaker.url-parts")
    repository = url.rstrip("/").removesuffix(".git").rpartition("/")[2].lower()
    for instruction in stage.layers():
        if instruction is run:
            break
        if isinstance(instruction, Run) and _only_shows_an_argument(instruction):
            return True
        if isinstance(instruction, Add):
            for source in instruction.sources:
                text = source.raw
                if "://" in text and (
                    any(part in text for part in parts) or repository in text.lower()
                ):
                    return True
    return False


def _only_shows_an_argument(run: Run) -> bool:
    """Tell whether a RUN does nothing but echo a build argument, which is there to be changed."""
    text = run.node.text
    return any(
        f"${name}" in text or f"${{{name}" in text for name in run.state.declared_args
    ) and all(
        command.program in {"echo", "printf", ":", "true"} and not command.simple.redirects
        for command in run.commands
    )


def _later_commands(run: Run) -> Iterator[Command]:
    """Yield the commands of later RUNs, each up to a clone of its own."""
    if run.stage is not None:
        for later in run.stage.runs():
            if later.span.start > run.span.start:
                for command in later.commands:
                    if GitClone.of(command) is not None:
                        break
                    yield command
