"""DW104: CMD or ENTRYPOINT is run by a shell, which stands between Docker and the program."""

from __future__ import annotations

from dockwright.model.grammar.wrappers import SHELLS
from dockwright.model.instructions import Cmd, Entrypoint, Runnable
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules._buildkit import Phase, is_dispatched, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.shell.nodes import PartKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic


BUILTINS = frozenset(
    {
        *(".", ":", "alias", "bg", "break", "builtin", "case", "cd", "command", "continue"),
        *("declare", "eval", "exec", "exit", "export", "fg", "for", "hash", "if", "jobs", "let"),
        *("local", "read", "readonly", "return", "set", "shift", "shopt", "source", "time"),
        *("times", "trap", "type", "typeset", "ulimit", "umask", "unalias", "unset", "until"),
        *("wait", "while"),
    }
)
_LOOPS = frozenset(
    {"while", "while-condition", "until", "until-condition", "for", "case", "function"}
)


@rule(
    "DW104",
    "shell-form-command",
    on=Runnable,
    family=Family.CORRECTNESS,
    severity=Severity.INFO,
    aliases=("JSONArgsRecommended", "DL3025"),
    facts=(
        "shell-form.soon-over",
        "shell-form.handing-over",
        "shell-form.program-directories",
        "shell-form.script-suffixes",
    ),
    triggers=("cmd", "entrypoint"),
)
def shell_form_command(instruction: Runnable, ctx: Context) -> Iterator[Diagnostic]:
    """CMD or ENTRYPOINT is run by a shell, which stands between Docker and the program.

    ## What it does

    Reports the shell form of the CMD and ENTRYPOINT that the built image has.
    Docker runs it as `/bin/sh -c "…"`, so that a shell stands before the program.

    ## Why it matters

    `docker stop` sends its signal to the shell.
    dash, which is sh of Debian and Ubuntu, starts the program as a child and does not pass the
    signal on: the program is killed after ten seconds, in the midst of its work.
    bash hands its place over to a lone command, BusyBox's ash, which is sh of Alpine, to the last
    of several, and neither to one in a pipe or loop.
    A shell form ENTRYPOINT also drops CMD and the arguments of `docker run`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    USER 10001
    CMD python -m http.server
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For forms whose last command is `exec`, which hands the shell's place over, or one that is soon
    over, such as `mv`; for a `sh -c` of its own whose text ends in a pipe or loop, as the exec form
    would keep that shell; for a bare shell, which somebody sits in front of; for a CMD where `sh`
    hands its place over: bash to a lone command without redirections, ash to a last one that no
    trap waits for; where SHELL was set, which is a choice; for stages that are not built, for a CMD
    that a later one or an ENTRYPOINT replaces, and where the shell is not a POSIX one.

    ## Fix safety

    Safe for a single command of plain words, whose JSON form runs the same program.
    Unsafe where variables, quotes or operators need the shell.

    ## With other rules

    DW108 reports the CMD and ENTRYPOINT that later ones replace.

    ## References

    - Docker documentation, Build checks, "JSONArgsRecommended"
    - Dockerfile reference, "Shell and exec form"
    """
    if not isinstance(instruction, (Cmd, Entrypoint)) or instruction.is_onbuild:
        return
    if instruction.is_exec_form or not instruction.node.words:
        return
    if instruction.state.is_shell_set and ctx.profile != "hadolint":
        return
    if not is_dispatched(ctx, instruction.stage):
        return
    if not is_reached(ctx, Phase.DISPATCH, instruction):
        return
    if ctx.profile not in {"buildkit", "hadolint"} and not _matters(instruction, ctx):
        return
    faults = ["ignores CMD and the arguments of `docker run`"]
    if isinstance(instruction, Cmd):
        faults.clear()
    if not _hands_over(instruction, ctx.kb):
        faults.append("passes no signals on to the program")
    elif not faults:
        faults.append("has to hand its place over before signals reach the program")
    yield ctx.report(
        instruction.keyword_span,
        f"{instruction.keyword} in shell form runs through `/bin/sh -c`, which "
        + " and ".join(faults),
        help=_help(instruction, ctx),
    )


def _matters(instruction: Cmd | Entrypoint, ctx: Context) -> bool:
    """Tell whether the built image runs it, and through a shell that stays."""
    stage = instruction.stage
    if stage is None or not stage.is_target:
        return False
    entrypoint, cmd = stage.final_command()
    if instruction not in (entrypoint, cmd):
        return False
    if entrypoint is not None and entrypoint is not instruction and not entrypoint.is_exec_form:
        return False
    script = instruction.script
    if script is None or script.reason or _is_broken_array(instruction):
        return False
    commands = outer_commands(instruction)
    if not commands:
        return True
    last = commands[-1]
    if last.program in SHELLS and all(text_of(word).startswith("-") for word in last.words[1:]):
        return False
    if "exec" in last.wrappers or last.program in ctx.kb.name_set("shell-form.soon-over"):
        return False
    if inner_shell_stays(instruction) and not _can_hand_over(inner_commands(instruction), ctx):
        return False
    return not (isinstance(instruction, Cmd) and _hands_over(instruction, ctx.kb))


