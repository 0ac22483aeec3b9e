"""DW106: the first WORKDIR is relative to a directory that the base image decides."""

from __future__ import annotations

import posixpath

from dockwright.model.instructions import Workdir
from dockwright.model.unknown import Unknown
from dockwright.rules._buildkit import Phase, is_buildkit, is_dispatched, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW106",
    "relative-workdir",
    on=Workdir,
    family=Family.CORRECTNESS,
    severity=Severity.INFO,
    aliases=("WorkdirRelativePath", "DL3000"),
    triggers=("workdir",),
)
def relative_workdir(instruction: Workdir, ctx: Context) -> Iterator[Diagnostic]:
    """The first WORKDIR is relative to a directory that the base image decides.

    ## What it does

    Reports a relative WORKDIR where neither its stage nor the stages that it is FROM had an
    absolute one before.

    ## Why it matters

    The path goes on from the base image's working directory: another tag of the image moves the
    program's files, and absolute paths elsewhere no longer find them.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    After a WORKDIR of this file, which a relative one goes on from; where a variable hides the
    path; for drive letters of Windows.

    ## Fix safety

    Safe where the base image's working directory is known: the whole path is what the relative
    one comes to.
    Unsafe where a build argument decides the base image, which may then start elsewhere.
    Refused where it is not known, and for paths with variables.

    ## With other rules

    None.

    ## References

    - Docker documentation, Build checks, "WorkdirRelativePath"
    """
    if instruction.is_onbuild or not is_dispatched(ctx, instruction.stage):
        return
    if instruction.state.workdir_instruction is not None:
        return
    if not is_reached(ctx, Phase.DISPATCH, instruction):
        return
    path = _path(instruction, ctx)
    if path is None or path.startswith("/"):
        return
    is_windows = (ctx.platform or "").startswith("windows")
    if (is_windows or not is_buildkit(ctx)) and re.match(r"(?:[A-Za-z]:)?[\\/]|[A-Za-z]:", path):
        return
    before = instruction.state.workdir
    if isinstance(before, Unknown):
        now, remedy = "", "Write the whole path, beginning with `/`"
    else:
        now = f", which is `{before}` today"
        remedy = f"Write `WORKDIR {posixpath.normpath(posixpath.join(before, path))}`"
    yield ctx.report(
        instruction.path,
        f"relative WORKDIR `{path}` starts from the base image's directory{now}",
        help=remedy,
    )


def _path(instruction: Workdir, ctx: Context) -> str | None:
    value = instruction.path.value
    if isinstance(value, str):
        return value
    if not is_buildkit(ctx) or instruction.path.error is not None:
        return None
    from dockwright.rules._buildkit import lookup_of
    from dockwright.syntax.dockerfile.words import expand

    def see(name: str) -> str | None:
        got = lookup_of(ctx, instruction, name)
        return got if isinstance(got, str) else None

    return expand(instruction.path.raw, see, escape=instruction.escape).value
