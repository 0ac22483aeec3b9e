"""DW539: the code imports what nothing installs."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import SetEnv
from dockwright.model.install import install_of
from dockwright.model.instructions import Volume
from dockwright.model.layers import is_under
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.code import Code, Import
    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext
    from dockwright.model.instructions import Runnable
    from dockwright.rules.diagnostic import Diagnostic

_DEEPEST = 4
"""Directories below the context in which a module of the same name is looked for."""
_SCRIPT_METADATA = r"(?m)^# /// script\s*$"
_INSTALLING = r"\b(?:pip3?|uv|poetry|pdm|pipenv|conda|mamba)\b.*\b(?:install|sync|add)\b"
_MOST_NAMED = 5


@rule(
    "DW539",
    "imported-package-not-installed",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the first import fails",
    confidence=Confidence.MEDIUM,
    facts=("module.fastapi", "requires.fastapi", "lock-file.installed"),
    triggers=("pip", "uv", "poetry", "pdm", "pipenv"),
    given=("context.may_hold_code",),
)
def imported_package_not_installed(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The code that the container starts imports a package that nothing installs.

    ## What it does

    Follows the imports of the module or script that CMD starts, through the project's own
    modules, and compares the packages that they name with everything that the image's installs
    may bring: what they name, what lists, locks and `pyproject.toml` ask for, and what that pulls
    in.

    ## Why it matters

    The image builds, and the container ends at once:
    `ModuleNotFoundError: No module named 'httpx'`.
    On the developer's machine the package is there, for another project's sake.

    ## Example

    With this module:

    ```python main.py
    import httpx
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0 httpx==0.28.1
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ## When it stays silent

    Unless it is known that the package is not there: for base images that bring packages, and
    unknown ones; after a command or a COPY that may bring some; where an install is by address, by
    conda or by code (`setup.py`), where a list cannot be read whole, and where it is not known what
    one of the packages pulls in; where the build context has a module of that name.
    For imports in functions, in loops, below an `if` or in a `try` that bears the failure, and for
    modules that only such imports reach; for modules of which it is not known what brings them;
    where the container, `uv run` or the code itself installs when it starts; where a service of
    Compose that builds the image does, mounts packages or sets `PYTHONPATH`; where a script sets
    it, or reads another script; where `PYTHONPATH` names, or the code adds to `sys.path`,
    directories that lie elsewhere than the code.

    ## Fix safety

    None: the version is not known.

    ## With other rules

    DW502 is about the program that the container starts, DW540 about the module that it names.

    ## References

    - Python documentation, "The import system"
    """
    if not stage.is_target:
        return
    from dockwright.rules._code import code_that_starts

    started = code_that_starts(stage, ctx)
    if started is None or isinstance(ctx.build_context, Unknown):
        return
    runnable, code = started
    commands = [*runnable.commands, *(each for script in code.scripts for each in script.commands)]
    if any(install_of(command) is not None for command in commands):
        return
    if _runner_installs(commands, code, ctx) or _starts_elsewhere(runnable, commands, code):
        return
    asked = _asked_for(code, ctx.kb)
    if not asked or code.finds_modules_elsewhere:
        return
    from dockwright.rules.python._importable import importable

    there = importable(stage, ctx)
    if isinstance(there, Unknown):
        return
    programs = {command.program for command in commands}
    missing = [
        (each, name)
        for name, each in asked.items()
        if there.isdisjoint(brings := ctx.kb.name_set(f"module.{name}"))
        and programs.isdisjoint(brings)
        and not any(_resembles(other, name, ctx.kb) for other in there)
        and not _lies_in(name.partition(".")[0], ctx.build_context)
    ]
    if not missing or _is_brought_by_services(ctx.build_context):
        return
    if _is_brought_by_volumes(stage, code, ctx):
        return
    names = [f"`{name}`" for _, name in missing]
    more = len(names) - _MOST_NAMED
    listed = ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    first = ctx.kb.names(f"module.{missing[0][1]}")
    yield ctx.report(
        runnable.span,
        f"the code that this starts imports {listed}, which nothing installs in the image",
        help=f"Install {' or '.join(first[:3])} with the other packages"
        if len(missing) == 1
        else "Add them to the packages that are installed",
        related=tuple(
            ctx.label_elsewhere(each.path, each.span, "it is imported here")
            for each, _ in missing[:_MOST_NAMED]
        ),
    )


