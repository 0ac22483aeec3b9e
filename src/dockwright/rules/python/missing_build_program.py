"""DW525: a step calls a program that its stage does not have."""

from __future__ import annotations

import posixpath

from dockwright.model.contents import contents_of, programs_of
from dockwright.model.failure import fails_its_step
from dockwright.model.layers import is_under
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.model.contents import Contents
    from dockwright.model.instructions import Run
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.syntax.dockerfile.mounts import Mount
    from dockwright.text import Span

_MANAGERS = frozenset({"apt", "apt-get", "apk", "dnf", "microdnf", "tdnf", "yum", "zypper"})


class MissingHere(NamedTuple):
    """What a finding of this rule is about: a program, and the first RUN that calls it.

    Attributes:
        stage: the stage.
        run: the RUN.
        name: the program.
        span: where it is called.
        fails: whether the step fails with the command.
    """

    stage: Stage
    run: Run
    name: str
    span: Span
    fails: bool


@rule(
    "DW525",
    "missing-build-program",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the build fails",
    triggers=(
        *("curl", "wget", "git", "apt", "apk", "yum", "dnf", "zypper", "gcc", "g++", "make"),
        *("npm", "node", "unzip", "ssh", "alpine", "cuda", "conda", "ubuntu", "debian", "scratch"),
        *("distroless", "python3", "pip3"),
    ),
    facts=("contents.system-programs", "contents.console-scripts"),
)
def missing_build_program(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A RUN calls a program that neither the base image has nor any step brings.

    ## What it does

    Looks for the programs that RUN calls (`curl`, `git`, `pip`, `gcc`, a package manager) in what
    the base image is known to have and in what the stage installs and copies.
    The first call of each is reported.

    ## Why it matters

    The step ends with "not found", and with it the build.
    Slim images have no curl, no git and no compiler; Alpine has no apt-get; a bare Ubuntu has no
    Python.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN curl -fsSL https://example.com/model.bin -o /srv/model.bin
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \
        https://example.com/model.bin /srv/model.bin
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Unless it is known that the program is not there: for unknown base images, and for programs that
    some step may have brought (a package whose programs are not known, a build, a download, a
    copied directory, a mount of the RUN, ONBUILD of an earlier stage).
    For commands that depend on a condition, or whose failure `||` provides for, and for names that
    the RUN gives to a function.

    ## Fix safety

    Safe: the package that brings the program is installed before the step, which fails without it.
    Unsafe where the step passes the failure over, as `;` does.
    Refused where that package is not known, and for another distribution's package manager.

    ## With other rules

    DW502 looks at what the container starts with, DW410 at sudo.

    ## References

    - the base images' own Dockerfiles, as the knowledge base names them
    """
    if not stage.is_reachable:
        return
    contents = contents_of(stage, ctx.kb)
    base = "scratch" if stage.root.is_scratch else getattr(stage.image, "raw", "its image")
    seen: set[str] = set()
    for run in stage.runs():
        for name, span in _missing(run, contents, seen):
            fails = _fails(run, span)
            yield ctx.report(
                span,
                f"this {'step' if fails else 'command'} fails: {base} has no `{name}`, and nothing "
                "brings it",
                help=_remedy(name, stage),
                about=MissingHere(stage, run, name, span, fails),
            )
            if name in run.shell and not run.is_exec_form:
                return  # nothing that the shell would call is missed


def _missing(run: Run, contents: Contents, seen: set[str]) -> Iterator[tuple[str, Span]]:
    """Yield the programs of a RUN that were not seen before, and are surely not there."""
    provided = {
        command.words[0].span
        for command in run.commands
        if command.words and command.simple.follower == "||"
    }
    for name, span in programs_of(run):
        if name in seen or name == "sudo" or span in provided:
            continue
        has = contents.has_program(name)
        if isinstance(has, Unknown) or has:
            seen.add(name)
        elif not _is_brought_here(name, run):
            seen.add(name)
            yield name, span


def _fails(run: Run, span: Span) -> bool:
    """Tell whether a RUN fails where the program that is called at a place is not there."""
    return all(
        fails_its_step(command)
        for command in run.commands
        if command.parent is None and command.simple.span.start <= span.start < command.span.end
    )


def _is_brought_here(name: str, run: Run) -> bool:
    """Tell whether a mount of a RUN may hold a program, or the RUN gives its name to a function."""
    path = run.state.env("PATH")
    folders = path.split(":") if isinstance(path, str) else []
    if any(
        isinstance(use.mount, Unknown)
        or (use.mount.type == "bind" and _may_hold(use.mount, name, folders))
        for use in run.mounts
    ):
        return True
    return re.search(rf"(?<![\w./-]){re.escape(name)}\s*\(\s*\)", run.script_text()[0]) is not None


def _may_hold(mount: Mount, name: str, folders: Sequence[str]) -> bool:
    """Tell whether a mount may hold a program: by its place, or by a folder of PATH in it."""
    target = (mount.target or "/").rstrip("/")
    if any(folder and is_under(folder, target or "/") for folder in folders):
        return True
    return posixpath.basename(target) in {"", "bin", "sbin", "local", "usr", "opt", name}


def _remedy(name: str, stage: Stage) -> str:
    facts = stage.image_facts
    own = None if isinstance(facts, Unknown) else facts.package_manager
    if name in _MANAGERS:
        return f"The image has {own}" if own else "Take a base image that has a package manager"
    if own is None:
        return (
            f"Take a base image with {name.rpartition('/')[2]}, or build in another stage and copy "
            "the result"
        )
    return f"Install {name.rpartition('/')[2]} in a step before it"