def _is_broken_array(instruction: Runnable) -> bool:
    """Tell whether the text is meant as an exec form: DW124 speaks of it."""
    if not instruction.begins_like_array:
        return False
    from dockwright.rules.correctness._json_form import broken_array

    return broken_array(instruction.script_text()[0]) is not None


def inner_commands(instruction: Cmd | Entrypoint) -> list[Command]:
    """Return the commands in the text that its last command hands to a shell's ``-c``."""
    outer = outer_commands(instruction)
    if not outer or outer[-1].program not in SHELLS:
        return []
    return [
        command
        for command in instruction.commands
        if command.parent is outer[-1] and "substitution" not in command.simple.context
    ]


def inner_shell_stays(instruction: Cmd | Entrypoint) -> bool:
    """Tell whether its last command is ``sh -c`` with a text during which that shell stays.

    The exec form of such a command has a shell before the program just as well.
    """
    inner = inner_commands(instruction)
    if not inner:
        return False
    return "exec" not in inner[-1].wrappers and (
        len(inner) > 1 or bool(inner[-1].simple.context) or inner[-1].simple.pipeline[2] != 1
    )


def _can_hand_over(inner: list[Command], ctx: Context) -> bool:
    """Tell whether the last command of a text could take its shell's place, and is worth it."""
    last = inner[-1]
    return not (
        last.simple.context
        or last.simple.pipeline[2] != 1
        or last.simple.connector not in {"", "&&", ";"}
        or last.program in BUILTINS
        or last.program in ctx.kb.name_set("shell-form.soon-over")
    )


def _hands_over(instruction: Cmd | Entrypoint, kb: KnowledgeBase) -> bool:
    """Tell whether the stage's ``sh`` lets its last command take its place."""
    stage = instruction.stage
    facts = Unknown("no stage") if stage is None else stage.image_facts
    commands = outer_commands(instruction)
    if isinstance(facts, Unknown) or not commands:
        return False
    last = commands[-1].simple
    if last.context or last.follower or last.pipeline[2] != 1:
        return False
    way = kb.mapping("shell-form.handing-over").get(facts.sh or "")
    if way == "alone":
        return len(commands) == 1 and not last.redirects
    return way == "last" and all(command.program != "trap" for command in instruction.commands)


def outer_commands(instruction: Cmd | Entrypoint) -> list[Command]:
    """Return the commands of its own text, without those in the text of ``sh -c``."""
    return [
        command
        for command in instruction.commands
        if command.parent is None and "substitution" not in command.simple.context
    ]


def _help(instruction: Cmd | Entrypoint, ctx: Context) -> str:
    keyword = instruction.keyword
    commands = outer_commands(instruction)
    plain = plain_words(commands)
    if plain is not None:
        import json

        if inner_shell_stays(instruction):
            return (
                f'Write `{keyword} ["{plain[0]}", "-c", "…"]`, and begin the last command of its '
                "text with `exec`, or that shell keeps the signals"
            )
        remedy = f"Write `{keyword} {json.dumps(plain, ensure_ascii=False)}`"
        if _is_known_script(plain[0], ctx):
            remedy += "; a script needs a `#!` line then"
        return remedy
    if commands and not _LOOPS.isdisjoint(commands[-1].simple.context):
        return (
            "Move it to a script that ends on SIGTERM by `trap`, and write "
            f'`{keyword} ["/path/of/the/script"]`'
        )
    if len(commands) == 1 and commands[0].program not in BUILTINS:
        return (
            f'Write `{keyword} ["program", "argument"]`, or keep the shell for what it expands and '
            "begin the command with `exec`"
        )
    return (
        f'Write `{keyword} ["program", "argument"]`, or keep the shell for what needs it and begin '
        "the last command with `exec`"
    )


def plain_words(commands: list[Command]) -> list[str] | None:
    """Return the words of a command that needs no shell, None where it needs one."""
    if len(commands) != 1:
        return None
    simple = commands[0].simple
    if simple.redirects or simple.assignments or simple.context or simple.follower:
        return None
    words: list[str] = []
    for word in simple.words:
        if word.value is None or any(part.kind is not PartKind.LITERAL for part in word.parts):
            return None
        words.append(word.value)
    return None if not words or words[0] in BUILTINS else words


def _is_known_script(program: str, ctx: Context) -> bool:
    """Tell whether a program's suffix says that it is a script, or a text of the context is it."""
    name = program.rpartition("/")[2]
    if name.endswith(tuple(ctx.kb.names("shell-form.script-suffixes"))):
        return True
    context = ctx.build_context
    if isinstance(context, Unknown) or "/" not in program:
        return False
    data = context.read(name)
    return not isinstance(data, Unknown) and b"\0" not in data[:1024]


def is_script(program: str, kb: KnowledgeBase) -> bool:
    """Tell whether a program may be a script, which only a shell runs without a ``#!`` line."""
    directory, slash, name = program.rpartition("/")
    if "." in name:
        return True
    return bool(slash) and directory not in kb.name_set("shell-form.program-directories")
