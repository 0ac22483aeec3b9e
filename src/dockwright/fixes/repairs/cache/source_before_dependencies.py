"""Repairs DW203: the manifests first, the install, and only then the source.

The COPY of the source moves below the install, and what the install reads is copied on its own
above it.  Everything else keeps its order, so nothing runs with less than it had, but for what
stands between the two; where that may need the source, the repair is refused.

Where the install puts the project itself in place as well (uv, Poetry, PDM), a first RUN installs
the dependencies alone, and the old one stays below the source.
"""

from __future__ import annotations

import posixpath

from dockwright.edits.lines import (
    block_of,
    comments_above,
    comments_within,
    hold,
    indent_of,
    insert_after,
    insert_before,
)
from dockwright.edits.quoting import json_array
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.cache._halves import (
    Halves,
    folders_entered,
    halves_of,
    is_plain,
)
from dockwright.fixes.repairs.cache._manifests import Manifests, context_path, manifests_of
from dockwright.fixes.repairs.cache._projects import dependencies_alone
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Arg, Copy, CopyLike, Env, Run, Workdir
from dockwright.model.layers import environment_of, is_under
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.cache.source_before_dependencies import (
    LateInstall,
    installs_only,
    local_project,
    path_of_manifest,
)
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.context import BuildContext
    from dockwright.model.install import Install
    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Fix

_ALONE = {
    ("uv", "sync"): "--no-install-project",
    ("poetry", "install"): "--no-root",
    ("poetry", "sync"): "--no-root",
    ("pdm", "install"): "--no-self",
    ("pdm", "sync"): "--no-self",
}
"""The option that installs the dependencies without the project, by program and subcommand."""

_BY_NAME = frozenset({"pip", "apt", "apk", "dnf", "yum", "microdnf"})
"""Tools that, given packages by name, write nothing beside the source."""

_FILE_VARIABLES = ("PIP_CONSTRAINT", "PIP_REQUIREMENT", "UV_CONSTRAINT", "UV_OVERRIDE")
"""Variables that name further files which an install reads (pip's and uv's documentation)."""

_IN_PLACE = {
    "npm": ("node_modules",),
    "yarn": ("node_modules",),
    "pnpm": ("node_modules",),
    "bun": ("node_modules",),
    "uv": (".venv",),
    "poetry": (".venv",),
    "pdm": (".venv",),
    "pipenv": (".venv",),
    "bundle": ("vendor",),
    "composer": ("vendor",),
}
"""Folders that a tool fills beside the manifest."""


