"""DW506: a virtual environment meets another Python than the one that it was made with."""

from __future__ import annotations

from dockwright.model.contents import Python, Transfer, contents_of
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.contents import Contents
    from dockwright.rules.diagnostic import Diagnostic


class ForeignEnvironment(NamedTuple):
    """What a finding of this rule is about.

    Attributes:
        stage: the stage that ships.
        transfer: its COPY of the environment.
        why: what differs, in words.
        made: the Python that the environment was made with.
        is_missing: whether the stage that ships has no Python at all.
    """

    stage: Stage
    transfer: Transfer
    why: str
    made: Python
    is_missing: bool


@rule(
    "DW506",
    "foreign-virtual-environment",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the environment does not work",
    triggers=("--from",),
    facts=("distroless.python-version", "python.image-executable"),
)
def foreign_virtual_environment(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A virtual environment is copied to a stage whose Python is another, or lies elsewhere.

    ## What it does

    Compares the Python that a virtual environment was made with, its version and its path, with
    the Python of the stage that it is copied to.

    ## Why it matters

    An environment holds a link to its interpreter and packages for one version of it.
    With another path the link is broken: `exec: no such file or directory`.
    With another version the packages lie in `python3.11/site-packages`, where 3.13 does not look.

    ## Example

    ```dockerfile bad
    FROM python:3.12-slim AS builder
    RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir flask==3.1.0

    FROM python:3.13-slim
    COPY --from=builder /opt/venv /opt/venv
    USER 10001
    CMD ["/opt/venv/bin/python", "-m", "flask", "--version"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS builder
    RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir flask==3.1.0

    FROM python:3.13-slim
    COPY --from=builder /opt/venv /opt/venv
    USER 10001
    CMD ["/opt/venv/bin/python", "-m", "flask", "--version"]
    ```

    ## When it stays silent

    Where either Python is not known; for environments with an interpreter of their own that is
    copied too; for those that are moved as well (DW505 tells).

    ## Fix safety

    Unsafe: where both stages are FROM official Python images, the build stage gets the version of
    the stage that ships, whose packages may not exist for it.
    A stage of the same release of the distro that has no Python gets it: the package `python3`.
    Refused for every other difference: the two base images have to be chosen together.

    ## With other rules

    DW505 is about an environment that is moved.

    ## References

    - docs.python.org, "venv"
    - astral-sh/uv-docker-example, multistage.Dockerfile
    """
    if not stage.is_target:
        return
    contents = contents_of(stage, ctx.kb)
    python = contents.python
    if isinstance(python, Unknown):
        return
    for transfer in contents.transfers:
        if not isinstance(transfer.source, Stage):
            continue
        source = contents_of(transfer.source, ctx.kb)
        for venv in source.venvs:
            if transfer.moved(venv.directory) != venv.directory:
                continue
            why = _difference(venv.python, python, source, contents)
            if (
                not why
                or not isinstance(venv.python, Python)
                or _comes_along(venv.python, contents)
            ):
                continue
            yield ctx.report(
                transfer.copy,
                f"the virtual environment was made with {why}",
                help="Use the same Python, at the same path, in both stages",
                related=[ctx.label(venv.command.own_span, "made here")],
                about=ForeignEnvironment(stage, transfer, why, venv.python, python is None),
            )


def _difference(
    made: Python | Unknown | None, own: Python | None, source: Contents, target: Contents
) -> str:
    """Return how the Python of an environment differs from the stage's, ``""`` where it may not."""
    if made is None or isinstance(made, Unknown) or made.origin == "venv":
        return ""
    if own is None:
        return f"the Python at {made.path}, and this stage has none"
    if isinstance(made.version, str) and isinstance(own.version, str):
        before, after = made.version.split(".")[:2], own.version.split(".")[:2]
        if before != after and len(before) == len(after) == 2:
            return f"Python {made.version}, and this stage has {own.version}"
    if made.prefix != own.prefix:
        return f"the Python below {made.prefix}, and this stage's is below {own.prefix}"
    libraries = [None if each.facts is None else each.facts.libc for each in (source, target)]
    if None not in libraries and libraries[0] != libraries[1]:
        return f"a Python for {libraries[0]}, and this stage's is for {libraries[1]}"
    return ""


def _comes_along(made: Python | Unknown | None, contents: Contents) -> bool:
    """Tell whether the environment's own Python is copied too, to the same path."""
    if not isinstance(made, Python):
        return False
    return any(each.moved(made.path) == made.path for each in contents.transfers)
