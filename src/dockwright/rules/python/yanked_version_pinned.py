"""DW545: a pinned version was yanked from the index."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic


class Pin(NamedTuple):
    """What a finding of this rule is about: the pin, and the version that may stand instead."""

    package: PackageSpec
    install: Install
    instead: str


@rule(
    "DW545",
    "yanked-version-pinned",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    effect="a version that its publishers have withdrawn",
    triggers=("pip", "uv", "poetry", "pdm"),
    needs="online",
)
def yanked_version_pinned(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """A pinned version was yanked: its publishers have withdrawn it.

    ## What it does

    With `--online`, asks the package index about the versions that an install pins, in its words,
    in files of requirements or in the lock that it reads, and finds those of which every file was
    yanked (PEP 592), with the reason that was given.

    ## Why it matters

    Versions are yanked because they are broken, insecure, or give wrong results.
    Installers leave them out, except where they are pinned: then they are installed all the same,
    with a warning that few people read in the output of a build.

    ## Example

    Where the index has yanked version 2.0.0 of `demo`:

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir demo==2.0.0
    USER 10001
    CMD ["python", "-m", "demo"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir demo==2.0.1
    USER 10001
    CMD ["python", "-m", "demo"]
    ```

    ## When it stays silent

    Without `--online`: no lock and no file of requirements says what was yanked later; where one
    file of the version was not yanked; for versions that the index does not list; where the index
    could not be asked, which a remark tells.

    ## Fix safety

    Unsafe: the version changes, to the next one that was not yanked and that the image's Python can
    install, else to the one before.
    Only pins in the Dockerfile's own words are rewritten: files of requirements and locks belong to
    the tool that writes them.

    ## With other rules

    DW530 and DW533 are about pinned versions without a wheel for the image.

    ## References

    - PEP 592, "Adding Yank Support to the Simple API"
    """
    if install.ecosystem != "python" or not ctx.yanked:
        return
    pinned = None
    if install.installs_lock or install.lock_file is not None:
        from dockwright.rules._locked import pinned_by

        pinned = pinned_by(install, ctx)
    for package in (*ctx.packages(install), *(pinned.packages if pinned is not None else ())):
        found = ctx.yanked.get((package.name, package.version or ""))
        if found is None:
            continue
        why = f": {found.reason}" if found.reason else ", without a reason"
        if found.instead:
            advice = f"Take {found.instead}, the nearest version that was not yanked"
        else:
            advice = "The index has no version that was not yanked and installs here"
        place = None if pinned is None else pinned.places.get(package.name)
        related = ctx.line_of(package, install) if place is None else (place,)
        listed = f" ({package.listed})" if package.listed else ""
        yield ctx.report(
            package.span,
            f"{package.name} {package.version}{listed} was yanked from the index{why}",
            help=advice,
            related=related,
            about=Pin(package, install, found.instead),
        )
