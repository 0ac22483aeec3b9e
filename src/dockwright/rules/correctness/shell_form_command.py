"""DW104: cMD or ENTRYPOINT is run by a shell, which stands between Docker and the program."""

from __future__ import annotations

from dockwright.model.grammar.wrappers import SHELLS
from dockwright.model.instructions import Cmd, Entrypoint, Runnable
from dockwright.rules._buildkit import Phase, is_buildkit, is_dispatched, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW104",
    "shell-form-command",
    on=Runnable,
    family=Family.CORRECTNESS,
    severity=Severity.INFO,
    aliases=("JSONArgsRecommended", "DL3025"),
    triggers=("cmd", "entrypoint"),
)
def shell_form_command(instruction: Runnable, ctx: Context) -> Iterator[Diagnostic]:
    """CMD or ENTRYPOINT is run by a shell, which stands between Docker and the program.

    ## What it does

    Reports the shell form of the CMD and ENTRYPOINT that the built image has.
    Docker runs it as `/bin/sh -c "…"`, so that a shell is process 1.

    ## Why it matters

    `docker stop` sends its signal to the shell.
    A shell that does not hand over its place, as older ones do not and as none does with a pipe or
    a `;` list in front, leaves the program without the signal: it is killed after ten seconds, in
    the midst of its work.
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

    For forms whose last command is `exec`, which hands the shell's place over; for a bare shell,
    which somebody sits in front of; where SHELL was set, which is a choice; for stages that are not
    built, for a CMD that a later one or an ENTRYPOINT replaces, and where the shell is not a POSIX
    one.

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
    if instruction.is_exec_form or instruction.state.is_shell_set or not instruction.node.words:
        return
    if not is_dispatched(ctx, instruction.stage):
        return
    if not is_reached(ctx, Phase.DISPATCH, instruction):
        return
    if not is_buildkit(ctx) and not _matters(instruction):
        return
    plain = _plain_words(instruction)
    if plain is not None:
        import json

        remedy = f"Write `{instruction.keyword} {json.dumps(plain, ensure_ascii=False)}`"
    else:
        remedy = (
            f'Write `{instruction.keyword} ["program", "argument"]`, or keep the shell for what '
            "needs it and begin the last command with `exec`"
        )
    drops = isinstance(instruction, Entrypoint)
    yield ctx.report(
        instruction.keyword_span,
        f"{instruction.keyword} in shell form makes /bin/sh process 1, which gets the signals"
        + (", and ignores CMD" if drops else ""),
        help=remedy,
    )


def _matters(instruction: Cmd | Entrypoint) -> bool:
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
    if script is None or script.reason:
        return False
    commands = instruction.commands
    if not commands:
        return True
    last = commands[-1]
    is_bare_shell = last.program in SHELLS and len(last.words) == 1
    return not is_bare_shell and "exec" not in last.wrappers


def _plain_words(instruction: Cmd | Entrypoint) -> list[str] | None:
    """Return the words of a command that needs no shell, None where it needs one."""
    text = instruction.node.text
    if any(char in text for char in "$`\\\"'|&;<>()*?[]{}~#!=\n"):
        return None
    return text.split()
