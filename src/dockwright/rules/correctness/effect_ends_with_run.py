"""DW125: what a RUN does ends with its shell."""

from __future__ import annotations

from dockwright.model.actions import ChangeDirectory, SetEnv
from dockwright.model.install import install_of
from dockwright.model.instructions import SHELL_STATE, Arg, Env, Label, Run, Workdir
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW125",
    "effect-ends-with-run",
    on=Run,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    facts=(
        "shell-state.settings",
        "shell-state.files",
        "shell-state.folders",
        "purpose.building-programs",
        "unseen-effects.copying",
    ),
    given=("changes_its_shell_alone",),
)
def effect_ends_with_run(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """A RUN only changes its own shell: the directory, a variable, an activated environment.

    ## What it does

    Finds RUNs of which all commands are `cd`, `export`, `NAME=value`, `alias`, `umask` and the
    like, or source a file that is there for the variables that it sets: a virtual environment's
    `activate`, `.bashrc`, `/etc/profile.d/*.sh`, `setvars.sh`.

    ## Why it matters

    Every RUN starts a shell of its own, in the directory that WORKDIR set and with the variables
    that ENV set.
    After `RUN . /venv/bin/activate`, `RUN pip install` uses the Python of the image; after
    `RUN cd /opt`, the next step runs where it would have run anyway.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN export HF_HOME=/models
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    ENV HF_HOME=/models
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where any command of the RUN does something that lasts, a redirection included, or may do so
    within `$(…)`; within loops and conditions; for a script that is sourced and not called like one
    that sets variables.

    ## Fix safety

    Unsafe: the steps that follow run with what was meant for them, and may come to something else.
    `cd` becomes WORKDIR, `export` ENV, and the `activate` of a virtual environment PATH and
    VIRTUAL_ENV.
    Safe for a `cd` to the directory that is set already, and where an absolute WORKDIR comes
    before anything that depends on the directory: the `cd` goes.
    Refused where the value comes from a command or a variable of the shell's, and for what no
    instruction stands for.

    ## With other rules

    DW913 reports `cd` before other commands of a RUN, DW522 `conda activate`, DW508 a PATH that
    leads to no environment.

    ## References

    - Dockerfile reference, RUN, ENV and WORKDIR
    """
    if not run.changes_its_shell_alone:
        return
    commands = run.commands
    if not commands:
        yield from _lone_assignments(run, ctx)
        return
    inner = [each for each in commands if "substitution" in each.simple.context]
    if any(each.simple.redirects or _may_last(each, ctx.kb) for each in inner):
        return
    first = next((each for each in commands if is_meant(each, ctx.kb)), None)
    if first is None or not all(
        "substitution" in each.simple.context or is_passing(each, ctx.kb) for each in commands
    ):
        return
    needless = is_needless(run)
    yield ctx.report(
        first.span,
        f"`{first.words[0].raw}` holds until this RUN ends, and nothing else stands in it",
        help="Leave it out: the directory is set already, or by the WORKDIR that follows"
        if needless
        else _help(first),
        severity=Severity.INFO if needless else None,
    )


def is_needless(run: Run) -> bool:
    """Tell whether it is `cd` alone, and the next step to care is where it is anyway.

    That is where the directory is set already, and where an absolute WORKDIR comes first.
    """
    stage = run.stage
    changes = [ChangeDirectory.of(command) for command in run.commands]
    if stage is None or None in changes or run.node.flags:
        return False
    if len(changes) == 1 and changes[0] is not None and changes[0].directory is not None:
        value = changes[0].directory.value
        if value is not None and value.startswith("/") and run.state.workdir == value.rstrip("/"):
            return True
    for each in stage.instructions:
        if each.span.start <= run.span.start or isinstance(each, (Arg, Env, Label)):
            continue
        return isinstance(each, Workdir) and each.node.text.strip("\"'").startswith("/")
    return False


def _lone_assignments(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """Report a RUN of nothing but ``NAME=value``."""
    script = run.script
    simple = () if script is None else script.commands
    if simple and all(
        each.assignments and not each.words and not each.redirects and not each.context
        for each in simple
    ):
        name = simple[0].assignments[0].name
        yield ctx.report(
            simple[0].span,
            f"`{name}` holds until this RUN ends, and nothing else stands in it",
            help=f"Write `ENV {name}=…`, or put it into the RUN that needs it",
        )


def is_passing(command: Command, kb: KnowledgeBase) -> bool:
    """Tell whether nothing of a command is left when its shell ends."""
    simple = command.simple
    if simple.redirects or simple.context or command.parent is not None or command.wrappers:
        return False
    if simple.pipeline[2] > 1 or simple.follower == "&":
        return False
    if command.program in {".", "source"}:
        return _sets_variables(command, kb)
    return command.program in SHELL_STATE


def is_meant(command: Command, kb: KnowledgeBase) -> bool:
    """Tell whether a command is of those that people write for what comes after it."""
    return is_passing(command, kb) and command.program not in kb.name_set("shell-state.settings")


def _may_last(command: Command, kb: KnowledgeBase) -> bool:
    """Tell whether a command within ``$(…)`` may change files: an install, a build, a download."""
    return (
        install_of(command) is not None
        or command.program in kb.name_set("purpose.building-programs")
        or command.program in kb.name_set("unseen-effects.copying")
    )


def _sets_variables(command: Command, kb: KnowledgeBase) -> bool:
    """Tell whether the file that is sourced is called like one that only sets variables."""
    if len(command.words) != 2:
        return False
    path = text_of(command.words[1])
    return path.rpartition("/")[2] in kb.name_set("shell-state.files") or path.startswith(
        kb.names("shell-state.folders")
    )


def _help(command: Command) -> str:
    if ChangeDirectory.of(command) is not None:
        where = text_of(command.words[1]) if len(command.words) == 2 else "…"
        return f"Write `WORKDIR {where}`"
    named = SetEnv.of(command)
    if named is not None and named.assignments:
        return f"Write `ENV {named.assignments[0].name}=…`, or put it into the RUN that needs it"
    if text_of(command.words[-1]).endswith("/activate"):
        return "Put the environment's `bin` first on PATH with ENV"
    return "Put it into the RUN that needs it"
