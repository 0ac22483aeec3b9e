"""DW505: a virtual environment is copied to another path."""

from __future__ import annotations

from dockwright.model.contents import Transfer, Venv, contents_of
from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


class MovedEnvironment(NamedTuple):
    """What a finding of this rule is about: the environment, its COPY, where it comes to lie."""

    venv: Venv
    transfer: Transfer
    moved: str


@rule(
    "DW505",
    "moved-virtual-environment",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    triggers=("--from",),
)
def moved_virtual_environment(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A virtual environment is copied to another path than the one it was made at.

    ## What it does

    Finds a virtual environment, or a conda environment with a path of its own, of a build stage
    that `COPY --from` puts at another path.

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
    is made at is not known.

    ## Fix safety

    Unsafe: the environment is made at the final path, and every step of the build stage that
    names the old one names the new.
    An environment that a tool puts into the project's folder is copied to that folder instead,
    and the stage that ships names it there.
    What files outside the Dockerfile say of either path is not seen.
    Refused where a step names the environment by a relative path, where more than the environment
    is copied, and where something stands at the other path already.

    ## With other rules

    DW506 is about an environment that meets another Python at the same path.

    ## References

    - docs.python.org, "venv", the note that environments are not movable
    """
    if not stage.is_target:
        return
    for transfer in contents_of(stage, ctx.kb).transfers:
        if not isinstance(transfer.source, Stage):
            continue
        for venv in contents_of(transfer.source, ctx.kb).venvs:
            moved = transfer.moved(venv.directory)
            if moved is None or moved == venv.directory or venv.is_relocatable:
                continue
            yield ctx.report(
                transfer.copy,
                f"the virtual environment was made at {venv.directory} and comes to lie in "
                f"{moved}: the programs in its bin still start {venv.directory}/bin/python",
                help=f"Make it at {moved} in the build stage too",
                related=[ctx.label(venv.command.own_span, "made here")],
                about=MovedEnvironment(venv, transfer, moved),
            )
