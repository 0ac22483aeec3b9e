"""DW502: what the container starts with is not in the image."""

from __future__ import annotations

from dockwright.model.contents import contents_of, programs_of
from dockwright.model.grammar.wrappers import SHELLS
from dockwright.model.instructions import Healthcheck, Runnable
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.contents import Contents
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


class Missing(NamedTuple):
    """What a finding of this rule is about.

    Attributes:
        stage: the stage that ships.
        runnable: the instruction that starts the program.
        name: the program as it is called; the whole text where it stands in one JSON string.
        span: where it is called.
        is_one_word: whether a whole command stands in one JSON string.
    """

    stage: Stage
    runnable: Runnable
    name: str
    span: Span
    is_one_word: bool


@rule(
    "DW502",
    "missing-program",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the container does not start",
    triggers=("cmd", "entrypoint", "healthcheck"),
    facts=("contents.system-programs", "contents.console-scripts", "contents.module-scripts"),
)
def missing_program(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """CMD, ENTRYPOINT or HEALTHCHECK names a program that is not in the image.

    ## What it does

    Takes the program that the container starts, or the one that checks its health, and looks for
    it in what the base image is known to have, in the packages that are installed, and in what is
    copied into the final stage.
    Programs of common Python packages (gunicorn, celery) are looked for in the files of
    requirements that pip and uv read, with what the packages listed there pull in.
    A whole command line in one pair of quotes, `CMD ["python main.py"]`, names no program either.

    ## Why it matters

    The image builds and does not start: `exec: "uvicorn": executable file not found in $PATH`.
    The usual cause is a copy of `site-packages` without `/usr/local/bin`, where the programs are.
    A health check with a missing curl marks a healthy container as unhealthy for ever.

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
    copied directory), for paths of one's own, and for modules of WebAssembly (`.wasm`); where a
    file of requirements cannot be read whole or lists a package of which it is not known what it
    pulls in; in shell form for commands that depend on a condition, or whose failure `||` provides
    for by another program.

    ## Fix safety

    Unsafe, all of it: a container that never started, or never was well, becomes another one.
    `python` becomes `python3` where the image has that; a command in one JSON string becomes words.
    A server in a virtual environment that PATH does not name gets that on PATH.
    A server whose packages are copied without its program is called by `python -m`.
    A health check by curl or wget of an image with Python asks with Python's own client, which
    brings nothing into the image; it follows redirects, as `curl -L` does.
    Any other program is installed where the package that brings it is known.
    A shell form without a shell becomes the exec form where it is one plain command.

    ## With other rules

    DW501 is about packages that are there and not found.

    ## References

    - docs.docker.com, "Dockerfile reference", CMD and ENTRYPOINT
    - the base images' own Dockerfiles, as the knowledge base names them
    """
    if not stage.is_target:
        return
    entrypoint, cmd = stage.final_command()
    health = stage.final_state.healthcheck
    contents = contents_of(stage, ctx.kb)
    starts = entrypoint if entrypoint is not None else cmd
    if starts is not None and not (entrypoint is None and _base_entrypoint(contents)):
        yield from _judge(starts, contents, ctx, "the container does not start")
    if isinstance(health, Healthcheck) and not health.is_none:
        yield from _judge(health, contents, ctx, "the container counts as unhealthy")


def _base_entrypoint(contents: Contents) -> bool:
    """Tell whether the base image may start another program, whose argument CMD then is."""
    facts = contents.facts
    return facts is None or facts.entrypoint is None or bool(facts.entrypoint)


def _judge(
    runnable: Runnable, contents: Contents, ctx: Context, effect: str
) -> Iterator[Diagnostic]:
    if runnable.stage is not contents.stage:
        return
    argv = runnable.argv
    if len(argv) == 1 and re.fullmatch(r"[\w./-]+ +\S.*", argv[0].raw):
        words = ", ".join(f'"{word}"' for word in argv[0].raw.split())
        yield ctx.report(
            argv[0].span,
            "in exec form this is the name of one program, spaces included, which does not exist, "
            f"so {effect}",
            help=f"Give each word its quotes: `[{words}]`",
            effect=effect,
            about=Missing(contents.stage, runnable, argv[0].raw, argv[0].span, is_one_word=True),
        )
        return
    for name, span in programs_of(runnable):
        has = contents.has_program(name, ctx.build_context)
        if isinstance(has, Unknown) or has:
            continue
        image = contents.stage.image
        is_empty = contents.stage.root.is_scratch
        base = "scratch" if is_empty else getattr(image, "raw", "the base image")
        yield ctx.report(
            span,
            f"`{name}` is not in this image: {base} does not have it and nothing brings it, so "
            f"that {effect}",
            help=_remedy(name, span, runnable, ctx),
            effect=effect,
            about=Missing(contents.stage, runnable, name, span, is_one_word=False),
        )
        return


def _remedy(name: str, span: Span, runnable: Runnable, ctx: Context) -> str:
    words = runnable.node.words
    if not runnable.is_exec_form and words and span == words[0].span and name in runnable.shell:
        start = "HEALTHCHECK CMD" if runnable.keyword == "HEALTHCHECK" else runnable.keyword
        return f'Write the exec form, `{start} ["program", "argument"]`: no shell runs it'
    if name == "python":
        return "Call `python3`: the packages of distros bring that name alone"
    if runnable.keyword == "HEALTHCHECK":
        return f"Install {name}, or check with a program that the image has"
    if name.rpartition("/")[2] in SHELLS:
        return f"Install {name.rpartition('/')[2]}, or call a shell that the image has"
    if name in ctx.kb.name_set("contents.module-scripts"):
        return (
            f"Install {name} in this stage, copy the directory that its program lies in, or call "
            f"it as a module (`python -m {name}`)"
        )
    return f"Install {name} in this stage, or copy the directory that its program lies in"
