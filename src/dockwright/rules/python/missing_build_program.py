"""DW525: a step calls a program that its stage does not have."""

from __future__ import annotations

from dockwright.model.contents import contents_of
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.python._called import programs_of
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Run
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span

_MANAGERS = frozenset({"apt", "apt-get", "apk", "dnf", "microdnf", "tdnf", "yum", "zypper"})


class MissingHere(NamedTuple):
    """What a finding of this rule is about: a program, and the first RUN that calls it."""

    stage: Stage
    run: Run
    name: str
    span: Span


@rule(
    "DW525",
    "missing-build-program",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    triggers=("run",),
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
    copied directory).
    For commands that depend on a condition, or whose failure `||` provides for.

    ## Fix safety

    Safe: the package that brings the program is installed before the step, which fails without it.
    Refused where that package is not known, and for another distribution's package manager.

    ## With other rules

    DW502 looks at what the container starts with, DW410 at sudo.

    ## References

    - the base images' own Dockerfiles, as the knowledge base names them
    """
    if not stage.is_reachable:
        return
    contents = contents_of(stage, ctx.kb)
    seen: set[str] = set()
    for run in stage.runs():
        for name, span in programs_of(run):
            if name in seen or name == "sudo":
                continue
            seen.add(name)
            has = contents.has_program(name)
            if isinstance(has, Unknown) or has:
                continue
            base = "scratch" if stage.root.is_scratch else getattr(stage.image, "raw", "its image")
            yield ctx.report(
                span,
                f"this step fails: {base} has no `{name}`, and nothing brings it",
                help=_remedy(name, stage),
                about=MissingHere(stage, run, name, span),
            )


def _remedy(name: str, stage: Stage) -> str:
    facts = stage.image_facts
    own = None if isinstance(facts, Unknown) else facts.package_manager
    if name in _MANAGERS:
        return f"The image has {own}" if own else "Take a base image that has a package manager"
    if name.rpartition("/")[2] in {"sh", "bash"}:
        return "Take a base image with a shell, or build in another stage and copy the result"
    return f"Install {name} in a step before it"
