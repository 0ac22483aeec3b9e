"""DW509: an editable install in an image that ships."""

from __future__ import annotations

from dockwright.model.contents import contents_of, covers
from dockwright.model.install import Install
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Diagnostic

_FOR_PEOPLE = frozenset({"dev", "develop", "development", "test", "testing", "ci", "devcontainer"})


@rule(
    "DW509",
    "editable-install-in-shipping-stage",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.INFO,
    triggers=("-e", "--editable"),
)
def editable_install_in_shipping_stage(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """The project is installed in editable mode in an image that ships.

    ## What it does

    Finds `pip install -e .` in the stage that ships, and in a stage whose packages are copied
    into it without the source.

    ## Why it matters

    An editable install is a pointer to the source directory. Copy the environment without that
    directory and the import fails with `ModuleNotFoundError`; mount or delete the directory and
    the program is gone.
    Where the source stays in the image it works, and costs the checks of a real install: missing
    package data and modules go unseen.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /app
    COPY pyproject.toml ./
    COPY src ./src
    RUN pip install --no-cache-dir -e .
    USER 10001
    CMD ["python", "-m", "scorer"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /app
    COPY pyproject.toml ./
    COPY src ./src
    RUN pip install --no-cache-dir .
    USER 10001
    CMD ["python", "-m", "scorer"]
    ```

    ## When it stays silent

    In stages that are named for development, tests or CI; for editable installs of other
    repositories (`-e git+…`, or a clone that the same step changes into); where it cannot be told
    which stage ships.

    ## Fix safety

    Unsafe: a real install takes what the build backend packages, which may be less than the
    directory holds.

    ## With other rules

    DW203 is about the order of source and dependencies.

    ## References

    - pip documentation, "Local project installs", editable installs
    """
    run = install.instruction
    if not isinstance(run, Run) or run.stage is None or not install.is_editable:
        return
    projects = [package for package in install.project if package.editable]
    if not projects:
        return
    stage = run.stage
    if stage.name and _FOR_PEOPLE.intersection(stage.name.replace("_", "-").split("-")):
        return
    if stage.ships:
        if not _is_own_project(install, run):
            return
        yield ctx.report(
            projects[0].span,
            "the project is installed as a pointer to its source directory",
            help="Leave `-e` out: `pip install .`",
        )
        return
    target = ctx.dockerfile.target
    if target is None:
        return
    contents = contents_of(stage, ctx.kb)
    place = next((made.directory for made in contents.installs if made.install is install), None)
    workdir = run.state.workdir
    if place is None or isinstance(place, Unknown) or isinstance(workdir, Unknown):
        return
    if projects[0].raw not in {".", "./"}:
        return
    taken = [each for each in contents_of(target, ctx.kb).transfers if each.source is stage]
    takes_packages = any(covers(each.from_path, place) for each in taken)
    takes_source = any(
        covers(each.from_path, workdir) or covers(workdir, each.from_path) for each in taken
    ) or any(_brings(each, workdir) for each in target.instructions)
    if takes_packages and not takes_source:
        yield ctx.report(
            projects[0].span,
            f"the stage that ships takes the packages and not {workdir}, to which this editable "
            "install points: importing the project fails",
            help="Leave `-e` out: `pip install .`",
            severity=Severity.ERROR,
            confidence=Confidence.MEDIUM,
        )


def _is_own_project(install: Install, run: Run) -> bool:
    """Tell whether the directory is the project that COPY brought, not a clone of another."""
    spec = next(package for package in install.project if package.editable)
    if not spec.raw.strip("\"'").startswith("."):
        return False
    assert run.stage is not None
    if any(command.program in {"cd", "pushd"} for command in run.commands):
        return False
    if any(command.program == "git" for each in run.stage.runs() for command in each.commands):
        return False
    return any(
        isinstance(each, CopyLike) and each.keyword == "COPY" and each.node.flag("from") is None
        for each in run.stage.instructions
    )


def _brings(instruction: Instruction, workdir: str) -> bool:
    """Tell whether a COPY puts something at the place of the source directory."""
    if not isinstance(instruction, CopyLike):
        return False
    place = instruction.target_path
    return isinstance(place, Unknown) or covers(workdir, place.rstrip("/") or "/")
