"""Repairs DW308: a first stage compiles into a virtual environment, and the image copies that.

The first stage repeats what the image does up to its last install by pip, in an environment of its
own.  The image then installs the system's packages without those for building, copies the
environment where it installed before, and goes on as it did.

Where one RUN installs the tools and uses them, and the image's Python is not its own, they are
removed at its end instead.  Both are unsafe: what is compiled may load a library that came with the
tools.
"""

from __future__ import annotations

from dockwright.edits.commands import append_command, remove_command
from dockwright.edits.lines import insert_before, remove_instruction, replace_instruction
from dockwright.edits.words import insert_words, remove_all_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import as_one
from dockwright.model.actions import (
    AddGroup,
    AddUser,
    Archive,
    ChangeDirectory,
    ChangeMode,
    ChangeOwner,
    Copying,
    Download,
    GitClone,
    MakeDirectory,
    RefreshIndex,
    Remove,
    SetEnv,
    UpgradeSystem,
    cleanups_of,
)
from dockwright.model.install import install_of
from dockwright.model.instructions import (
    Arg,
    CopyLike,
    Env,
    Run,
    ShellInstruction,
    User,
    Workdir,
)
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.cache.source_before_dependencies import installs_only
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit

_REPEATED = (Arg, Env, Workdir, CopyLike, Run, ShellInstruction)
"""Instructions that decide what a RUN does."""
_PLAIN = (
    AddGroup,
    AddUser,
    Archive,
    ChangeDirectory,
    ChangeMode,
    ChangeOwner,
    Copying,
    Download,
    GitClone,
    MakeDirectory,
    RefreshIndex,
    Remove,
    SetEnv,
    UpgradeSystem,
)
_SETTING_UP = frozenset({"set", "echo", "true", "apt-get", "apt", "apk", "ln", "touch"})
_TOUCHES = (
    "stages",
    "base",
    "run",
    "mounts",
    "copy",
    "env",
    "args",
    "workdir",
    "shell",
    "order",
)


class _Tools(NamedTuple):
    run: Run
    install: Install
    tools: list[PackageSpec]
    replaced: list[str]
    """Packages that a built program needs in place of headers that go."""


