"""Repairs DW410: the commands of a RUN without sudo.

Where root runs the step, sudo goes.  Where another user does and sudo runs all of it, the step gets
``USER root`` before it and that user back after it.  Both are unsafe in general: sudo runs its
command with an environment of its own, so that PATH and the variables of ENV and ARG now reach it.
The first is safe where the image has no sudo, and the step fails; and for programs that ask no
variable what to do, and for apt where the file sets none.
"""

from __future__ import annotations

from dockwright.edits.commands import top_level_commands
from dockwright.edits.lines import insert_after, insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import SetEnv
from dockwright.model.contents import contents_of
from dockwright.model.failure import fails_its_step
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command, Wrapper
    from dockwright.rules.diagnostic import Fix

_PLAIN = frozenset(
    {
        "--preserve-env",
        "--set-home",
        "--non-interactive",
        "--stdin",
        "--reset-timestamp",
        "--user",
        "-E",
        "-H",
        "-n",
        "-S",
        "-k",
        "-u",
    }
)
"""Options of sudo that leave the command as it is."""

_APT = frozenset({"apt-get", "apt", "dpkg"})
"""What runs scripts of packages: variables of the file may mean something to them."""

_BUILTINS = frozenset({"cd", "export", "source", ".", "eval", "exec", "exit", "set", "umask"})
"""What a shell does itself, for itself, where sudo would look for a program."""

_FOR_THE_SHELL = frozenset({"set", "export", "cd", "echo", "printf", "true", ":"})
"""What may run as root as well as before: it writes no file."""


@repair("DW410", on=Run, touches=("run", "user", "order"))
def sudo_in_build(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take sudo out, and become root by USER where the step is not root's."""
    is_root = run.state.is_root
    if run.is_onbuild or isinstance(is_root, Unknown):
        yield Refusal("which user the step runs as cannot be told")
        return
    edits: list[Edit] = []
    is_safe = not any(command.program == "umask" for command in run.commands)
    places = {ctx.finding.primary.span, *(label.span for label in ctx.finding.related)}
    for command, wrapper in _calls(run):
        start = wrapper.span.start
        if Span(start, min(wrapper.span.end, start + len(wrapper.name))) not in places:
            continue
        reason = _obstacle(command, wrapper, ctx)
        if reason:
            yield Refusal(reason)
            return
        edits.append(Edit(_own(command, wrapper), ""))
        is_safe = is_safe and _is_same_without(command, wrapper, run, ctx)
    if not edits:
        yield Refusal("its place in the file does not allow it")
        return
    if is_root:
        # Where there is no sudo, nothing ran with the environment that it makes.
        fails = (
            run.stage is not None
            and contents_of(run.stage, ctx.kb).has_program("sudo") is False
            and all(fails_its_step(command) for command, _ in _calls(run))
        )
        yield ctx.fix(
            "Leave sudo out",
            list(dict.fromkeys(edits)),
            applicability=Applicability.SAFE if fails or is_safe else Applicability.UNSAFE,
            touches=("run",),
        )
        return
    user = run.state.user_instruction
    if user is None or user.stage is not run.stage:
        yield Refusal("the user to go back to is another image's, and not named in this stage")
        return
    if not _is_all_root(run):
        yield Refusal(
            f"the step runs as `{user.user.raw}`, and not all of it by sudo: what its other "
            "commands make would be root's"
        )
        return
    yield ctx.unsafe(
        f"Run the step as root by `USER root`, and go back to `USER {user.user.raw}`",
        [
            *insert_before(ctx.tree, run.node, ["USER root"]),
            *dict.fromkeys(edits),
            *insert_after(ctx.tree, run.node, [f"USER {user.user.raw}"]),
        ],
    )


def _calls(run: Run) -> Iterator[tuple[Command, Wrapper]]:
    for command in run.commands:
        for wrapper in command.wrapping:
            if wrapper.name == "sudo":
                yield command, wrapper


def _own(command: Command, wrapper: Wrapper) -> Span:
    """Return sudo with its options, up to the assignments or the program that follow it."""
    end = wrapper.span.end
    for assignment in command.environment:
        if wrapper.span.start < assignment.span.start < end:
            end = assignment.span.start
    return Span(wrapper.span.start, end)


def _obstacle(command: Command, wrapper: Wrapper, ctx: RepairContext) -> str:
    """Return why this sudo must stay, or nothing."""
    for option in wrapper.options:
        if option.name not in _PLAIN and option.spelled not in _PLAIN:
            return f"`sudo {option.spelled}` does more than run a command as root"
    if command.program in _BUILTINS:
        return f"`{command.program}` without sudo would act on the step's own shell"
    if wrapper.operands or not wrapper.span.start < wrapper.span.end:
        return "its place in the file does not allow it"
    text = ctx.tree.source.slice(_own(command, wrapper))
    if "#" in text or not text.startswith("sudo"):
        return "a comment, or a quote, stands between sudo and its command"
    if _own(command, wrapper).end < wrapper.span.end and command.wrapping[0] is not wrapper:
        return "what stands before sudo would take the variables for a program"
    return ""


def _is_same_without(command: Command, wrapper: Wrapper, run: Run, ctx: RepairContext) -> bool:
    """Tell whether a command of root's does the same in the RUN's own environment."""
    if any(
        option.name in {"--user", "-u"} and option.text not in {"root", "0", "#0"}
        for option in wrapper.options
    ):
        return False
    if command.program in ctx.kb.name_set("security.ask-no-variable"):
        return True
    stage = run.stage
    if stage is None or isinstance(stage.image_facts, Unknown):
        return False
    harmless = {ctx.kb.text("apt-config.frontend-env")}
    named = {*run.state.variables, *(each.name for each in command.environment)}
    exports = any(SetEnv.of(other) is not None for other in run.commands)
    return command.program in _APT and named <= harmless and not exports


def _is_all_root(run: Run) -> bool:
    """Tell whether every command of a RUN is sudo's, or makes nothing."""
    top = top_level_commands(run)
    if top is None:
        return False
    by_sudo = {
        id(command.simple) for command, wrapper in _calls(run) if command.wrapping[0] is wrapper
    }
    return all(
        id(simple) in by_sudo
        or (simple.name in _FOR_THE_SHELL and not any(r.target for r in simple.redirects))
        for simple in top
    )
