"""DW317: packages for development in the image that ships."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.rules._sizes import installed_impact
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.size._shared import is_for_development, runs_application, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic, Impact


@rule(
    "DW317",
    "development-packages-in-shipping-stage",
    on=Install,
    family=Family.SIZE,
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    default=False,
    triggers=("pip", "uv", "conda", "mamba", "pipenv"),
    facts=("purpose.development-words",),
)
def development_packages_in_shipping_stage(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """Packages for tests, linting or notebooks are installed in the image that ships.

    ## What it does

    Finds pytest, black, mypy, Jupyter and their kind among the packages that an install in the
    built image's stages names, or its files of requirements list, where the image runs an
    application.
    It is off by default.

    ## Why it matters

    They add size and places to attack, and a program in production runs none of them.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir flask==3.1.2 pytest==8.4.2
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir flask==3.1.2
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    In stages and files named for development, tests or CI; in images that start a shell, a
    notebook, or nothing at all; where CMD or ENTRYPOINT runs the package's own program.

    ## Fix safety

    The fix leaves the packages out of the command, which is unsafe: a program may import one of
    them after all.
    It is refused where they come with a file of requirements, where the command installs nothing
    else, and where the file names one of them again.

    ## With other rules

    DW308 reports compilers.

    ## References

    - Docker documentation, Building best practices: don't install unnecessary packages
    """
    run = install.instruction
    if not isinstance(run, Run) or run.stage is None or not run.stage.ships:
        return
    target = ctx.dockerfile.target
    if target is None or install.ecosystem not in {"python", "conda"}:
        return
    if is_for_development(target, ctx, by_installs=False) or not runs_application(target, ctx):
        return
    started = {
        command.program
        for runnable in target.final_command()
        if runnable is not None
        for command in runnable.commands
    }
    found = []
    for spec in ctx.packages(install):
        facts = ctx.kb.package(spec.name) if spec.name else None
        if facts is not None and facts.is_dev_only and spec.name not in started:
            if "server" in facts.roles or facts.server is not None:
                continue
            found.append(spec)
    if found:
        yield ctx.report(
            found[0].span,
            f"{shown(found[0])} is for development, and ships with the image",
            help="Install it in a stage of its own for tests, or in an optional group",
            related=[ctx.label(spec.span, f"and {shown(spec)}") for spec in found[1:]],
            impact=_added(found, install, ctx),
        )


def _added(found: list[PackageSpec], install: Install, ctx: Context) -> Impact | None:
    """Return what packages add to what the same install brings without them."""
    added = installed_impact(found, install, ctx)
    everything = ctx.packages(install)
    others = [each for each in everything if each not in found]
    whole = installed_impact(everything, install, ctx)
    rest = installed_impact(others, install, ctx) if others else None
    if added is None or whole is None or whole.bytes is None:
        return added
    return added._replace(bytes=whole.bytes - (rest.bytes or 0 if rest is not None else 0))
