"""DW308: compilers and headers stay in the image that ships."""

from __future__ import annotations

from dockwright.model.actions import Uninstall
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Copy, Run
from dockwright.model.layers import commands_after
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules._purpose import compiles_when_run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.size._shared import (
    builds_or_tests,
    human,
    is_for_development,
    runs_application,
    size_impact,
)
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import SystemPackageFacts
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic, Label


class _Tool(NamedTuple):
    spec: PackageSpec
    facts: SystemPackageFacts
    run: Run


@rule(
    "DW308",
    "build-tools-in-shipping-stage",
    on=Stage,
    family=Family.SIZE,
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    triggers=("apt", "apk", "dnf", "yum", "zypper"),
    facts=(
        "compile-at-run-time.packages",
        "compile-at-run-time.maybe",
        "compile-at-run-time.compilers",
        "compile-at-run-time.words",
        "compile-at-run-time.signs",
        "purpose.development-words",
        "purpose.interactive-programs",
        "purpose.building-programs",
        "build-stage.programs-that-build-nothing",
    ),
)
def build_tools_in_shipping_stage(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""A compiler stays in the image that ships, though only its build needs one.

    ## What it does

    Finds compilers that are installed in the stages that make up the built image, and not removed
    in the same RUN, where the image runs an application.
    Headers and other build tools installed beside the compiler are named with it.

    ## Why it matters

    A compiler with its libraries takes 200 to 600 MB, is pulled by every node, and is of use to an
    intruder.
    Installed in a first stage, it builds the same wheels, and the image takes only those.
    Removing it in a later RUN frees nothing.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends build-essential \
     && rm -rf /var/lib/apt/lists/*
    COPY requirements.txt /srv/
    RUN pip install --no-cache-dir -r /srv/requirements.txt
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS compile
    RUN apt-get update && apt-get install -y --no-install-recommends build-essential \
     && rm -rf /var/lib/apt/lists/*
    COPY requirements.txt /srv/
    RUN python -m venv /opt/venv \
     && /opt/venv/bin/pip install --no-cache-dir -r /srv/requirements.txt

    FROM python:3.13-slim
    COPY --from=compile /opt/venv /opt/venv
    COPY main.py /srv/
    USER 10001
    CMD ["/opt/venv/bin/python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where the compiler is removed in the RUN that installs it; where the base image has one anyway,
    or a build argument without a default names it;
    in stages and files that a name, a comment or test requirements give to development, tests or
    CI; in images that start a shell or a notebook, or nothing at all; where a package is named
    that compiles while the program runs, such as triton, vLLM or DeepSpeed, or a comment says that
    the program does; where a condition decides on the install; where the CUDA toolkit is installed
    beside it; where the image's own program is a build, or it
    installs as it starts.
    Where torch is named, or the base image is for GPUs, the finding is of severity `info`:
    `torch.compile` calls gcc at run time, eager code does not.
    Where nothing is known of the base image it is `info` too, and of low confidence.

    ## Fix safety

    The fix repeats the stage up to its last install by pip as a first one, in a virtual
    environment; the image then installs the system's packages without the tools, keeps what a
    compiled program loads, and copies the environment.
    Where one RUN installs the tools and uses them, they are removed at its end instead.
    Both are unsafe: what is compiled may load a library that came with the tools, and a program may
    look for packages elsewhere.
    It is refused where the base image has no Python 3 of its own, where something else than pip
    installs or may compile, where the file names places of packages, and where the tools come in
    with another stage.

    ## With other rules

    DW309 reports a whole development image as the base; DW315 the full Python image.

    ## References

    - Docker documentation, Multi-stage builds
    """
    if not stage.is_target or is_for_development(stage, ctx) or not runs_application(stage, ctx):
        return
    base = stage.image_facts
    if isinstance(stage.image, Unknown) or (not isinstance(base, Unknown) and base.has_compiler):
        return
    if builds_or_tests(stage, ctx) or _installs_at_start(stage) or _compiles_by_design(stage, ctx):
        return
    tools = list(_tools(stage, ctx))
    compilers = [tool for tool in tools if "compiler" in tool.facts.roles]
    if not compilers:
        return
    named = _python_packages(stage, ctx)
    if not named.isdisjoint(ctx.kb.name_set("compile-at-run-time.packages")):
        return
    maybe = min(named & ctx.kb.name_set("compile-at-run-time.maybe"), default="")
    is_known = not isinstance(base, Unknown) and base.has_compiler is False
    has_gpu = not isinstance(base, Unknown) and base.gpu is not None
    if not any(_compiles_c(tool, ctx) for tool in compilers):
        maybe, has_gpu = "", False
    weight = max((tool.facts.installed_bytes or 0 for tool in compilers), default=0)
    weight = weight if is_known else 0
    first = compilers[0]
    others = [tool for tool in tools if tool is not first]
    removals = list(_late_removals(stage, first, ctx))
    condition = "" if is_known else "If the base image has no compiler of its own: "
    if removals:
        advice = _capital(
            f"{condition}install it, build and remove it in one RUN: its removal in a later layer "
            "frees nothing"
        )
    elif _builds_nothing(stage, ctx):
        advice = _capital(f"{condition}leave it out: nothing in this file compiles")
    else:
        advice = _advice(stage, condition, ctx)
    yield ctx.report(
        first.spec.span,
        f"`{first.spec.name}` stays in the image that ships"
        + (f": about {human(weight)}" if weight else "")
        + _exception(maybe, has_gpu=has_gpu),
        help=advice,
        related=[
            *(ctx.label(tool.spec.span, "and this") for tool in others[:6]),
            *removals,
        ],
        severity=Severity.INFO if maybe or has_gpu or not is_known else None,
        confidence=None if is_known else Confidence.LOW,
        impact=size_impact(weight, "installed size of the compiler with what it needs"),
    )


def _compiles_c(tool: _Tool, ctx: Context) -> bool:
    """Tell whether a tool is a compiler of C, which is what programs call when they run."""
    return not ctx.kb.name_set("compile-at-run-time.compilers").isdisjoint(tool.facts.programs)


def _exception(maybe: str, *, has_gpu: bool) -> str:
    """Return what may call a compiler at run time, where something may."""
    if maybe:
        return f"; {maybe} calls a compiler at run time only in `{maybe}.compile`"
    if has_gpu:
        return "; at run time only Triton and `torch.compile` call one"
    return ""


def _installs_at_start(stage: Stage) -> bool:
    """Tell whether what the image runs installs from source, which may need the compiler."""
    return any(
        ((install := install_of(command)) is not None and install.ecosystem != "system")
        or command.program == "setup.py"
        for runnable in stage.final_command()
        for command in (runnable.commands if runnable is not None else ())
    )


def _builds_nothing(stage: Stage, ctx: Context) -> bool:
    """Tell whether no RUN of the file could call a compiler, by the programs that it starts."""
    harmless = ctx.kb.name_set("build-stage.programs-that-build-nothing")
    for instruction in stage.layers():
        if isinstance(instruction, Copy) and isinstance(instruction.from_, Stage):
            return False
        for command in instruction.commands if isinstance(instruction, Run) else ():
            install = install_of(command)
            if install is not None:
                if install.ecosystem != "system":
                    return False
            elif "/" in command.path or command.program not in harmless:
                return False
    return True


def _advice(stage: Stage, condition: str, ctx: Context) -> str:
    """Return what to do: a virtual environment is what a Python build alone is copied as."""
    takes = any(
        isinstance(each, Copy) and isinstance(each.from_, Stage) for each in stage.instructions
    )
    if takes:
        return _capital(
            f"{condition}install it only in a stage that builds, and copy what is made there, as "
            "this stage does already"
        )
    ecosystems = {
        install.ecosystem
        for instruction in stage.layers()
        if isinstance(instruction, Run)
        for command in instruction.commands
        if (install := install_of(command)) is not None and install.manager != "setuptools"
    }
    if "python" in ecosystems and "conda" not in ecosystems and not _builds_itself(stage, ctx):
        return _capital(
            f"{condition}build in a first stage, into a virtual environment, and copy that: "
            "`COPY --from=build /opt/venv /opt/venv`"
        )
    return _capital(
        f"{condition}build in a first stage, and copy what it makes into this one with "
        "`COPY --from=build`"
    )


def _builds_itself(stage: Stage, ctx: Context) -> bool:
    """Tell whether a RUN calls a compiler or a build's program, rather than pip alone."""
    programs = ctx.kb.name_set("purpose.building-programs")
    for instruction in stage.layers():
        for command in instruction.commands if isinstance(instruction, Run) else ():
            if install_of(command) is not None:
                continue
            facts = ctx.kb.program(command.program)
            if command.program in programs or (facts is not None and "compiler" in facts.roles):
                return True
    return False


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _compiles_by_design(stage: Stage, ctx: Context) -> bool:
    """Tell whether the image is for software that compiles when it runs."""
    if compiles_when_run(stage, ctx):
        return True
    for instruction in stage.layers():
        for command in instruction.commands if isinstance(instruction, Run) else ():
            install = install_of(command)
            if install is None or install.ecosystem != "system":
                continue
            for spec in install.packages:
                facts = ctx.kb.system_package(install.manager, spec.name) if spec.name else None
                if facts is not None and "cuda-toolkit" in facts.roles:
                    return True
    return False


def _tools(stage: Stage, ctx: Context) -> Iterator[_Tool]:
    for instruction in stage.layers():
        if not isinstance(instruction, Run):
            continue
        for command in instruction.commands:
            install = install_of(command)
            if install is None or install.ecosystem != "system" or install.has("--root"):
                continue
            if not install.is_unconditional or _removes_later(install):
                continue
            if _is_said_to_run(instruction, ctx):
                continue
            for spec in install.packages:
                facts = ctx.kb.system_package(install.manager, spec.name) if spec.name else None
                if facts is not None and facts.is_build_only:
                    yield _Tool(spec, facts, instruction)


def _is_said_to_run(run: Run, ctx: Context) -> bool:
    """Tell whether a comment in a RUN or right above it says that the running program compiles."""
    words = ctx.kb.names("compile-at-run-time.words")
    return any(
        any(word in comment.text.lower() for word in words)
        for comment in ctx.dockerfile.tree.comments
        if run.span.start <= comment.span.start <= run.span.end or comment.text in run.node.comments
    )


def _removes_later(install: Install) -> bool:
    """Tell whether the same RUN removes packages again: whoever does removes what it built with."""
    return any(
        Uninstall.of(later) is not None or later.has("--purge") for later in commands_after(install)
    )


def _python_packages(stage: Stage, ctx: Context) -> frozenset[str]:
    found: set[str] = set()
    for instruction in stage.layers():
        if isinstance(instruction, Run):
            for command in instruction.commands:
                install = install_of(command)
                if install is not None and install.ecosystem in {"python", "conda"}:
                    found.update(spec.name for spec in ctx.packages(install))
    base = stage.image_facts
    if not isinstance(base, Unknown):
        found.update(base.packages)
    return frozenset(found)


def _late_removals(stage: Stage, first: _Tool, ctx: Context) -> Iterator[Label]:
    for instruction in stage.layers():
        if not isinstance(instruction, Run) or instruction.span.start <= first.run.span.start:
            continue
        for command in instruction.commands:
            gone = Uninstall.of(command)
            if gone is not None and any(text_of(word) == first.spec.name for word in gone.names):
                yield ctx.label(command.own_span, "too late: the layer above keeps its bytes")
                return