def _runner_installs(commands: list[Command], code: Code, ctx: Context) -> bool:
    """Tell whether what runs the code installs packages besides those of the image's lock."""
    runners = {each.name: each for command in commands for each in command.wrapping}
    if "hatch run" in runners:
        return True
    runner = runners.get("uv run")
    if runner is None:
        return False
    if any(option.name.startswith("--with") for option in runner.options):
        return True
    if any(re.search(_SCRIPT_METADATA, module.tree.source.text) for module in code.modules[:1]):
        return True
    # Without `uv sync` in a build, all that the project asks for comes when the container starts.
    return not any(
        command.program == "uv" and command.subcommand == "sync"
        for stage in ctx.dockerfile.stages
        for run in stage.runs()
        for command in run.commands
    )


def _starts_elsewhere(runnable: Runnable, commands: list[Command], code: Code) -> bool:
    """Tell whether modules may be found outside the tree of the code: a volume may be there."""
    for command in commands:
        if command.program in {".", "source"} or command.variable("PYTHONPATH") is not None:
            return True
        export = SetEnv.of(command)
        if export is not None and any(each.name == "PYTHONPATH" for each in export.assignments):
            return True
    searched = runnable.state.environment.get("PYTHONPATH")
    if searched is None:
        return False
    if isinstance(searched, Unknown):
        return True
    own = {module.place.split("/")[1] for module in code.modules if module.place.count("/") > 1}
    return any(
        each.startswith("/")
        and (each.split("/")[1] not in own or each.endswith((".zip", ".egg", ".whl", ".pyz")))
        for each in searched.split(":")
    )


def _is_brought_by_services(context: BuildContext) -> bool:
    """Tell whether a service that builds the image installs first, or has modules elsewhere."""
    from dockwright.model.running_services import services_building

    for _, service in services_building(context.dockerfile, context.project):
        if "PYTHONPATH" in service.environment:
            return True
        if any("-packages" in mount.target for mount in service.mounts):
            return True
        for words in (service.entrypoint, service.command):
            text = " ".join(words) if isinstance(words, list) else ""
            if re.search(_INSTALLING, text):
                return True
    return False


def _is_brought_by_volumes(stage: Stage, code: Code, ctx: Context) -> bool:
    """Tell whether a volume, a mount or an image built on this one may bring packages."""
    from dockwright.model.contents import contents_of
    from dockwright.model.kubernetes.images import mounted_in_pods
    from dockwright.model.told_context import mounted_over

    context = ctx.build_context
    assert not isinstance(context, Unknown)
    if any(each.is_onbuild for each in stage.instructions):
        return True
    contents = contents_of(stage, ctx.kb)
    packages = {
        placed.directory for placed in contents.installs if isinstance(placed.directory, str)
    }
    searched = contents.searched()
    if not isinstance(searched, Unknown):
        packages |= set(searched)
    own = {posixpath.dirname(module.place) for module in code.modules}
    tops: set[str] = set()
    for instruction in stage.layers():
        for word in instruction.paths if isinstance(instruction, Volume) else ():
            top = instruction.state.resolve(word.known or "/")
            tops.add(top if isinstance(top, str) else "/")
    if any(is_under(each, top) for each in (*own, *packages) for top in tops):
        return True
    # One over the code is there to develop with; one over packages, or below them, brings some.
    tops |= mounted_over(context.dockerfile, context.project)
    tops |= mounted_in_pods(context.dockerfile, context.project)
    return any(is_under(each, top) or is_under(top, each) for each in packages for top in tops)


def _asked_for(code: Code, kb: KnowledgeBase) -> dict[str, Import]:
    """Return the packages that code needs to start, by the module that is known of each."""
    found: dict[str, Import] = {}
    for each in code.imports:
        if each.is_own or each.guarded or each.is_deferred or each.path not in code.at_start:
            continue
        parts = each.name.split(".")
        for end in range(len(parts), 0, -1):
            name = ".".join(parts[:end])
            if kb.has_fact(f"module.{name}"):
                found.setdefault(name, each)
                break
    return found


def _resembles(distribution: str, module: str, kb: KnowledgeBase) -> bool:
    """Tell whether a distribution of which nothing is known may be a variant that has a module."""
    plain = module.replace(".", "-").replace("_", "-").lower()
    return plain in distribution and not kb.has_fact(f"requires.{distribution}")


def _lies_in(name: str, context: BuildContext) -> bool:
    """Tell whether the build context has a module of a name, at any place."""
    return any(
        True
        for depth in range(_DEEPEST + 1)
        for tail in (f"{name}.py", name, f"{name}.*.so")
        for _ in context.matches("*/" * depth + tail)
    )
