"""Repairs DW411: the image's own user, or nobody, in everybody's place.

Where the image ends as another user than root, that user is who must write: the paths become the
user's, and others lose the right to write.  Where it ends as root, the mode was for somebody who is
not in the file, and only what is surely nobody's to change is closed: programs and scripts.
"""

from __future__ import annotations

from dockwright.edits.words import replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import ChangeMode
from dockwright.model.instructions import CopyLike, Instruction, Run
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Fix

_PROGRAMS = re.compile(
    r"(?:^|/)(?:usr/)?(?:local/)?s?bin(?:/[^/]*)?$|\.(?:sh|bash|py|pl|rb)$|entrypoint[^/.]*$"
)
"""Paths that hold programs, which are run and not written."""

_SYSTEM = ("/bin", "/boot", "/dev", "/etc", "/lib", "/proc", "/root", "/sbin", "/sys", "/usr")
"""Beginnings of paths whose owner other programs rely on; chown takes setuid bits away, too."""


@repair("DW411", on=Instruction, touches=("run", "copy"))
def world_writable_path(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the right to write from others, and give the path to the image's user."""
    stage = instruction.stage
    if stage is None or instruction.is_onbuild:
        yield Refusal("an ONBUILD trigger changes images whose user is not seen here")
        return
    if isinstance(instruction, CopyLike):
        yield from _copied(instruction, stage, ctx)
        return
    assert isinstance(instruction, Run)
    change = next(
        (
            each
            for command in instruction.commands
            if (each := ChangeMode.of(command)) is not None
            and each.mode_word is not None
            and each.mode_word.span == ctx.finding.primary.span
        ),
        None,
    )
    if change is None or change.mode_word is None or change.parent is not None:
        yield Refusal("the command stands within the text of another command")
        return
    mode = _closed(change.mode)
    if mode is None:
        yield Refusal(f"what `{change.mode}` without the right of others would be is not plain")
        return
    owner = _owner(stage)
    paths = [text_of(word) for word in change.paths]
    are_programs = all(_PROGRAMS.search(path.rstrip("/*")) for path in paths)
    if isinstance(owner, Refusal) or are_programs:
        if isinstance(owner, Refusal) and not are_programs:
            yield owner
            return
        yield ctx.unsafe(
            f"Let others run it, and not change it: `chmod {mode}`",
            replace_word(change, change.mode_word, mode),
        )
        return
    system = next((path for path in paths if path.startswith(_SYSTEM)), None)
    if system is not None:
        yield Refusal(f"`{system}` is the system's, and not for `{owner}` to own")
        return
    as_root = instruction.state.is_root
    edits = replace_word(change, change.mode_word, mode)
    if as_root is True:
        if not _may_own(owner, instruction):
            yield Refusal(f"the account `{owner}` may not be there yet when the step runs")
            return
        yield ctx.unsafe(
            f"Give it to `{owner}`, as whom the image runs, and not to everybody",
            _with_owner(change, owner, edits, ctx),
            unless="it runs under a condition, or something runs it: the change of owner would not",
        )
        return
    yield ctx.unsafe(f"Take the right to write from others: `chmod {mode}`", edits)


def _copied(copy: CopyLike, stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    chmod = copy.chmod
    mode = None if chmod is None or chmod.known is None else _closed(chmod.known)
    flag = copy.node.flag("chmod")
    if mode is None or flag is None:
        yield Refusal("what the mode without the right of others would be is not plain")
        return
    edits = [Edit(flag.value_span, mode)]
    owner = _owner(stage)
    targets = [*(source.raw for source in copy.sources), str(copy.target_path)]
    if copy.chown is None and isinstance(owner, Refusal):
        if not any(_PROGRAMS.search(path.rstrip("/")) for path in targets):
            yield owner
            return
    elif copy.chown is None and isinstance(owner, str):
        if not _may_own(owner, copy):
            yield Refusal(f"the account `{owner}` may not be there yet when it is copied")
            return
        edits = [Edit(flag.value_span, f"{mode} --chown={owner}")]
    yield ctx.unsafe(f"Let others read it, and not change it: `--chmod={mode}`", edits)


def _owner(stage: Stage) -> str | Refusal:
    """Return the user that the image runs as, where that is another than root."""
    children = [each for each in stage.dockerfile.stages if each.is_target]
    target = children[0] if children else stage
    user = target.final_state.user
    if isinstance(user, Unknown):
        return Refusal("as whom the image runs, and so who must write there, cannot be told")
    account = user.partition(":")[0]
    if account in {"", "0", "root"}:
        return Refusal(
            "the image ends as root, who needs no such mode: it is for somebody who is not in "
            "the file"
        )
    return account


def _may_own(owner: str, instruction: Instruction) -> bool:
    """Tell whether a file can be given to an account: a number always, a name once it is there."""
    if owner.isdigit():
        return True
    stage = instruction.stage
    if stage is None:
        return False
    facts = stage.image_facts
    if not isinstance(facts, Unknown) and owner in {*facts.users, facts.user}:
        return True
    return any(
        command.program in {"useradd", "adduser"}
        and any(text_of(word) == owner for word in command.words)
        for run in stage.layers()
        if isinstance(run, Run) and run.span.start < instruction.span.start
        for command in run.commands
    )


def _with_owner(
    change: ChangeMode, owner: str, edits: Sequence[Edit] | None, ctx: RepairContext
) -> list[Edit] | None:
    """Put ``chown`` with the same paths before ``chmod``."""
    if edits is None or change.simple.pipeline[2] != 1 or change.simple.assignments:
        return None
    if change.wrapping or change.connector == "||" or change.simple.context:
        return None
    first, last = change.paths[0].span, change.paths[-1].span
    text = ctx.tree.source.slice(Span(first.start, last.end))
    if "\n" in text or not all(first.start <= word.span.start for word in change.paths):
        return None
    if any(
        option.span.start > first.start and option.span.end <= last.end for option in change.options
    ):
        return None
    how = "-R " if change.recursive else ""
    start = change.own_span.start
    return [Edit(Span(start, start), f"chown {how}{owner} {text} && "), *edits]


def _closed(mode: str) -> str | None:
    """Return a mode without the right of others to write, and the group's where it is a number."""
    if mode.isdigit():
        if len(mode) > 4 or not re.fullmatch(r"[0-7]+", mode):
            return None
        digits = mode.rjust(3, "0")
        return digits[:-1] + str(int(digits[-1]) & ~2)
    clauses: list[str] = []
    for clause in mode.split(","):
        match = re.fullmatch(r"([ugoa]*)([+=-])([rwxX]*)", clause)
        if match is None:
            return None
        who, sign, rights = match.groups()
        if sign == "-" or "w" not in rights or not set(who) & {"o", "a"}:
            clauses.append(clause)
            continue
        rest = rights.replace("w", "")
        inner = "".join(sorted({"u", "g"} if "a" in who else set(who) - {"o"}, key="ug".index))
        if sign == "=":
            clauses.append(f"o={rest}")
            if inner:
                clauses.append(f"{inner}={rights}")
            continue
        if rest:
            clauses.append(f"{who}+{rest}")
        clauses.append(f"{inner or 'u'}+w")
    return ",".join(clauses)