@repair("DW308", on=Stage, touches=_TOUCHES)
def build_tools_in_shipping_stage(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Split the stage in two; or remove the tools in the RUN that uses them."""
    tools = list(_tools(stage, ctx))
    if not tools or any(each.run.stage is not stage for each in tools):
        yield Refusal("the tools come in with another stage, which others may stand on")
        return
    purge = _purged(stage, tools, ctx)
    if purge is not None:
        yield purge
        return
    reason = _obstacle(stage, ctx)
    if reason:
        yield Refusal(reason)
        return
    runs = _pip_runs(stage)
    edits = _final_stage(tools, runs, ctx)
    if isinstance(edits, Refusal):
        yield edits
        return
    lines = _build_stage(stage, runs[-1], ctx)
    yield ctx.unsafe(
        "Compile in a stage of its own, into a virtual environment, and copy that",
        (*insert_before(ctx.tree, stage.from_.node, lines, above_comments=False), *edits),
    )


def _tools(stage: Stage, ctx: RepairContext) -> Iterator[_Tools]:
    """Yield the installs that name build tools, with what they are and what stays of them."""
    for run in stage.layers():
        for command in run.commands if isinstance(run, Run) else ():
            install = install_of(command)
            if install is None or install.ecosystem != "system" or not isinstance(run, Run):
                continue
            gone: list[PackageSpec] = []
            kept: list[str] = []
            for spec in install.packages:
                facts = ctx.kb.system_package(install.manager, spec.name) if spec.name else None
                if facts is None or not facts.is_build_only:
                    continue
                is_plain = spec.name in ctx.kb.name_set("build-stage.plain-headers")
                is_tool = is_plain or not facts.roles.isdisjoint({"compiler", "build"})
                if not is_tool and not facts.runtime:
                    continue  # headers: the library that comes with them may be needed
                gone.append(spec)
                kept += facts.runtime
            if gone:
                named = {spec.name for spec in install.packages}
                more = [name for name in dict.fromkeys(kept) if name not in named]
                yield _Tools(run, install, gone, more)


def _purged(stage: Stage, tools: list[_Tools], ctx: RepairContext) -> Fix | Refusal | None:
    """Return the fix that removes the tools in the one RUN that installs and uses them."""
    if len(tools) != 1 or tools[0].install.manager not in {"apt", "apk"}:
        return None
    run, install = tools[0].run, tools[0].install
    users = [each for each in run.commands if _is_python(each.span.start, install, run)]
    later = [each for each in stage.runs() if each.span.start > run.span.start]
    if not users or any(_compiles(each, ctx) for each in later):
        return None
    facts = [
        (spec.name, ctx.kb.system_package(install.manager, spec.name)) for spec in tools[0].tools
    ]
    gone = [
        (name, each)
        for name, each in facts
        if each is not None and not each.roles.isdisjoint({"compiler", "build"})
    ]
    if not gone:
        return None
    names = " ".join(dict.fromkeys(name for name, _ in gone))
    compilers = ctx.kb.name_set("compile-at-run-time.compilers")
    if install.manager == "apt":
        text = f"apt-get purge -y --auto-remove {names}"
        if any(not compilers.isdisjoint(each.programs) for _, each in gone):
            # What it compiled may load this library, which came with the compiler alone.
            text = f"apt-mark manual {' '.join(ctx.kb.names('build-stage.runtime-apt'))} && {text}"
    else:
        text = f"apk del {names}"
    if "sudo" in install.wrappers:
        text = f"sudo {text}".replace("&& apt", "&& sudo apt")
    return ctx.unsafe(
        "Remove the tools in the RUN that uses them",
        append_command(ctx.tree, run, text),
        touches=("run",),
        unless="nothing can be joined to the end of the RUN that installs the tools",
    )


def _is_python(start: int, tools: Install, run: Run) -> bool:
    """Tell whether an install of Python packages stands at a place after the tools' install."""
    if start <= tools.span.start:
        return False
    return any(
        (install := install_of(command)) is not None
        and command.span.start == start
        and install.ecosystem == "python"
        for command in run.commands
    )


def _compiles(run: Run, ctx: RepairContext) -> bool:
    """Tell whether a RUN may compile: it installs packages that are not the system's, or builds."""
    building = ctx.kb.name_set("purpose.building-programs")
    for command in run.commands:
        install = install_of(command)
        if install is not None and install.ecosystem != "system":
            return True
        facts = ctx.kb.program(command.program) if command.program else None
        if command.program in building or (facts is not None and "compiler" in facts.roles):
            return True
        if command.program.endswith(".sh") or command.program in {"bash", "sh"}:
            return True
        if command.program == "python" and any(word.value == "setup.py" for word in command.words):
            return True
    return False


def _obstacle(stage: Stage, ctx: RepairContext) -> str:
    """Return why the stage cannot be split, or nothing."""
    facts = stage.image_facts
    if isinstance(facts, Unknown):
        return "which Python the base image has is not known"
    if facts.python_origin != "image" or not (facts.python_version or "").startswith("3"):
        return "the base image has no Python 3 of its own that would make a virtual environment"
    if len(stage.lineage) > 1:
        return "the image stands on another stage of the file"
    if any(stage in other.lineage for other in ctx.dockerfile.stages if other is not stage):
        return "other stages stand on this one"
    if any(
        (flag := each.node.flag("from")) is not None and (flag.value or "").isdecimal()
        for each in ctx.dockerfile.instructions
    ):
        return "stages are named by their number, which would change"
    text = ctx.tree.source.text
    tied = next((each for each in ctx.kb.names("build-stage.tied-places") if each in text), None)
    if tied is not None:
        return f"the file names `{tied}`, which is outside a virtual environment"
    runs = _pip_runs(stage)
    for run in stage.runs():
        line = run.node.start_line
        for command in run.commands:
            install = install_of(command)
            reason = _stands_in_the_way(install)
            if reason:
                return f"line {line} {reason}"
            if install is not None and _is_gone_elsewhere(install, ctx):
                return f"line {line} installs a package that later releases do not have"
        if runs and run not in runs and not _is_plain(run) and run.span.start < runs[-1].span.start:
            return f"the RUN in line {line} may use the tools, or the packages"
        if run not in runs and _compiles(run, ctx):
            return f"the RUN in line {line} may use the tools"
    if not runs:
        return "no RUN is seen that installs with pip, and what needs the tools is not known"
    if any(
        isinstance(each, User) and each.span.start < runs[-1].span.start
        for each in stage.instructions
    ):
        return "packages are installed by another user than root"
    if any(
        isinstance(each, Env)
        and any(
            pair.name.raw in {"PATH", "VIRTUAL_ENV", "PYTHONHOME"}
            and not (pair.name.raw == "PATH" and "$" in pair.value.raw)
            for pair in each.pairs
        )
        for each in stage.instructions
    ):
        return "the file sets PATH or the environment of Python itself"
    return ""


def _is_plain(run: Run) -> bool:
    """Tell whether a RUN compiles nothing, and needs no Python package."""
    return all(
        install_of(command) is not None
        or command.program in _SETTING_UP
        or any(kind.of(command) is not None for kind in _PLAIN)
        for command in run.commands
    )


def _is_gone_elsewhere(install: Install, ctx: RepairContext) -> bool:
    """Tell whether a package has no place in later releases: a second install of it may fail."""
    known = (
        ctx.kb.system_package(install.manager, spec.name) for spec in install.packages if spec.name
    )
    return any(facts is not None and bool(facts.removed_from) for facts in known)


def _stands_in_the_way(install: Install | None) -> str:
    if install is None or install.ecosystem not in {"python", "conda"}:
        return ""
    if install.manager != "pip":
        return f"installs with {install.manager}, whose environment is not moved here"
    if "/" in install.path or install.version_suffix not in {"", "3"}:
        return "installs with the pip of another Python"
    if install.target is not None or install.env_name is not None:
        return "installs to a place of its own"
    if install.is_editable:
        return "installs a project editable, which stays tied to its folder"
    if install.parent is not None or not install.is_unconditional or install.simple.context:
        return "installs under a condition"
    return ""


def _pip_runs(stage: Stage) -> list[Run]:
    return [
        run
        for run in stage.runs()
        if any(
            (install := install_of(command)) is not None and install.manager == "pip"
            for command in run.commands
        )
    ]


def _build_stage(stage: Stage, last: Run, ctx: RepairContext) -> list[str]:
    """Return the lines of the first stage: all up to the last install, in an environment."""
    source = ctx.tree.source
    image = stage.from_.image
    flags = "".join(f" {flag.text}" for flag in stage.from_.node.flags)
    folder = ctx.kb.text("build-stage.environment")
    lines = [f"FROM{flags} {'' if image is None else image.raw} AS {_name(ctx)}"]
    body = [
        source.slice(each.span).replace("\r\n", "\n")
        for each in stage.instructions
        if each.span.start <= last.span.start and isinstance(each, _REPEATED)
    ]
    made = [f"RUN python -m venv {folder}", f"ENV PATH={folder}/bin:$PATH"]
    return [*lines, *made, *body, ""]


def _name(ctx: RepairContext) -> str:
    name = ctx.kb.text("build-stage.name")
    taken = {(stage.name or "").lower() for stage in ctx.dockerfile.stages}
    return next(each for each in (name, f"{name}-python", f"{name}-venv") if each not in taken)


def _final_stage(
    tools: list[_Tools], runs: list[Run], ctx: RepairContext
) -> tuple[Edit, ...] | Refusal:
    """Return the edits of the image's stage."""
    tree = ctx.tree
    folder = ctx.kb.text("build-stage.environment")
    copied = [f"COPY --from={_name(ctx)} {folder} {folder}", f"ENV PATH={folder}/bin:$PATH"]
    edits: tuple[Edit, ...] = ()
    for run in runs:
        own = [
            command
            for command in run.commands
            if (install := install_of(command)) is not None and install.manager == "pip"
        ]
        system = [each for each in tools if each.run is run]
        if all(_belongs_to_pip(command) for command in run.commands):
            if run is runs[0]:
                edits += replace_instruction(tree, run.node, copied)
            else:
                edits += remove_instruction(tree, run.node)
            continue
        if len(own) > 1 or system or not installs_only(run):
            return Refusal(
                f"the RUN in line {run.node.start_line} installs packages and does other things"
            )
        more = remove_command(tree, run, own[0].simple)
        if more is None:
            return Refusal(
                f"the RUN in line {run.node.start_line} installs packages and does other things"
            )
        edits += more
        if run is runs[0]:
            edits += insert_before(tree, run.node, copied)
    for each in tools:
        changed = _without_tools(each, ctx)
        if changed is None:
            return Refusal(f"the install in line {each.run.node.start_line} cannot be cut")
        edits += changed
    return edits


def _belongs_to_pip(command: Command) -> bool:
    """Tell whether a command does nothing where pip installs nothing."""
    install = install_of(command)
    if install is not None:
        return install.manager == "pip"
    if command.simple.redirects:
        return False
    cleaned = cleanups_of(command)
    return command.program in {"set", "true", "echo"} or (
        bool(cleaned) and all(each.manager == "pip" for each in cleaned)
    )


def _without_tools(tools: _Tools, ctx: RepairContext) -> tuple[Edit, ...] | None:
    """Take the tools out of an install; what is compiled needs stays, or comes in their place."""
    install = tools.install
    tree = ctx.tree
    names = [spec.name for spec in install.packages]
    runtime: tuple[str, ...] = ()
    if install.manager in {"apt", "apk"}:
        runtime = ctx.kb.names(f"build-stage.runtime-{install.manager}")
    extra = [name for name in (*tools.replaced, *runtime) if name not in names]
    edits = remove_all_words(tree, install, (spec.span for spec in tools.tools))
    if edits is None:
        return None
    if extra:
        last = install.subcommand_words[-1]
        for option in install.options:
            if option.value is None and option.span.start > last.span.end:
                word = next((w for w in install.words if w.span == option.span), None)
                last = word or last
        more = insert_words(install, last, *extra)
        if more is None:
            return None
        edits += more
    return as_one(ctx, install.own_span, edits)