@repair("DW203", on=LateInstall, touches=("copy", "order"))
def source_before_dependencies(late: LateInstall, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Move the COPY of the source below the install."""
    copy, install = late.copy, late.install
    run = install.instruction
    assert isinstance(run, Run)
    option = _ALONE.get((install.manager, install.subcommand))
    alone = option is not None and install.installs_project
    words: str | None = None
    project = local_project(install) if late.is_project and late.files else None
    if project is not None:
        commands = dependencies_alone(install, project, late.files, ctx)
        if isinstance(commands, Refusal):
            yield commands
            return
        words, alone = commands, True
    elif alone and option is not None:
        words = _words_without_project(late, option, ctx)
    reason = _obstacle(copy, run, ctx.build_context)
    if reason:
        yield Refusal(reason)
        return
    halves = halves_of(run, copy, install, before=late.is_project)
    if isinstance(halves, Refusal):
        if alone and _is_only(install, run, copy):
            halves = Halves(None, None, (), (), ())
        else:
            yield _why(late, halves)
            return
    if late.is_project and not alone:
        yield Refusal(
            f"{install.manager} cannot install a project's dependencies without the project"
        )
        return
    found = _manifests(late, halves, run, ctx)
    if isinstance(found, Refusal):
        yield found
        return
    end = run.span.end if halves.next is None else halves.next.span.start
    if not _stay(folders_entered(run, end), found, run, copy):
        yield Refusal("the RUN changes into a folder that comes with the source alone")
        return
    put = _below(late, halves, words, found, ctx, alone=alone)
    if put is None:
        yield Refusal("the install shares its RUN with commands that may need the source")
        return
    title = "Install the dependencies before the source is copied"
    touches = {"copy", "order"}
    if alone:
        title = "Install the dependencies alone first"
        title += f": `{option}`" if project is None else f", as `{late.files[0]}` lists them"
    elif halves.next is not None:
        title += ", and leave the rest of the RUN below it"
    if alone or halves.next is not None:
        touches |= {"run", "mounts"}
    is_sure = found.is_sure and not _is_overwritten(halves, late, copy, ctx.build_context)
    yield ctx.fix(
        title,
        (*_removal(copy, ctx), *put),
        applicability=Applicability.SAFE if is_sure else Applicability.UNSAFE,
        touches=touches,
    )


def _why(late: LateInstall, refused: Refusal) -> Refusal:
    """Say what stands in the way of an install beside one of the project."""
    if late.is_project and not late.install.installs_project:
        return Refusal("another install of the same RUN needs the source")
    if late.is_project:
        return Refusal("the install shares its RUN with commands that may need the source")
    return refused


def _is_only(install: Install, run: Run, copy: CopyLike) -> bool:
    """Tell whether a RUN does nothing else that needs the source, so that it may run twice."""
    return install.parent is None and all(
        command.own_span == install.own_span or is_plain(command, run, copy)
        for command in run.commands
    )


def _manifests(
    late: LateInstall, halves: Halves, run: Run, ctx: RepairContext
) -> Manifests | Refusal:
    """Return what the installs of the first half read."""
    assert run.stage is not None
    others = [
        instruction
        for instruction in run.stage.layers()
        if isinstance(instruction, (Copy, Add))
        and instruction is not late.copy
        and instruction.is_from_context
        and instruction.span.start < run.span.start
    ]
    needed: dict[str, list[str]] = {}
    is_sure = True
    installs = {each.own_span: each for each in (*halves.installs, late.install)}
    for each in installs.values():
        files = tuple(text_of(word) for word in each.requirement_files) + each.manifests
        if each.own_span == late.install.own_span:
            files = late.files
        base = each.project_directory
        if base is None:
            return Refusal("where the install finds its manifests cannot be told")
        words = [posixpath.join(base, name) for name in files]
        words += [text_of(word) for word in each.constraint_files]
        words += _from_variables(each, late)
        maker = next((name for name in files if _is_made(name, run)), None)
        if maker is not None:
            return Refusal(f"a RUN makes `{posixpath.basename(maker)}`, or changes it")
        places = [path_of_manifest(word, run, each) for word in words]
        if None in places:
            return Refusal("where the install finds its manifests cannot be told")
        own = late._replace(install=each, files=files)
        found = manifests_of(own, [place for place in places if place], others, ctx)
        if isinstance(found, Refusal):
            return found
        needed |= found.needed
        is_sure = is_sure and found.is_sure
    return Manifests(needed, is_sure)


def _from_variables(install: Install, late: LateInstall) -> list[str]:
    """Return the files of the source that variables add to an install.

    What a base image may set cannot lie in the source.
    """
    target = late.copy.target_path
    assert isinstance(target, str)
    environment = environment_of(install)
    found: list[str] = []
    for variable in _FILE_VARIABLES:
        value = environment.get(variable)
        for name in value.split() if isinstance(value, str) else ():
            run = install.instruction
            place = path_of_manifest(name, run, install) if isinstance(run, Run) else None
            if place is not None and is_under(place, target.rstrip("/") or "/"):
                found.append(name)
    return found


def _is_made(name: str, run: Run) -> bool:
    """Tell whether a RUN up to this one may write a manifest that comes with the source now."""
    base = posixpath.basename(name)
    assert run.stage is not None
    for other in run.stage.runs():
        if other.span.start > run.span.start:
            break
        for command in other.commands:
            if install_of(command) is not None:
                continue
            texts = [text_of(word) for word in command.words]
            texts += [text_of(each.target) for each in command.simple.redirects if each.target]
            if any(posixpath.basename(text.partition("=")[2] or text) == base for text in texts):
                return True
    return False


def _stay(folders: list[str | None], found: Manifests, run: Run, copy: CopyLike) -> bool:
    """Tell whether the folders that a RUN changes to are there without the source."""
    target = copy.target_path
    assert isinstance(target, str)
    there = [posixpath.dirname(place) for place in found.needed]
    if isinstance(run.state.workdir, str):
        there.append(run.state.workdir)
    own = target.rstrip("/") or "/"
    return all(
        folder is not None
        and (
            any(is_under(each, folder) for each in there)
            or not (is_under(folder, own) or is_under(own, folder))
        )
        for folder in folders
    )


def _is_overwritten(
    halves: Halves, late: LateInstall, copy: CopyLike, context: BuildContext | Unknown
) -> bool:
    """Tell whether the context brings an installed folder of its own, which now comes last."""
    if isinstance(context, Unknown):
        return True
    folders = {
        folder
        for install in (*halves.installs, late.install)
        for folder in _IN_PLACE.get(install.manager, ())
    }
    return any(
        any(context.matches(posixpath.join(source.known or ".", folder)))
        for source in copy.sources
        for folder in folders
    )


def _below(
    late: LateInstall,
    halves: Halves,
    words: str | None,
    found: Manifests,
    ctx: RepairContext,
    *,
    alone: bool,
) -> tuple[Edit, ...] | None:
    """Return the edits that bring the manifests, and put the source below the first half.

    ``words`` are the commands that install the dependencies alone, where that is to be.
    """
    run = late.install.instruction
    assert isinstance(run, Run)
    tree, node = ctx.tree, run.node
    source = _lines_of(late.copy, ctx)
    lines = _narrow_copies(late.copy, run, found)
    newline = tree.source.newline
    if halves.next is None or (alone and _is_state_alone(halves, run)):
        if not alone:
            above = insert_before(tree, node, lines) if lines else ()
            last = _last_install(run, late.copy)
            return (*above, *insert_after(tree, last.node, source))
        first = _without_project(run, late, words, ctx)
        if first is None:
            return None
        return (*insert_before(tree, node, [*lines, first, *source]), *hold(tree, run.span))
    assert halves.last is not None
    start, at = halves.last.span.end, halves.next.span.start
    flags = "".join(f" {flag.text}" for flag in node.flags)
    again = "".join(f"{tree.source.slice(each.span)} && " for each in halves.carried)
    comments = [
        tree.source.slice(comment.span).strip()
        for comment in comments_within(tree, node)
        if start <= comment.span.start < at
    ]
    indent = indent_of(tree, node)
    joint = newline + indent
    second = f"{node.raw_keyword}{flags} {again}"
    ending = joint + joint.join([*source, *comments, second]).replace("\r\n", "\n").replace(
        "\n", newline
    )
    cleaning = "".join(f" && {tree.source.slice(each.span)}" for each in halves.cleanups)
    above = insert_before(tree, node, lines) if lines else ()
    # One edit over the RUN's end: what another fix adds there may belong to the first half.
    end = min(run.span.end + len(newline), len(tree.source.text))
    rest = tree.source.slice(Span(at, end))
    said_again = [each.span for each in (*halves.carried, *halves.cleanups)]
    said_again.append(Span(node.span.start, min(each.span.start for each in run.commands)))
    if alone:
        if words is None or comments:
            return None
        put = Edit(Span(at, end), words.replace("\n", newline) + cleaning + ending + rest)
    else:
        put = Edit(Span(start, end), cleaning + ending + rest)
    held = [span for span in said_again if span.end <= put.span.start]
    return (*above, *hold(tree, *held), put)


def _last_install(run: Run, copy: CopyLike) -> Run:
    """Return the last of the RUNs right below that install further packages without the source.

    The COPY goes below them as well: they would run anew with every change of the source.
    """
    assert run.stage is not None
    last = run
    for following in run.stage.instructions:
        if following.span.start <= run.span.start:
            continue
        if not isinstance(following, Run) or following.is_onbuild or not installs_only(following):
            break
        installs = [install for install in map(install_of, following.commands) if install]
        if not installs or any(each.manager not in _BY_NAME for each in installs):
            break
        if _may_need_source(following, copy):
            break
        last = following
    return last


def _is_state_alone(halves: Halves, run: Run) -> bool:
    """Tell whether nothing but ``cd`` and its like stands before the install."""
    assert halves.next is not None
    until = halves.next.span.start
    spans = {each.span for each in halves.carried}
    return all(
        command.simple.span in spans for command in run.commands if command.span.start < until
    ) and not any(command.span.start > until for command in run.commands)


def _removal(copy: CopyLike, ctx: RepairContext) -> tuple[Edit, ...]:
    """Take the COPY's lines out, with the comments above that speak of it, and a blank line."""
    tree = ctx.tree
    text = tree.source.text
    end = block_of(tree, copy.node).end
    start = _start(copy, ctx)
    if _follows_blank_line(copy, ctx) and (end >= len(text) or text[end] in "\r\n"):
        start = text.rindex("\n", 0, start - 1) + 1
    return (Edit(Span(start, end), ""),)


def _start(copy: CopyLike, ctx: RepairContext) -> int:
    tree = ctx.tree
    above = comments_above(tree, copy.node)
    start = tree.source.lines.line_span(above[0].line).start if above else 0
    start = start if above else block_of(tree, copy.node).start
    return max(start, int(tree.source.has_byte_order_mark))


def _follows_blank_line(copy: CopyLike, ctx: RepairContext) -> bool:
    before = ctx.tree.source.text[: _start(copy, ctx)]
    return before.endswith(("\n\n", "\n\r\n"))


def _lines_of(copy: CopyLike, ctx: RepairContext) -> list[str]:
    """Return the lines that ``_removal`` takes out, without the COPY's indent."""
    source = ctx.tree.source
    lines = [source.slice(comment.span).strip() for comment in comments_above(ctx.tree, copy.node)]
    lines.append(source.slice(copy.span).replace("\r\n", "\n"))
    return ["", *lines] if _follows_blank_line(copy, ctx) else lines


def _obstacle(copy: CopyLike, run: Run, context: BuildContext | Unknown) -> str:
    """Return why the COPY cannot move below the RUN, or nothing."""
    stage = run.stage
    if stage is None or copy.stage is not stage:
        return "the source is copied in another stage than the install runs in"
    if copy.is_onbuild or run.is_onbuild:
        return "an ONBUILD trigger runs in builds that are not seen here"
    if copy.heredocs:
        return "the COPY holds files of its own"
    if isinstance(copy.target_path, Unknown):
        return f"where the source is copied to cannot be told: {copy.target_path.reason}"
    between = _between(copy, run)
    for instruction in between:
        line = instruction.node.start_line
        if isinstance(instruction, Run):
            if _may_need_source(instruction, copy):
                return f"the RUN in line {line} may need the source"
        elif isinstance(instruction, CopyLike):
            if _collides(instruction, copy, context):
                return f"line {line} copies to the same place, and would no longer come last"
        elif isinstance(instruction, Workdir):
            destination = copy.destination
            is_moved = copy.state.workdir != run.state.workdir
            if is_moved and (destination is None or not (destination.known or "").startswith("/")):
                return f"the WORKDIR in line {line} changes where the COPY would go"
        elif isinstance(instruction, (Env, Arg)) and "$" in copy.node.text:
            return f"line {line} may change a variable of the COPY"
    return _named_within(copy, run)


_SEARCH_PATHS = frozenset(
    {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "PKG_CONFIG_PATH", "VIRTUAL_ENV"}
)
"""Variables whose folders are looked into, and may as well be empty."""


def _named_within(copy: CopyLike, run: Run) -> str:
    """Return which variable of the RUN names something that the COPY brings, or nothing.

    An installer reads its configuration, certificates and local packages from such places.
    """
    target = copy.target_path
    assert isinstance(target, str)
    folder = target.rstrip("/") + "/"
    home = run.state.variable("HOME")
    if home is None and run.state.is_root is not False:
        home = "/root"
    if isinstance(home, str) and (home.rstrip("/") + "/").startswith(folder) and folder != "/":
        return f"the home directory `{home}`, where installers look for settings, is copied"
    for name in run.state.variables:
        value = run.state.variable(name)
        if name in _SEARCH_PATHS or not isinstance(value, str) or folder == "/":
            continue
        named = re.findall(r"(?:^|[\s:,=]|file://)(/[^\s:,]+)", value)
        if any(path.startswith(folder) and path != folder for path in named):
            return f"the variable {name} names something that the COPY brings"
    return ""


def _may_need_source(run: Run, copy: CopyLike) -> bool:
    """Tell whether a RUN may read what the COPY brings."""
    if not all(is_plain(command, run, copy) for command in run.commands) or any(
        flag.name == "mount" and "type=bind" in flag.text for flag in run.node.flags
    ):
        return True
    if not _stay(folders_entered(run, run.span.end), Manifests({}, is_sure=True), run, copy):
        return True
    return any(
        install.requirement_files
        or install.constraint_files
        or install.manifests
        or any(package.path or package.editable for package in install.packages)
        for install in map(install_of, run.commands)
        if install is not None
    )


def _between(copy: CopyLike, run: Run) -> list[Instruction]:
    assert run.stage is not None
    return [
        instruction
        for instruction in run.stage.instructions
        if copy.span.start < instruction.span.start < run.span.start
    ]


def _collides(other: CopyLike, copy: CopyLike, context: BuildContext | Unknown) -> bool:
    """Tell whether two copies may bring different files to one place, so that the last one counts.

    What comes from the same place of the context is the same file, whichever comes last.
    """
    target, own = other.target_path, copy.target_path
    if isinstance(target, Unknown) or isinstance(own, Unknown):
        return True
    if not _overlap(target, own):
        return False
    if isinstance(other, Copy) and not other.is_from_context:
        return True
    is_folder = target.endswith("/") or len(other.sources) > 1
    for source in other.sources:
        known = source.known
        if known is None or "://" in known or any(char in known for char in "*?["):
            return True
        name = posixpath.normpath(known.lstrip("/") or ".")
        is_file = bool(posixpath.splitext(name)[1]) and name != "."
        place = target.rstrip("/")
        if is_file and is_folder:
            place = posixpath.join(place, posixpath.basename(name))
        below = (place + "/").startswith(own.rstrip("/") + "/")
        if not below and is_file:
            continue
        if not below or context_path(place, copy, context) != name:
            return True
    return bool(other.heredocs)


def _overlap(one: str, other: str) -> bool:
    one, other = one.rstrip("/") + "/", other.rstrip("/") + "/"
    return one.startswith(other) or other.startswith(one)


def _narrow_copies(copy: CopyLike, run: Run, found: Manifests) -> list[str]:
    """Return the COPY lines that bring the manifests alone, one a directory of the image."""
    target = copy.target_path
    assert isinstance(target, str)
    here = run.state.workdir
    by_folder: dict[str, list[str]] = {}
    for place, sources in found.needed.items():
        if _is_there(place, copy, run):
            continue
        by_folder.setdefault(posixpath.dirname(place), []).extend(sources)
    flags = "".join(
        f" {flag.text}" for flag in copy.node.flags if flag.name in {"chown", "chmod", "link"}
    )
    keyword = "COPY" if copy.node.raw_keyword.isupper() else "copy"
    lines: list[str] = []
    for folder, names in by_folder.items():
        names = list(dict.fromkeys(names))
        shown = folder.rstrip("/") + "/"
        if isinstance(here, str) and posixpath.normpath(here) == posixpath.normpath(folder):
            shown = "./"
        words = [*names, shown]
        if any(" " in word for word in words):
            lines.append(f"{keyword}{flags} {json_array(words)}")
        else:
            lines.append(f"{keyword}{flags} {' '.join(words)}")
    return lines


def _is_there(place: str, copy: CopyLike, run: Run) -> bool:
    """Tell whether another COPY above the RUN brings a manifest already."""
    assert run.stage is not None
    for instruction in run.stage.layers():
        if instruction is run:
            return False
        if instruction is copy or not isinstance(instruction, (Copy, Add)):
            continue
        target = instruction.target_path
        if not instruction.is_from_context or isinstance(target, Unknown):
            continue
        names = [posixpath.basename(source.known or "") for source in instruction.sources]
        if posixpath.basename(place) in names and (
            place == target.rstrip("/") or posixpath.dirname(place) == target.rstrip("/")
        ):
            return True
    return False


def _without_project(
    run: Run, late: LateInstall, words: str | None, ctx: RepairContext
) -> str | None:
    """Return the RUN that installs the dependencies alone."""
    install = late.install
    if words is None or run.is_exec_form or run.is_heredoc_script or _is_conditional(install):
        return None
    source = ctx.tree.source
    start, end = install.simple.span
    text = source.slice(Span(run.span.start, start)) + words
    text += source.slice(Span(end, run.span.end))
    text = text.replace("\r\n", "\n")
    if comments_within(ctx.tree, run.node):
        # They stay with the RUN that is there already.
        text = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
    return text


def _words_without_project(late: LateInstall, option: str, ctx: RepairContext) -> str | None:
    """Return the install's command as it installs the dependencies alone."""
    install = late.install
    if not install.subcommand_words or _is_conditional(install):
        return None
    source = ctx.tree.source
    cut = install.subcommand_words[-1].span.end
    start, end = install.simple.span
    return f"{source.slice(Span(start, cut))} {option}{source.slice(Span(cut, end))}"


def _is_conditional(install: Install) -> bool:
    return (
        install.parent is not None or not install.is_unconditional or bool(install.simple.context)
    )
