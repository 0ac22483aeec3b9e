"""DW502: what the container starts with is not in the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.contents import contents_of
from dockwright.model.grammar.wrappers import SHELLS
from dockwright.model.instructions import Healthcheck
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.contents import Contents
    from dockwright.model.instructions import Runnable
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span

_TRIVIAL = frozenset({"exit", "true", "false", "echo", "kill", "exec", "test", "[", "cd", ":"})
_PYTHONS = frozenset({"python"})


@rule(
    "DW502",
    "missing-program",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    triggers=("cmd", "entrypoint", "healthcheck", "run"),
    facts=("contents.system-programs", "contents.console-scripts"),
)
def missing_program(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """CMD, ENTRYPOINT, HEALTHCHECK or RUN names a program that is not in the image.

    ## What it does

    Takes the program that the container starts, or the one that checks its health, and looks for
    it in what the base image is known to have, in the packages that are installed, and in what is
    copied into the final stage.
    The programs of every RUN are looked for too, as far as only a package of the distro has them:
    curl, wget, git, make, gcc, bash and their like.

    ## Why it matters

    The image builds and does not start: `exec: "uvicorn": executable file not found in $PATH`.
    The usual cause is a copy of `site-packages` without `/usr/local/bin`, where the programs are.
    A health check with a missing curl marks a healthy container as unhealthy for ever.
    A RUN with a missing program ends the build: `curl: not found`, status 127.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim AS builder
    RUN pip install --no-cache-dir uvicorn==0.34.0

    FROM python:3.13-slim
    COPY --from=builder /usr/local/lib/python3.13/ /usr/local/lib/python3.13/
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS builder
    RUN pip install --no-cache-dir uvicorn==0.34.0

    FROM python:3.13-slim
    COPY --from=builder /usr/local/lib/python3.13/ /usr/local/lib/python3.13/
    COPY main.py .
    USER 10001
    CMD ["python", "-m", "uvicorn", "main:app", "--host", "0.0.0.0"]
    ```

    ## When it stays silent

    Unless it is known that the program is not there: for unknown base images, for programs that
    some step may have brought (a package whose programs are not known, a build, a download, a
    copied directory), for paths of one's own; for commands that depend on a condition, or whose
    failure `||` provides for by another program.

    ## Fix safety

    Unsafe: installing the program, copying its directory and calling it by `python -m` are all
    right, and which one is meant cannot be told.

    ## With other rules

    DW501 is about packages that are there and not found.

    ## References

    - docs.docker.com, "Dockerfile reference", CMD and ENTRYPOINT
    - the base images' own Dockerfiles, as the knowledge base names them
    """
    contents = contents_of(stage, ctx.kb)
    yield from _judge_runs(contents, ctx)
    if not stage.is_target:
        return
    entrypoint, cmd = stage.final_command()
    health = stage.final_state.healthcheck
    starts = entrypoint if entrypoint is not None else cmd
    if starts is not None and not (entrypoint is None and _base_entrypoint(contents)):
        yield from _judge(starts, contents, ctx, "the container does not start")
    if isinstance(health, Healthcheck) and not health.is_none:
        yield from _judge(health, contents, ctx, "the container counts as unhealthy")


def _judge_runs(contents: Contents, ctx: Context) -> Iterator[Diagnostic]:
    """Report programs of the stage's RUNs that no package has brought, each of them once."""
    told: set[str] = set()
    system = ctx.kb.name_set("contents.system-programs")
    for run in contents.stage.runs():
        for command in run.commands:
            for name, span in _called(command):
                if name in told or name not in system or not _is_plain(command):
                    continue
                has = contents.has_program(name)
                if isinstance(has, Unknown) or has:
                    continue
                told.add(name)
                yield _report(name, span, contents, ctx, "the build stops here", f"Install {name}")


def _called(command: Command) -> Iterator[tuple[str, Span]]:
    """Yield the names that a command's words call, wrappers such as sudo first."""
    for wrapper in command.wrapping:
        yield wrapper.name, wrapper.span
    if command.interpreter is None and command.words and command.words[0].value is not None:
        yield command.words[0].value, command.words[0].span


def _is_plain(command: Command) -> bool:
    """Tell whether a command runs in any case, and its failure is a failure."""
    simple = command.simple
    return (
        command.is_unconditional
        and simple.connector not in {"||", "|", "|&"}
        and simple.follower not in {"||", "|", "|&", "&"}
        and not simple.context
        and command.parent is None
    )


def _base_entrypoint(contents: Contents) -> bool:
    """Tell whether the base image may start another program, whose argument CMD then is."""
    facts = contents.facts
    return facts is None or facts.entrypoint is None or bool(facts.entrypoint)


def _judge(
    runnable: Runnable, contents: Contents, ctx: Context, effect: str
) -> Iterator[Diagnostic]:
    if runnable.stage is not contents.stage:
        return
    for name, span in _programs(runnable):
        has = contents.has_program(name)
        if isinstance(has, Unknown) or has:
            continue
        yield _report(name, span, contents, ctx, effect, _remedy(name, span, runnable))
        return


def _report(
    name: str, span: Span, contents: Contents, ctx: Context, effect: str, remedy: str
) -> Diagnostic:
    image = contents.stage.image
    base = "scratch" if contents.stage.root.is_scratch else getattr(image, "raw", "the base image")
    return ctx.report(
        span,
        f"`{name}` is not in this image: {base} does not have it and nothing brings it, so that "
        f"{effect}",
        help=remedy,
    )


def _programs(runnable: Runnable) -> Iterator[tuple[str, Span]]:
    """Yield what must be there for the instruction to work."""
    if runnable.is_exec_form:
        argv = runnable.argv
        if argv and argv[0].raw:
            yield argv[0].raw, argv[0].span
    else:
        words = runnable.node.words
        if not words or not runnable.shell:
            return
        yield runnable.shell[0], words[0].span
    others = {command.program for command in runnable.commands} - _TRIVIAL
    for command in runnable.commands:
        # `curl … || wget …` needs one of them.
        alone = len(others) == 1 or (
            command.simple.connector != "||" and command.simple.follower != "||"
        )
        if command.simple.context or not alone or command.is_unconditional is False:
            continue
        for name, span in _called(command):
            if not name.startswith("/"):
                yield name, span


def _remedy(name: str, span: Span, runnable: Runnable) -> str:
    words = runnable.node.words
    if not runnable.is_exec_form and words and span == words[0].span:
        return (
            f'Write the exec form, `{runnable.keyword} ["program", "argument"]`: no shell runs it'
        )
    if runnable.keyword == "HEALTHCHECK":
        return f"Install {name}, or check with a program that the image has"
    if name in _PYTHONS:
        return "Call `python3`, which is the name that the distro's package brings"
    if "/" in name or name in SHELLS:
        return f"Install {name.rpartition('/')[2]}, or call a shell that the image has"
    return (
        f"Install {name} in this stage, copy the directory that its program lies in, or call it "
        f"as a module (`python -m {name}`)"
    )
