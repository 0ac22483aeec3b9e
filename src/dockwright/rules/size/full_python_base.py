"""DW315: the full Python image, where nothing needs what it adds."""

from __future__ import annotations

from dockwright.model.actions import Copying, MakeVenv, Remove
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Copy, Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.size._shared import (
    builds_or_tests,
    human,
    is_for_development,
    runs_application,
    size_impact,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import ImageFacts
    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic

_ROUND = 100_000_000


@rule(
    "DW315",
    "full-python-base",
    on=Stage,
    family=Family.SIZE,
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    triggers=("python",),
    facts=("image.python", "base-advice.python-wheels-from", "purpose.preparing-commands"),
)
def full_python_base(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""The image that ships stands on the full Python image, where the slim one would do.

    ## What it does

    Finds a target stage on `python:X.Y`, where no command uses what the full image has beyond the
    slim one, and no package is named that is known to be compiled.
    Where all packages are named and known to have wheels, no script of the project's runs in the
    build, and wheels are still made for the Python, the finding is a warning of high confidence.

    ## Why it matters

    The full image holds compilers, headers, git, Mercurial and ImageMagick: about 900 MB unpacked
    that the slim image leaves out.

    ## Example

    ```dockerfile bad
    FROM python:3.13
    RUN pip install --no-cache-dir numpy==2.3.5
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir numpy==2.3.5
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where a command uses a program that only the full image has (git, gcc, curl, make), a package
    comes from a git repository or has no wheel, or needs system libraries that the full image has;
    where system packages are installed that need a compiler or headers; in stages and files named
    for development, tests or CI; in images that start a shell, a notebook, or nothing at all.

    ## Fix safety

    The fix takes the slim variant of the tag where every package is known to have a wheel and no
    command uses what the full image adds.
    It is unsafe all the same: a library may be missing.
    It is refused where that is not known, where an argument or a digest decides on the image, and
    where other stages stand on it.

    ## With other rules

    DW308 reports compilers that are installed on top of a slim image.

    ## References

    - Docker Hub, python: image variants
    """
    facts = stage.image_facts
    image = stage.image
    if not stage.is_target or isinstance(facts, Unknown) or isinstance(image, Unknown):
        return
    if facts.kind != "language" or facts.flavour != "full" or facts.name != "python":
        return
    if is_for_development(stage, ctx) or not runs_application(stage, ctx):
        return
    if builds_or_tests(stage, ctx):
        return
    slim_tag = f"{image.tag}-slim" if image.tag and "-" not in image.tag else None
    if image.tag and facts.codename and image.tag.endswith(f"-{facts.codename}"):
        slim_tag = f"{image.tag.removesuffix(facts.codename)}slim-{facts.codename}"
    slim = ctx.kb.image(image.name, slim_tag) if slim_tag else None
    if slim is None or slim.unpacked_bytes is None or facts.unpacked_bytes is None:
        return
    sure = _has_wheels(facts, ctx)
    for instruction in stage.layers():
        if isinstance(instruction, Copy) and not instruction.is_from_context:
            sure = False
        if not isinstance(instruction, Run):
            continue
        if instruction.script is not None and instruction.script.reason:
            return
        for command in instruction.commands:
            if facts.has_program(command.program) and not slim.has_program(command.program):
                return
            install = install_of(command)
            if install is None:
                sure = sure and _is_plain(command, slim, ctx)
                continue
            verdict = _verdict(install, facts, ctx)
            if verdict is None:
                return
            sure = sure and verdict
    for runnable in stage.final_command():
        for command in runnable.commands if runnable is not None else ():
            if facts.has_program(command.program) and not slim.has_program(command.program):
                return
    # The two differ from release to release: one figure says it.
    weight = round((facts.unpacked_bytes - slim.unpacked_bytes) / _ROUND) * _ROUND
    origin = stage.lineage[-1].from_.image
    yield ctx.report(
        stage.from_.span if origin is None else origin.span,
        f"the full Python image is about {human(weight)} larger than `{image.name}:{slim_tag}`"
        + (", and no command here uses what it adds" if sure else ""),
        help=f"Start from `{image.name}:{slim_tag}`"
        + (
            ""
            if sure
            else ", if every requirement has a wheel or is built in a first stage, and install "
            "the system libraries that they load"
        ),
        severity=Severity.WARNING if sure else None,
        confidence=Confidence.HIGH if sure else None,
        impact=size_impact(weight, f"{slim_tag} against {image.tag}"),
    )


def _has_wheels(facts: ImageFacts, ctx: Context) -> bool:
    """Tell whether wheels are still made for the image's Python."""
    oldest = ctx.kb.text("base-advice.python-wheels-from").split(".")
    minor = (facts.python_version or "").split(".")
    return all(part.isdecimal() for part in minor) and [int(part) for part in minor] >= [
        int(part) for part in oldest
    ]


def _is_plain(command: Command, slim: ImageFacts, ctx: Context) -> bool:
    """Tell whether a command is a program of the slim image's that runs no script of the project's.

    A script may call anything, and so may what an expansion names.
    """
    if any(kind.of(command) is not None for kind in (MakeVenv, Remove, Copying)):
        return True
    if command.program in ctx.kb.name_set("purpose.preparing-commands"):
        return True
    if not slim.has_program(command.program):
        return False
    is_handed = command.program in ctx.kb.name_set("purpose.interpreters")
    return not is_handed or bool(command.nested)


def _verdict(install: Install, full: ImageFacts, ctx: Context) -> bool | None:
    """Tell whether an install surely does without the full image; None where it uses it."""
    if install.ecosystem == "system":
        for spec in install.packages:
            facts = ctx.kb.system_package(install.manager, spec.name) if spec.name else None
            if facts is not None and facts.is_build_only:
                return None
        return True
    if install.ecosystem != "python":
        return None
    sure = not ctx.is_open(install)
    for spec in ctx.packages(install):
        if spec.url.startswith(("git+", "git@")) or install.is_editable:
            return None
        package = ctx.kb.package(spec.name) if spec.name else None
        if package is None:
            sure = sure and spec.name in ctx.kb.name_set("bootstrap.packages")
            continue
        if package.has_wheel is False or package.needs_compiler:
            return None
        if spec.name in ctx.kb.name_set("compile-at-run-time.packages"):
            return None
        if any(full.has_library(library) for library in package.runtime_apt):
            return None
        sure = sure and bool(package.has_wheel or package.is_pure)
    return sure
