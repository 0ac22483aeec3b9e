"""DW911: a Python package without a wheel for arm64 is installed in an arm64 build."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.requirement import PackageSpec
    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW911",
    "amd64-only-wheel",
    on=Install,
    family=Family.STYLE,
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    triggers=("pip", "uv", "poetry", "pdm"),
    given=("packages",),
    facts=("platform.amd64-words",),
)
def amd64_only_wheel(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """A Python package that has wheels for amd64 only is installed in a build for arm64.

    ## What it does

    Knows popular packages whose Linux wheels are for x86-64 alone, and reports them where FROM or
    the user says that the build is for arm64.
    A wheel that is named by its address or path and is for x86-64 is an error there: pip refuses
    to install it.

    ## Why it matters

    pip then compiles the package, which needs compilers and libraries and takes minutes, or finds
    nothing to install and fails.

    ## Example

    ```dockerfile bad
    FROM --platform=linux/arm64 python:3.12-slim
    RUN pip install --no-cache-dir decord==0.6.0
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM --platform=linux/arm64 python:3.12-slim
    RUN pip install --no-cache-dir av==13.1.0
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where no platform is named; for packages that are not known, have a wheel for every machine, or
    come from an index or address of their own.

    ## Fix safety

    Refused: another package or platform is the author's choice.

    ## With other rules

    DW910 reports downloads for one architecture.

    ## References

    - Python Packaging User Guide, "Platform compatibility tags"
    """
    instruction = install.instruction
    stage = None if instruction is None else instruction.stage
    if stage is None or install.ecosystem != "python" or install.index_urls:
        return
    if "arm64" not in _platform(stage, ctx) and "aarch64" not in _platform(stage, ctx):
        return
    for package in install.packages:
        wheel = _wheel_for_amd64(package, ctx)
        if wheel and not package.marker:
            yield ctx.report(
                package,
                f"`{wheel}` is a wheel for amd64, and this is built for arm64: pip refuses it",
                help="Name the wheel for aarch64, or choose it by `TARGETARCH`",
                severity=Severity.ERROR,
            )
            continue
        facts = ctx.kb.package(package.name) if package.name and not package.url else None
        if (
            facts is None
            or facts.has_aarch64_wheel is not False
            or facts.is_pure
            or not facts.has_wheel
        ):
            continue
        then = (
            "so pip compiles it"
            if facts.has_sdist
            else "and no source either, so the install fails"
            if facts.has_sdist is False
            else "so pip has to compile it"
        )
        yield ctx.report(
            package,
            f"`{facts.name}` has no Linux wheel for arm64, {then}",
            help=f"Use {' or '.join(f'`{name}`' for name in facts.alternatives)}"
            if facts.alternatives
            else "Build for amd64, or build the wheel in an earlier stage",
        )


def _wheel_for_amd64(package: PackageSpec, ctx: Context) -> str:
    """Return the name of a wheel that is named by its address or path, if it is for amd64 alone."""
    address = (package.url or package.path).partition("#")[0].partition("?")[0]
    name = address.rpartition("/")[2]
    tag = name.removesuffix(".whl").rpartition("-")[2]
    if not name.endswith(".whl") or not tag or "$" in name:
        return ""
    machines = ctx.kb.names("platform.amd64-words")
    return name if all(each.endswith(machines) for each in tag.split(".")) else ""


def _platform(stage: Stage, ctx: Context) -> str:
    """Return the platform that a stage is built for, as far as it is named."""
    root = stage.lineage[-1].from_
    if root.platform is not None:
        return root.platform.known or ""
    return ctx.platform or ""
