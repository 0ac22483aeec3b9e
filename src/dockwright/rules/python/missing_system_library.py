"""DW511: a package needs a shared library that the image does not have."""

from __future__ import annotations

from dockwright.model.contents import contents_of
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


class Lacking(NamedTuple):
    """What a finding of this rule is about: the RUN, and the distro's packages it lacks."""

    run: Run
    packages: tuple[str, ...]


@rule(
    "DW511",
    "missing-system-library",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    triggers=("pip", "uv"),
    confidence=Confidence.HIGH,
    facts=("contents.leaf-packages", "contents.bare-packages", "contents.common-libraries"),
)
def missing_system_library(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""A Python package needs a system library that the image is known not to have.

    ## What it does

    Finds packages, named in an install of the stage that ships or in the files of requirements
    that it reads from the build context, whose wheels need libraries of
    the distro that the base image lacks and that no step installs.

    ## Why it matters

    The build succeeds. The first import fails:
    `ImportError: libGL.so.1: cannot open shared object file`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir lightgbm==4.6.0
    USER 10001
    CMD ["python", "-c", "import lightgbm"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 \
        && rm -rf /var/lib/apt/lists/*
    RUN pip install --no-cache-dir lightgbm==4.6.0
    USER 10001
    CMD ["python", "-c", "import lightgbm"]
    ```

    ## When it stays silent

    Where the base image's libraries are not known, where any system package is installed that may
    pull the library in, where something is copied from another image, and for stages that do not
    ship.

    ## Fix safety

    Unsafe: the image gets the packages, which it did not have.
    They join an install of the stage that stands before, or a RUN of their own begins the stage.
    A variant without the need, such as a headless one, is left to the author: code may use what it
    leaves out.

    ## With other rules

    DW514 is about names of distro packages that are gone.

    ## References

    - the wheels' own needs, as the knowledge base names them
    """
    run = install.instruction
    if install.ecosystem != "python" or not isinstance(run, Run) or run.stage is None:
        return
    if not run.stage.ships or install.manager not in {"pip", "uv"}:
        return
    target = ctx.dockerfile.target
    if target is None:
        return
    contents = contents_of(target, ctx.kb)
    facts = contents.facts
    if facts is None or facts.package_manager != "apt":
        return
    small = ctx.kb.names("contents.leaf-packages") + ctx.kb.names("contents.compiler-packages")
    bare = ctx.kb.names("contents.bare-packages")
    common = ctx.kb.name_set("contents.common-libraries")
    if contents.transfers or contents.strangers or not contents.is_system_complete:
        return
    for package in ctx.packages(install):
        known = ctx.kb.package(package.name)
        if known is None or known.import_error is None or known.needs_compiler:
            continue
        missing = [name for name in known.runtime_apt if facts.has_library(name) is False]
        # What is installed may pull a library in: only packages that are known not to, count.
        if not missing or not contents.installs_only(
            bare if common.intersection(missing) else small
        ):
            continue
        instead = f", or install {known.headless} instead" if known.headless else ""
        yield ctx.report(
            package.span,
            f"{package.described} needs {' and '.join(missing)}, which "
            f"{facts.name}:{facts.tag} does not have: {known.import_error}",
            help=f"Install {' '.join(missing)} with apt-get{instead}",
            related=ctx.line_of(package, install),
            about=Lacking(run, tuple(missing)),
        )
