"""DW318: headers stay in the image that ships, where nothing can compile with them."""

from __future__ import annotations

from dockwright.model.contents import contents_of
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.stage import Stage
from dockwright.rules._purpose import is_for_development
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.size._shared import runs_application
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import SystemPackageFacts
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW318",
    "headers-without-compiler",
    on=Stage,
    family=Family.SIZE,
    severity=Severity.INFO,
    triggers=("-dev",),
    facts=("apt.gcc", "contents.bare-packages", "contents.plain-packages"),
)
def headers_without_compiler(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""A package of headers is in the image that ships, which has nothing to compile with.

    ## What it does

    Finds packages of headers (`libpq-dev`, `libxml2-dev`) that the stages of the built image
    install, where the base image is known to have no compiler and no step installs one.
    Each is told with the package that holds the library itself.

    ## Why it matters

    Headers serve compilers alone.
    They bring those of other libraries along, documentation and static libraries, and each package
    more is one that scanners report.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends libpq-dev \
        && rm -rf /var/lib/apt/lists/*
    RUN pip install --no-cache-dir psycopg==3.2.10
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends libpq5 \
        && rm -rf /var/lib/apt/lists/*
    RUN pip install --no-cache-dir psycopg==3.2.10
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    In other stages than those of the built image; where a compiler is there or may be, or a package
    that may bring one; where the package brings a program, as `libpq-dev` brings `pg_config`, and
    a step calls it; where it is not known which package holds the library; in stages for
    development and tests, and in images that start a shell.

    ## Fix safety

    None: a program may load a library by the name that only the headers' package has.

    ## With other rules

    DW308 reports compilers, with the headers beside them.

    ## References

    - Debian Policy, 8.4 "Development files"
    """
    if not stage.is_target or is_for_development(stage, ctx) or not runs_application(stage, ctx):
        return
    contents = contents_of(stage, ctx.kb)
    facts = contents.facts
    if facts is None or facts.has_compiler is not False:
        return
    found: list[tuple[PackageSpec, SystemPackageFacts]] = []
    runs = [each for each in stage.layers() if isinstance(each, Run)]
    called = {command.program for run in runs for command in run.commands}
    for run in runs:
        for command in run.commands:
            install = install_of(command)
            if install is None or install.ecosystem != "system":
                continue
            for spec in install.packages:
                known = ctx.kb.system_package(install.manager, spec.name) if spec.name else None
                roles: frozenset[str] = frozenset() if known is None else known.roles
                if known is None or roles != {"headers"}:
                    if not _compiles_nothing(spec.name, known, ctx):
                        return
                elif known.runtime and called.isdisjoint(known.programs):
                    found.append((spec, known))
    if not found:
        return
    first, known = found[0]
    yield ctx.report(
        first.span,
        f"`{first.name}` holds headers, and the image has no compiler: at run time "
        f"{' '.join(known.runtime)} is enough",
        help=f"Install {' '.join(known.runtime)} instead",
        related=[
            ctx.label(spec.span, f"{' '.join(other.runtime)} is enough here")
            for spec, other in found[1:6]
        ],
    )


def _compiles_nothing(name: str, known: SystemPackageFacts | None, ctx: Context) -> bool:
    """Tell whether a package surely brings no compiler."""
    if known is not None:
        return not known.roles & {"compiler", "build", "cuda-toolkit"}
    plain = (*ctx.kb.names("contents.bare-packages"), *ctx.kb.names("contents.plain-packages"))
    return any(re.fullmatch(each, name) for each in plain)
