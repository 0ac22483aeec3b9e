"""DW205: a build argument that changes with every build stands before expensive steps."""

from __future__ import annotations

from dockwright.model.actions import GitClone
from dockwright.model.install import install_of
from dockwright.model.instructions import Arg, Copy, CopyLike, Run
from dockwright.model.stage import Stage
from dockwright.rules._sizes import download_impact
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.model.instructions import Argument, Instruction
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW205",
    "volatile-argument-early",
    on=Stage,
    family=Family.CACHE,
    severity=Severity.WARNING,
    triggers=("arg",),
    facts=("volatile.arguments",),
)
def volatile_argument_early(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""A build argument such as the commit's hash stands before expensive steps.

    ## What it does

    Finds `ARG GIT_SHA`, `ARG BUILD_DATE` and their kind before a RUN of the same stage that
    installs packages and does not use them.

    ## Why it matters

    A build argument is part of the environment of every RUN after its declaration, whether the RUN
    uses it or not.
    A value that differs in every build therefore runs all of them again, every time.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    ARG GIT_SHA
    COPY requirements.txt /srv/
    RUN pip install --no-cache-dir -r /srv/requirements.txt
    COPY main.py /srv/
    LABEL org.opencontainers.image.revision=$GIT_SHA
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY requirements.txt /srv/
    RUN pip install --no-cache-dir -r /srv/requirements.txt
    COPY main.py /srv/
    ARG GIT_SHA
    LABEL org.opencontainers.image.revision=$GIT_SHA
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where every expensive RUN after it uses the argument, or stands after a COPY of the whole build
    context, with which it runs again anyhow; for arguments before the first FROM, which
    no RUN sees; for arguments that are there to defeat the cache, such as `CACHEBUST`; for ONBUILD;
    in stages that the build does not need.

    ## Fix safety

    The fix moves the ARG, with the labels and variables that take its value alone, down to the
    first instruction that names it.
    It is safe where the RUNs that it passes do nothing but install, and unsafe where another one
    passes, which may read the argument from its environment.
    It is refused where the argument is used before those installs, and where its ARG declares
    others.

    ## With other rules

    DW203 reports a COPY that does the same.

    ## References

    - Dockerfile reference, ARG: impact on build caching
    """
    if not stage.is_reachable:
        return
    volatile = ctx.kb.name_set("volatile.arguments")
    instructions = stage.instructions
    found: list[tuple[Argument, list[Run]]] = []
    for at, instruction in enumerate(instructions):
        if not isinstance(instruction, Arg):
            continue
        for argument in instruction.arguments:
            if argument.name.upper() not in volatile:
                continue
            struck = [
                run
                for run in _before_the_source(instructions[at + 1 :])
                if _is_expensive(run) and not _uses(run, argument.name)
            ]
            if struck:
                found.append((argument, struck))
    if not found:
        return
    first, struck = found[0]
    names = ", ".join(f"`ARG {argument.name}`" for argument, _ in found)
    yield ctx.report(
        first.span,
        f"`{first.name}` changes with every build, and each RUN after it runs again with it",
        help=f"Move {names} below the installs"
        + (
            ", and the instructions that use them as well"
            if _is_used_between(stage, first, struck[0])
            else ""
        ),
        related=[
            *(ctx.label(argument.span, "this one too") for argument, _ in found[1:]),
            *(ctx.label(run.keyword_span, "runs again in every build") for run in struck[:3]),
        ],
        impact=download_impact(
            [
                install
                for run in struck
                for command in run.commands
                if (install := install_of(command)) is not None
            ],
            ctx,
        ),
    )


def _before_the_source(instructions: Sequence[Instruction]) -> Iterator[Run]:
    """Yield the RUNs up to a COPY of the whole context: those after it run again with any edit."""
    for instruction in instructions:
        if isinstance(instruction, Run):
            yield instruction
        elif (
            isinstance(instruction, CopyLike)
            and (not isinstance(instruction, Copy) or instruction.is_from_context)
            and any(source.raw in {".", "./", "/"} for source in instruction.sources)
        ):
            return


def _is_used_between(stage: Stage, argument: Argument, run: Run) -> bool:
    """Tell whether an instruction between the ARG and the RUN names the argument."""
    return any(
        argument.span.end <= other.span.start < run.span.start
        and (f"${argument.name}" in other.node.text or f"${{{argument.name}" in other.node.text)
        for other in stage.instructions
    )


def _is_expensive(run: Run) -> bool:
    return any(
        install_of(command) is not None or GitClone.of(command) is not None
        for command in run.commands
    )


def _uses(run: Run, name: str) -> bool:
    """Tell whether the RUN's text names the argument, in a word or in a program's environment."""
    return name in run.node.text or any(name in heredoc.content for heredoc in run.heredocs)
