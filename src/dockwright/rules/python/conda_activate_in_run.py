"""DW522: `conda activate` in RUN fails, or is forgotten by the next step."""

from __future__ import annotations

from dockwright.model.command import Command
from dockwright.model.instructions import Run
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_TOOLS = frozenset({"conda", "mamba", "micromamba"})
_SAYING = frozenset({"echo", "printf", "true", ":"})


@rule(
    "DW522",
    "conda-activate-in-run",
    on=Command,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    effect="what follows runs outside of the environment",
    facts=("conda.shell-hooks",),
    triggers=("activate",),
)
def conda_activate_in_run(command: Command, ctx: Context) -> Iterator[Diagnostic]:
    """`conda activate` in RUN fails, or has no effect on what follows.

    ## What it does

    Finds `conda activate` in a shell that was not told of conda, which is an error, and
    `conda activate` or `source activate` with nothing after it in its RUN, which is a warning.

    ## Why it matters

    `conda activate` is a function that conda's shell hook defines; RUN's shell reads no `.bashrc`,
    so the step ends with "Your shell has not been properly configured to use 'conda activate'".
    Each RUN is a shell of its own: an environment that the last command of one activates is
    forgotten before the next, whose packages go to the base environment.

    ## Example

    ```dockerfile bad
    FROM condaforge/miniforge3:25.3.0-3
    RUN conda activate base && python -V
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM condaforge/miniforge3:25.3.0-3
    RUN eval "$(conda shell.posix hook)" && conda activate base && python -V
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where the RUN calls the hook first (`. /opt/conda/etc/profile.d/conda.sh`,
    `eval "$(conda shell.bash hook)"`) and something follows; where SHELL runs a login or
    interactive shell or conda itself; where `BASH_ENV` is set; where failure is expected
    (`|| true`).

    ## Fix safety

    Unsafe: conda's hook is run before it, `eval "$(conda shell.posix hook)"`, so that the commands
    behind it in the same RUN have the environment.
    An activation at the end of a RUN, which nothing remembers, is not repaired: the steps that were
    meant have to be told apart from those that were not.

    ## With other rules

    DW520 and DW521 are about where conda takes packages from.

    ## References

    - docs.conda.io, "Managing environments", "Activating an environment"
    - docs.conda.io, `conda run`
    """
    run = command.instruction
    if not isinstance(run, Run) or not _activates(command) or not command.is_unconditional:
        return
    if command.simple.follower == "||":
        return
    words = run.shell[1:] if run.shell else ()
    if any(word.startswith("-") and ("l" in word or "i" in word) for word in words):
        return
    if run.shell and run.shell[0].rpartition("/")[2] not in {"sh", "bash", "dash", "zsh"}:
        return
    if run.state.variable("BASH_ENV") is not None and "BASH_ENV" in run.state.variables:
        return
    text = run.script_text()[0] if not run.is_exec_form else " ".join(w.raw for w in run.argv)
    hooked = any(hook in text for hook in ctx.kb.names("conda.shell-hooks"))
    if any(flag in text for flag in ("bash -l", "bash -i", "--login", "sh -l")):
        return
    if command.program in _TOOLS and not hooked:
        fails = command.simple.follower in {"", "&&"}
        yield ctx.report(
            command.own_span,
            f"`{command.program} activate` does not work in RUN: its shell has not been told of "
            f"{command.program}",
            help="Use `conda run -n ENV COMMAND`, or put the environment's `bin` on PATH with ENV",
            severity=Severity.ERROR if fails else None,
            effect="the build fails" if fails else "",
        )
    elif not _is_followed(command, run):
        yield ctx.report(
            command.own_span,
            "the environment is active for the rest of this RUN only, and nothing follows in it",
            help="Put the environment's `bin` first on PATH with ENV, or activate it in the RUN "
            "that needs it",
            confidence=Confidence.HIGH,
        )


def _activates(command: Command) -> bool:
    if command.program in _TOOLS:
        return command.subcommand == "activate" and bool(command.operands)
    if command.program in {".", "source"} and command.operands:
        return text_of(command.operands[0]) == "activate" and len(command.operands) == 2
    return False


def _is_followed(command: Command, run: Run) -> bool:
    """Tell whether a later command of the RUN does something."""
    passed = False
    for other in run.commands:
        if other is command:
            passed = True
        elif passed and other.program not in _SAYING:
            return True
    return False
