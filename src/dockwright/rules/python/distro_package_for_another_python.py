"""DW517: a library of the distro is for another Python than the image's."""

from __future__ import annotations

from dockwright.model.contents import contents_of
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic


class Foreign(NamedTuple):
    """What a finding of this rule is about: the install, and its packages for another Python."""

    install: Install
    packages: tuple[PackageSpec, ...]


@rule(
    "DW517",
    "distro-package-for-another-python",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    effect="importing the library fails",
    facts=("python-habit.distro-library", "python.image-executable"),
    triggers=("python3-", "py3-"),
)
def distro_package_for_another_python(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""A Python library comes from the distro, on an image that has a Python of its own.

    ## What it does

    Finds `apt-get install python3-numpy` and `apk add py3-numpy` on the official python images.

    ## Why it matters

    The official images build their Python into /usr/local.
    The distro's packages bring a second Python below /usr, tens of megabytes of it, and install
    the library for that one: `python` fails with `ModuleNotFoundError` all the same.

    ## Example

    ```dockerfile bad
    FROM python:3.12-slim
    RUN apt-get update && apt-get install -y --no-install-recommends python3-numpy \
        && rm -rf /var/lib/apt/lists/*
    COPY main.py .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.12-slim
    RUN pip install --no-cache-dir numpy==2.2.0
    COPY main.py .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## When it stays silent

    On images without a Python of their own; for `python3-pip`, `python3-dev` and their like, which
    hold no library; where something calls `/usr/bin/python3`, sets PYTHONPATH, or makes an
    environment that sees the system's packages.

    ## Fix safety

    Unsafe: pip's package may be another version.
    Refused where a package is not known to the knowledge base by that name, or is compiled.

    ## With other rules

    DW507 is about the distro's own Python.

    ## References

    - documentation of the official python image
    """
    run = install.instruction
    if install.manager not in {"apt", "apk"} or not isinstance(run, Run) or run.stage is None:
        return
    contents = contents_of(run.stage, ctx.kb)
    facts = contents.facts
    if facts is None or facts.python_origin != "image":
        return
    if "PYTHONPATH" in run.stage.final_state.image_env or _uses_other(run):
        return
    library = re.compile(ctx.kb.text("python-habit.distro-library"))
    found = [spec for spec in install.packages if library.fullmatch(spec.name)]
    if not found:
        return
    names = ", ".join(spec.name for spec in found)
    own = f"{facts.python_path} ({facts.python_version})"
    yield ctx.report(
        found[0].span,
        f"{names} {'is' if len(found) == 1 else 'are'} for the distro's Python in /usr/bin, and "
        f"`python` is {own} here, which does not see {'it' if len(found) == 1 else 'them'}",
        help="Install the library with pip, or start from the distro's own image",
        about=Foreign(install, tuple(found)),
    )


def _uses_other(run: Run) -> bool:
    """Tell whether the file calls the distro's Python, or shares its packages."""
    assert run.stage is not None
    text = run.stage.dockerfile.source.text
    return any(
        word in text for word in ("/usr/bin/python3", "dist-packages", "--system-site-packages")
    )
