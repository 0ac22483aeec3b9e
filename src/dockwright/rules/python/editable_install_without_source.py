"""DW509: an editable install whose source directory is not in the image."""

from __future__ import annotations

from dockwright.model.actions import RunPython
from dockwright.model.contents import contents_of, covers
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Copy, CopyLike, Run
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
    from dockwright.rules.base import Placed
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span

_FOR_PEOPLE = frozenset({"dev", "develop", "development", "test", "testing", "ci", "devcontainer"})
_HERE = re.compile(r"""["']?\./?(\[[^\]]*\])?["']?""")
_WITHOUT_PROJECT = (
    "--no-editable",
    "--no-install-project",
    "--no-install-workspace",
    "--only-group",
    "--only-dev",
)


@rule(
    "DW509",
    "editable-install-without-source",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="importing the project fails",
    confidence=Confidence.MEDIUM,
    triggers=("-e", "--editable", "uv sync"),
)
def editable_install_without_source(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """The image holds an editable install of the project, and not the project's source.

    ## What it does

    Finds `pip install -e .` and `uv sync`, which installs the project editable too, in a build
    stage whose packages are copied into the image without the source; and editable installs of a
    directory that is mounted for one RUN.

    ## Why it matters

    An editable install is a pointer to the source directory.
    The image builds, and importing the project fails with `ModuleNotFoundError`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim AS builder
    WORKDIR /app
    RUN python -m venv /opt/venv
    COPY pyproject.toml ./
    COPY src ./src
    RUN /opt/venv/bin/pip install --no-cache-dir -e .

    FROM python:3.13-slim
    COPY --from=builder /opt/venv /opt/venv
    ENV PATH=/opt/venv/bin:$PATH
    USER 10001
    CMD ["python", "-m", "scorer"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS builder
    WORKDIR /app
    RUN python -m venv /opt/venv
    COPY pyproject.toml ./
    COPY src ./src
    RUN /opt/venv/bin/pip install --no-cache-dir .

    FROM python:3.13-slim
    COPY --from=builder /opt/venv /opt/venv
    ENV PATH=/opt/venv/bin:$PATH
    USER 10001
    CMD ["python", "-m", "scorer"]
    ```

    ## When it stays silent

    Where code comes into the image too, to that directory or another, before or after; in stages
    that are named for development, tests or CI, where it is mounted; for other projects than the
    one in the working directory; for `uv sync` with `--no-editable` or without the project, and
    where the container starts a program of another package; where it cannot be told which stage
    ships.

    ## Fix safety

    Unsafe: `-e` goes, or uv gets `--no-editable`.
    A real install takes what the build backend packages, which may be less than the directory
    holds.

    ## With other rules

    DW203 is about the order of source and dependencies.

    ## References

    - pip documentation, "Local project installs", editable installs
    - uv documentation, "Using uv in Docker", non-editable installs
    """
    run = install.instruction
    if not isinstance(run, Run) or run.stage is None:
        return
    stage = run.stage
    if stage.name and _FOR_PEOPLE.intersection(re.split(r"[-_]", stage.name)):
        return
    place = _editable(install)
    target = ctx.dockerfile.target
    workdir = run.state.workdir
    if place is None or target is None or isinstance(workdir, Unknown):
        return
    is_sync = install.subcommand == "sync"
    if any(command.program in {"cd", "pushd"} for command in run.commands):
        return
    remedy = "Add `--no-editable`" if is_sync else "Leave `-e` out: a real install copies the code"
    if stage.ships:
        if _is_mounted(run, workdir) and not _is_brought(stage, workdir, ()):
            yield ctx.report(
                place,
                f"the project is installed as a pointer to {workdir}, which is mounted for this "
                "RUN alone: the image does not hold it",
                help=f"{remedy}, or copy the source into the image",
            )
        return
    taken = [each for each in contents_of(target, ctx.kb).transfers if each.source is stage]
    environments = tuple(
        directory
        for directory in _environments(install, stage, ctx)
        if any(covers(each.from_path, directory) for each in taken)
    )
    if not environments or _is_brought(target, workdir, environments):
        return
    if _brings_code(target, environments):
        # Wherever it lies, the program may be started there.
        return
    if is_sync and not (_starts_project(target, ctx) and _has_source(run)):
        return
    yield ctx.report(
        place,
        f"the stage that ships takes the packages and not {workdir}, to which this editable "
        "install points: importing the project fails",
        help=f"{remedy}, or copy {workdir} too",
    )


def _editable(install: Install) -> Placed | Span | None:
    """Return what makes the install an editable one of the project in the working directory."""
    if install.manager == "uv" and install.subcommand == "sync":
        named = install.has(*_WITHOUT_PROJECT) or install.option("--project", "--directory")
        run = install.instruction
        if named or run is None or install.variable("UV_NO_EDITABLE") is not None:
            return None
        return None if "UV_NO_EDITABLE" in run.state.variables else install.own_span
    return next(
        (spec for spec in install.project if spec.editable and _HERE.fullmatch(spec.raw)), None
    )


def _is_mounted(run: Run, workdir: str) -> bool:
    """Tell whether a mount of the RUN lies over its working directory."""
    return any(
        not isinstance(use.mount, Unknown)
        and use.mount.type == "bind"
        and use.source is None
        and run.state.resolve(use.mount.target or ".") == workdir
        for use in run.mounts
    )


def _environments(install: Install, stage: Stage, ctx: Context) -> Iterator[str]:
    """Yield the directories in which the pointer lies."""
    contents = contents_of(stage, ctx.kb)
    for made in contents.installs:
        if made.install is install and isinstance(made.directory, str):
            yield made.directory
    if install.subcommand == "sync":
        for venv in contents.venvs:
            maker = install_of(venv.command)
            if maker is not None and maker.manager == "uv":
                yield venv.directory


def _is_brought(stage: Stage, workdir: str, environments: tuple[str, ...]) -> bool:
    """Tell whether something may put the source where the pointer leads."""
    for each in stage.layers():
        if isinstance(each, CopyLike):
            place = each.target_path
            if isinstance(place, Unknown):
                return True
            place = place.rstrip("/") or "/"
            if any(covers(directory, place) for directory in environments):
                continue
            if covers(workdir, place) or covers(place, workdir):
                return True
        elif isinstance(each, Run) and any(
            command.program in {"git", "tar", "unzip", "cp", "mv", "ln", "rsync"}
            for command in each.commands
        ):
            return True
    return False


def _brings_code(stage: Stage, environments: tuple[str, ...]) -> bool:
    """Tell whether a COPY may bring Python code to any place but an environment."""
    for each in stage.layers():
        if not isinstance(each, CopyLike):
            continue
        place = each.target_path
        if isinstance(place, str) and any(covers(entry, place) for entry in environments):
            continue
        for source in each.sources:
            name = (source.known or "").rstrip("/").rpartition("/")[2]
            stem, dot, ending = name.rpartition(".")
            if not (stem and dot) or ending in {"py", "whl", "gz", "zip"}:
                if isinstance(each, Copy) and name in {"uv", "uvx"}:
                    continue
                return True
    return False


def _has_source(run: Run) -> bool:
    """Tell whether the project's code is there when a step runs: a folder, or all of it."""
    assert run.stage is not None
    if any(
        not isinstance(use.mount, Unknown)
        and use.mount.type == "bind"
        and not use.mount.target.rpartition("/")[2].count(".")
        for use in run.mounts
    ):
        return True
    for each in run.stage.layers():
        if each is run:
            break
        if isinstance(each, Copy) and each.from_ is None:
            for source in each.sources:
                name = (source.known or ".").rstrip("/").rpartition("/")[2]
                if name in {"", "."} or "." not in name.lstrip("."):
                    return True
    return False


def _starts_project(stage: Stage, ctx: Context) -> bool:
    """Tell whether the container starts something that imports the project."""
    known = ctx.kb.name_set("contents.console-scripts")
    for runnable in stage.final_command():
        for command in () if runnable is None else runnable.commands:
            words = [text_of(word) for word in command.words]
            if any(re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*(\(\))?", word) for word in words):
                return True
            python = RunPython.of(command)
            name = command.program
            if python is not None:
                name = "" if python.module is None else text_of(python.module).partition(".")[0]
            return bool(name) and "/" not in words[0] and name not in known
    return False
