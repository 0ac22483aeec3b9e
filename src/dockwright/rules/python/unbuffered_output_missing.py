"""DW515: Python's output waits in a buffer."""

from __future__ import annotations

from dockwright.model.actions import RunPython
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW515",
    "unbuffered-output-missing",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.STYLE,
    facts=("python-env.unbuffered",),
    triggers=("python",),
)
def unbuffered_output_missing(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The container runs a Python script whose output waits in a buffer.

    ## What it does

    Finds images that start `python script.py` without PYTHONUNBUFFERED or `-u`.

    ## Why it matters

    Python writes to a pipe in blocks: `docker logs` shows lines late, and a program that is killed
    takes its last lines with it.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY main.py .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY main.py .
    USER 10001
    ENV PYTHONUNBUFFERED=1
    CMD ["python", "main.py"]
    ```

    ## When it stays silent

    It is off by default.
    It is silent where the base image may set the variable, for `python -m` and `python -c`, and for
    stages that do not ship.

    ## Fix safety

    Safe: the variable stands above what starts the program, so that no step of the build sees it,
    and the program prints the same text.
    A program that prints so much that every write counts becomes slower.

    ## With other rules

    None overlaps.

    ## References

    - docs.python.org, "Command line and environment"
    """
    if not stage.is_target:
        return
    entrypoint, cmd = stage.final_command()
    runs = entrypoint or cmd
    value = stage.final_state.env(ctx.kb.text("python-env.unbuffered"))
    if runs is None or isinstance(value, Unknown) or value:
        return
    for command in runs.commands:
        python = RunPython.of(command)
        if python is None or python.script is None or python.has("-u"):
            continue
        yield ctx.report(
            python.own_span,
            "Python's output waits in a buffer before `docker logs` sees it",
            help=f"Add `ENV {ctx.kb.text('python-env.unbuffered')}=1`",
        )
        return
