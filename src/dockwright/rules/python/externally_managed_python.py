"""DW507: pip refuses to install into the distro's Python."""

from __future__ import annotations

from dockwright.model.contents import PackageInstall, contents_of
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


class Refused(NamedTuple):
    """What a finding of this rule is about: the installs of a stage that pip refuses."""

    installs: tuple[PackageInstall, ...]


@rule(
    "DW507",
    "externally-managed-python",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the build fails",
    facts=("pip.externally-managed-error", "pep668.debian", "pep668.ubuntu"),
    triggers=("pip",),
)
def externally_managed_python(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""Pip refuses to install into this distro's own Python, and the build stops.

    ## What it does

    Finds `pip install` into the Python of Debian 12, Ubuntu 23.04, Alpine 3.19 and newer ones,
    which the distro declares externally managed (PEP 668), outside a virtual environment.

    ## Why it matters

    The build ends with `error: externally-managed-environment`.
    The same line works on the release before, so that it often breaks with a new base image.

    ## Example

    ```dockerfile bad
    FROM ubuntu:24.04
    RUN apt-get update && apt-get install -y --no-install-recommends python3-pip \
        && rm -rf /var/lib/apt/lists/*
    RUN pip install --no-cache-dir flask==3.1.0
    USER 10001
    CMD ["python3", "-c", "import flask"]
    ```

    ## Instead

    ```dockerfile good
    FROM ubuntu:24.04
    RUN apt-get update && apt-get install -y --no-install-recommends python3-venv \
        && rm -rf /var/lib/apt/lists/*
    RUN python3 -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir flask==3.1.0
    ENV PATH=/opt/venv/bin:$PATH
    USER 10001
    CMD ["python", "-c", "import flask"]
    ```

    ## When it stays silent

    After the first install that is refused, whose finding names the others; with
    `--break-system-packages`, `PIP_BREAK_SYSTEM_PACKAGES`, `--target`, `--prefix`, `--root`;
    in a virtual or conda environment; where the `EXTERNALLY-MANAGED` file is removed first; where
    the base image's release or the Python that pip belongs to is not known.

    ## Fix safety

    Unsafe: the packages go into a virtual environment, which is first on PATH from there on, and
    `python3` is then its own.
    It sees the distro's packages where the stage installs libraries from there.
    `--break-system-packages` is not added: it keeps the place, and may overwrite what the distro's
    own programs need.
    Refused where another stage takes the packages from the distro's directory.

    ## With other rules

    DW504 is about installs that another user makes.

    ## References

    - PEP 668, "Marking Python base environments as externally managed"
    - Debian 12 and Ubuntu 23.04 release notes
    """
    run = install.instruction
    if not isinstance(run, Run) or run.stage is None or not _is_refused(install, run, ctx):
        return
    contents = contents_of(run.stage, ctx.kb)
    refused = [made for made in contents.installs if _is_refused(made.install, made.run, ctx)]
    if refused and refused[0].install is not install:
        return
    facts = contents.facts
    assert facts is not None
    release = f"{facts.distro} {facts.distro_version}"
    yield ctx.report(
        install.own_span,
        f"pip refuses to install into the Python of {release}: "
        f"{ctx.kb.text('pip.externally-managed-error')}",
        help="Install `python3-venv`, make a virtual environment with `python3 -m venv /opt/venv`, "
        "install with `/opt/venv/bin/pip`, and put `/opt/venv/bin` first on PATH"
        if facts.distro in {"debian", "ubuntu"}
        else "Make a virtual environment with `python3 -m venv /opt/venv`, install with "
        "`/opt/venv/bin/pip`, and put `/opt/venv/bin` first on PATH",
        related=[ctx.label(made.install.own_span, "and here") for made in refused[1:]],
        about=Refused(tuple(refused)),
    )


def _is_refused(install: Install, run: Run, ctx: Context) -> bool:
    """Tell whether pip finds the marker of its distro's Python and stops."""
    if install.manager != "pip" or run.stage is None:
        return False
    if install.breaks_system_packages or install.target is not None or run.is_onbuild:
        return False
    state = run.state
    allowed = state.variable("PIP_BREAK_SYSTEM_PACKAGES")
    if (allowed is not None and not isinstance(allowed, Unknown)) or (
        "PIP_BREAK_SYSTEM_PACKAGES" in state.variables
    ):
        return False
    if install.variable("PIP_BREAK_SYSTEM_PACKAGES") is not None:
        return False
    contents = contents_of(run.stage, ctx.kb)
    facts = contents.facts
    if facts is None or facts.is_distro_python_managed is not True or facts.has_python:
        return False
    python = contents.python_at(state, install)
    if python is None or isinstance(python, Unknown) or python.origin != "distro":
        return False
    if any(made.install is install and made.kind != "default" for made in contents.installs):
        return False
    return not _is_lifted(run)


def _is_lifted(run: Run) -> bool:
    """Tell whether an earlier or the same step takes the marker away, or configures pip."""
    assert run.stage is not None
    for each in run.stage.layers():
        if isinstance(each, Run):
            for command in each.commands:
                for word in command.words:
                    text = word.value or word.raw
                    if "EXTERNALLY-MANAGED" in text or "break-system-packages" in text:
                        return True
        if each is run:
            break
    return False
