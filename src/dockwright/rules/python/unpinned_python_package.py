"""DW516: pip takes whatever version is newest."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.install import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW516",
    "unpinned-python-package",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.INFO,
    default=False,
    aliases=("DL3013",),
    triggers=("pip",),
)
def unpinned_python_package(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """A Python package is installed without saying which version.

    ## What it does

    Finds packages that `pip install` and `pipx install` name without any version, and repositories
    without a revision.

    ## Why it matters

    The build of tomorrow installs another version than the one of today, and the layer cache hides
    it until the cache is gone.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi
    USER 10001
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.6
    USER 10001
    ```

    ## When it stays silent

    It is off by default: a lock file says more than pins in a Dockerfile.
    It is silent where a version, a range, a constraint file or a revision is given, for files,
    directories and archives, and for words that an expansion decides.

    ## Fix safety

    Unsafe: the version is written that `uv.lock`, `poetry.lock`, `pdm.lock`, `Pipfile.lock` or
    a requirements file beside the Dockerfile pins, the first of them that has the package; a
    build without it takes the newest.
    Refused where none has it, or one has several versions of it, and for repositories.

    ## With other rules

    None overlaps.

    ## References

    - pip documentation, "Repeatable installs"
    """
    if install.manager not in {"pip", "pipx"} or install.constraint_files:
        return
    for spec in install.packages:
        if _is_loose(spec):
            yield ctx.report(
                spec.span,
                f"{spec.raw} is taken in whatever version is newest",
                help=f"Pin it: `{spec.name or spec.raw}==VERSION`, or install from a lock file",
            )


def _is_loose(spec: PackageSpec) -> bool:
    if spec.is_pinned or spec.is_dynamic or spec.specifier or spec.path:
        return False
    return not spec.url or spec.url.startswith("git+")
