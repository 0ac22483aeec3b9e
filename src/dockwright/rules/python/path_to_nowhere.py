"""DW508: PATH, VIRTUAL_ENV or PYTHONPATH names a directory that nothing made."""

from __future__ import annotations

import posixpath

from dockwright.model.contents import contents_of, covers
from dockwright.model.instructions import Env, Workdir
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.contents import Contents
    from dockwright.rules.diagnostic import Diagnostic

_VARIABLES = frozenset({"PATH", "VIRTUAL_ENV", "PYTHONPATH"})


class Nowhere(NamedTuple):
    """What a finding of this rule is about: the stage, its ENV, the directory that is missing."""

    stage: Stage
    env: Env
    place: str


@rule(
    "DW508",
    "path-to-nowhere",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    effect="what is looked for there is not found",
    facts=(
        "python-habit.environment-names",
        "python-habit.filled-directories",
        "contents.standard-bases",
    ),
    triggers=("env/bin", "virtual_env", "pythonpath"),
)
def path_to_nowhere(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """ENV points to a place for Python's packages or modules that no step makes or copies.

    ## What it does

    Takes the directories of virtual environments that ENV puts on PATH or into VIRTUAL_ENV in the
    stage that ships, and looks for what makes them: a command that names them, a COPY that brings
    them, an installer with an environment of its own.
    Of PYTHONPATH it takes every directory, where the source is copied to others.

    ## Why it matters

    A directory of PATH that is not there is passed over without a word.
    The image then runs another Python than the one that the packages were installed for, and fails
    with `ModuleNotFoundError`, or with "executable file not found".
    Mostly the `COPY --from` of the build stage's environment was forgotten.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim AS builder
    RUN python -m venv /opt/venv
    COPY requirements.txt .
    RUN /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

    FROM python:3.13-slim
    WORKDIR /app
    ENV PATH=/opt/venv/bin:$PATH
    COPY main.py .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS builder
    RUN python -m venv /opt/venv
    COPY requirements.txt .
    RUN /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

    FROM python:3.13-slim
    WORKDIR /app
    COPY --from=builder /opt/venv /opt/venv
    ENV PATH=/opt/venv/bin:$PATH
    COPY main.py .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## When it stays silent

    For other directories on PATH than virtual environments; for those of PYTHONPATH that packages
    fill, such as /usr/lib, and where nothing is copied but lists of dependencies and their like, so
    that a mount may bring them.
    On base images that may hold one; where a step may have made it: a command that names it, a
    script, a build tool, a COPY to it, above it or below it, a VOLUME; for values that are not
    known.

    ## Fix safety

    Unsafe: where one other stage makes the environment, with the Python that this stage has, it is
    copied from there.
    Refused otherwise: the entry may be superfluous, or the step that fills it may be missing.

    ## With other rules

    DW505 reports an environment that is copied to another path.

    ## References

    - docs.python.org, "venv"
    """
    if not stage.is_target:
        return
    contents = contents_of(stage, ctx.kb)
    if stage.runs_triggers:
        return
    facts = contents.facts
    if facts is None or facts.kind not in ctx.kb.name_set("contents.standard-bases"):
        return
    names = ctx.kb.name_set("python-habit.environment-names")
    filled = ctx.kb.names("python-habit.filled-directories")
    told: set[str] = set()
    for instruction in stage.layers():
        if not isinstance(instruction, Env):
            continue
        for pair in instruction.pairs:
            value = pair.value.value
            variable = pair.name.raw
            if isinstance(value, Unknown) or variable not in _VARIABLES:
                continue
            for entry in value.split(":"):
                place = posixpath.normpath(entry).removesuffix("/bin")
                if not place.startswith("/") or place in told:
                    continue
                is_module_path = variable == "PYTHONPATH"
                if is_module_path:
                    if not _has_source(contents) or place == "/" or place.startswith(filled):
                        continue
                elif place.rpartition("/")[2] not in names:
                    continue
                if _may_exist(place, contents):
                    continue
                told.add(place)
                if is_module_path:
                    yield ctx.report(
                        pair.value,
                        f"nothing makes {place}, so that Python looks for modules there in vain",
                        help="Name the directory that the source is copied to, or leave it out",
                        confidence=Confidence.MEDIUM,
                        about=Nowhere(stage, instruction, place),
                    )
                    continue
                yield ctx.report(
                    pair.value,
                    f"nothing makes {place}, so that this entry of {pair.name.raw} is passed over",
                    help=f"Make it with `python3 -m venv {place}`, copy it to that path, or leave "
                    "the entry out",
                    about=Nowhere(stage, instruction, place),
                )


def _has_source(contents: Contents) -> bool:
    """Tell whether a COPY brings a folder or a module, and not single files of other kinds."""
    return any(
        copy.heredocs
        or any(
            posixpath.splitext((source.known or "").rstrip("/"))[1] in {"", ".py"}
            for source in copy.sources
        )
        for copy in contents.copies
    )


def _may_exist(place: str, contents: Contents) -> bool:
    """Tell whether some step may make or bring a directory."""
    if contents.strangers or any(covers(place, venv.directory) for venv in contents.venvs):
        return True
    for copy in contents.copies:
        to_path = copy.target_path
        if isinstance(to_path, Unknown):
            return True
        to_path = posixpath.normpath(to_path)
        if covers(to_path, place) or covers(place, to_path):
            return True
    for instruction in contents.stage.layers():
        if instruction.keyword == "VOLUME":
            return True
        if isinstance(instruction, Workdir) and covers(place, str(instruction.path.known or place)):
            return True
    name = place.rpartition("/")[2]
    return (
        any(
            command.program not in {"pip", "python"}
            or name in " ".join(map(text_of, command.words))
            for command in contents.builders
        )
        or name in contents.mentioned
    )
