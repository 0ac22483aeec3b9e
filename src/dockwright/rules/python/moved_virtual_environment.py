"""DW505: a virtual environment is copied or moved to another path."""

from __future__ import annotations

from dockwright.model.actions import Copying, MakeVenv
from dockwright.model.contents import Transfer, Venv, contents_of
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_after, path_seen_by
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic


_INTERPRETER = re.compile(r"python[\d.]*")
_SCRIPTS = frozenset({"pip", "pip3", "activate", ".", "source"})
"""What a step of the same stage runs or reads out of the environment's bin."""


class MovedEnvironment(NamedTuple):
    """What a finding of this rule is about: the environment, its COPY, where it comes to lie.

    The COPY is None where a command of the same stage puts it there.
    """

    venv: Venv
    transfer: Transfer | None
    moved: str


@rule(
    "DW505",
    "moved-virtual-environment",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    effect="the environment's programs do not start",
    triggers=("--from", "mv", "cp"),
)
def moved_virtual_environment(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A virtual environment is copied or moved to another path than the one it was made at.

    ## What it does

    Finds a virtual environment, or a conda environment with a path of its own, of a build stage
    that `COPY --from` puts at another path, or that `mv` or `cp -r` of a later command does.

    ## Why it matters

    The programs in `bin` begin with `#!/old/path/bin/python`, and `activate` sets the old path.
    `gunicorn` then fails with "no such file or directory" although the file is there; `python -m
    gunicorn` works.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim AS builder
    RUN python -m venv /build/venv && /build/venv/bin/pip install --no-cache-dir gunicorn==23.0.0

    FROM python:3.13-slim
    COPY --from=builder /build/venv /opt/venv
    ENV PATH=/opt/venv/bin:$PATH
    USER 10001
    CMD ["gunicorn", "--bind", "0.0.0.0:8000", "main:app"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS builder
    RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir gunicorn==23.0.0

    FROM python:3.13-slim
    COPY --from=builder /opt/venv /opt/venv
    ENV PATH=/opt/venv/bin:$PATH
    USER 10001
    CMD ["gunicorn", "--bind", "0.0.0.0:8000", "main:app"]
    ```

    ## When it stays silent

    For environments that are made to be moved (`uv venv --relocatable`); where the path that it
    is made at is not known; where `sed` or another `venv` works on the environment after the move;
    where the image and the services of Compose that build it start Python alone, which finds the
    environment by where it lies.

    ## Fix safety

    Unsafe: the environment is made at the final path, and every step of the build stage that
    names the old one names the new.
    An environment that a tool puts into the project's folder is copied to that folder instead,
    and the stage that ships names it there.
    What files outside the Dockerfile say of either path is not seen.
    Refused where a step names the environment by a relative path, where more than the environment
    is copied, where something stands at the other path already, and where a command moves it.

    ## With other rules

    DW506 is about an environment that meets another Python at the same path.

    ## References

    - docs.python.org, "venv", the note that environments are not movable
    """
    yield from _moved_by_commands(stage, ctx)
    if not stage.is_target:
        return
    for transfer in contents_of(stage, ctx.kb).transfers:
        if not isinstance(transfer.source, Stage):
            continue
        for venv in contents_of(transfer.source, ctx.kb).venvs:
            moved = transfer.moved(venv.directory)
            if moved is None or moved == venv.directory or venv.is_relocatable:
                continue
            if _starts_python_alone(stage, ctx):
                continue
            yield ctx.report(
                transfer.copy,
                f"the virtual environment was made at {venv.directory} and comes to lie in "
                f"{moved}: the programs in its bin still start {venv.directory}/bin/python",
                help=f"Make it at {moved} in the build stage too",
                related=[ctx.label(venv.command.own_span, "made here")],
                about=MovedEnvironment(venv, transfer, moved),
            )


def _starts_python_alone(stage: Stage, ctx: Context) -> bool:
    """Tell whether all that is started is the interpreter, so that nothing uses the scripts.

    The interpreter finds its environment by where it lies.  What the services of Compose that
    build the file start counts too.
    """
    from dockwright.model.serving import commands_of_image

    commands = commands_of_image(stage)
    if not commands or not all(_is_interpreter(each.program) for each in commands):
        return False
    later = [each for each in stage.instructions if isinstance(each, Run)]
    if any(each.program in _SCRIPTS for run in later for each in run.commands):
        return False
    context = ctx.build_context
    if isinstance(context, Unknown):
        return True
    from dockwright.model.running_services import services_building

    for _, service in services_building(context.dockerfile, context.project):
        given = [each for each in (service.entrypoint, service.command) if each is not None]
        if given and (isinstance(given[0], Unknown) or not given[0]):
            return False
        if given and not isinstance(given[0], Unknown) and not _is_interpreter(given[0][0]):
            return False
    return True


def _is_interpreter(program: str) -> bool:
    return _INTERPRETER.fullmatch(program.rpartition("/")[2]) is not None


def _moved_by_commands(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """Find the commands of a stage that put an environment elsewhere."""
    if not stage.is_reachable:
        return
    runs = [each for each in stage.instructions if isinstance(each, Run)]
    for venv in contents_of(stage, ctx.kb).venvs if runs else ():
        if venv.is_relocatable or venv.run not in runs:
            continue
        commands = [
            *commands_after(venv.command),
            *(each for run in runs[runs.index(venv.run) + 1 :] for each in run.commands),
        ]
        for index, command in enumerate(commands):
            copying = Copying.of(command)
            if copying is None or copying.links or not copying.recursive:
                continue
            if command.program not in {"mv", "cp"} or copying.destination is None:
                continue
            sources = [path_seen_by(command, text_of(each)) for each in copying.sources]
            if venv.directory not in sources:
                continue
            if not any(_may_mend(each) for each in commands[index + 1 :]):
                yield ctx.report(
                    command.own_span,
                    f"the virtual environment was made at {venv.directory}: the programs in its "
                    f"bin still start {venv.directory}/bin/python",
                    help="Make it at the path that it is used at",
                    related=[ctx.label(venv.command.own_span, "made here")],
                    about=MovedEnvironment(venv, None, text_of(copying.destination)),
                )
            break


def _may_mend(command: Command) -> bool:
    """Tell whether a command after the move may set the paths right."""
    return (
        command.program in {"sed", "perl", "virtualenv", "ln"} or MakeVenv.of(command) is not None
    )
