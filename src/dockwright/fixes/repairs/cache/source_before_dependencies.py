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
    insert_after,
    insert_before,
)
from dockwright.edits.quoting import json_array
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.cache._manifests import Manifests, context_path, manifests_of
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Arg, Copy, CopyLike, Env, Run, Workdir
from dockwright.model.unknown import Unknown
from dockwright.rules.cache.source_before_dependencies import (
    LateInstall,
    installs_only,
    path_of_manifest,
)
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.context import BuildContext
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


@repair("DW203", on=LateInstall, touches=("copy", "order"))
def source_before_dependencies(late: LateInstall, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Move the COPY of the source below the install."""
    copy, install = late.copy, late.install
    run = install.instruction
    assert isinstance(run, Run)
    option = _ALONE.get((install.manager, install.subcommand))
    reason = _obstacle(copy, run, late, ctx.build_context) or (
        f"{install.manager} cannot install a project's dependencies without the project"
        if late.is_project and option is None
        else ""
    )
    if reason:
        yield Refusal(reason)
        return
    places = _places(late, run)
    if None in places:
        yield Refusal("where the install finds its manifests cannot be told")
        return
    found = manifests_of(late, [place for place in places if place is not None], ctx)
    if isinstance(found, Refusal):
        yield found
        return
    lines = _narrow_copies(copy, run, found)
    if isinstance(lines, Refusal):
        yield lines
        return
    node = run.node
    tree = ctx.tree
    source = _lines_of(copy, ctx)
    title = "Install the dependencies before the source is copied"
    touches = {"copy", "order"}
    if option is not None and late.is_project:
        first = _without_project(run, late, option, ctx)
        if first is None:
            yield Refusal("the install shares its RUN with commands that may need the source")
            return
        put = insert_before(tree, node, [*lines, first, *source])
        title = f"Install the dependencies alone first: `{option}`"
        touches |= {"run", "mounts"}
    else:
        above = insert_before(tree, node, lines) if lines else ()
        put = (*above, *insert_after(tree, node, source))
    edits = (*_removal(copy, ctx), *put)
    yield ctx.fix(
        title,
        edits,
        applicability=Applicability.SAFE if found.is_sure else Applicability.UNSAFE,
        touches=touches,
    )


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


def _places(late: LateInstall, run: Run) -> list[str | None]:
    """Return where the installs of the RUN look for what they read; None where that is unknown."""
    places = [path_of_manifest(name, run, late.install) for name in late.files]
    for command in run.commands:
        install = install_of(command)
        if install is None:
            continue
        words = install.constraint_files
        if install.own_span != late.install.own_span:
            words += install.requirement_files
        places += [
            None if word.value is None else path_of_manifest(word.value, run, install)
            for word in words
        ]
    return list(dict.fromkeys(places))


def _obstacle(copy: CopyLike, run: Run, late: LateInstall, context: BuildContext | Unknown) -> str:
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
            if _may_need_source(instruction):
                return f"the RUN in line {line} may need the source"
        elif isinstance(instruction, CopyLike):
            if _collides(instruction, copy, context):
                return f"line {line} copies to the same place, and would no longer come last"
        elif isinstance(instruction, Workdir):
            destination = copy.destination
            if destination is None or not (destination.known or "").startswith("/"):
                return f"the WORKDIR in line {line} changes where the COPY would go"
        elif isinstance(instruction, (Env, Arg)) and "$" in copy.node.text:
            return f"line {line} may change a variable of the COPY"
    if not late.is_project and not installs_only(run):
        return "the RUN that installs holds commands that may need the source"
    for command in run.commands:
        install = install_of(command)
        if install is None or (late.is_project and install.own_span == late.install.own_span):
            continue
        if any(package.path or package.editable for package in install.packages):
            return "another install of the same RUN needs the source"
        if install.own_span != late.install.own_span and install.manifests:
            return "another install of the same RUN reads a manifest of its own"
    return ""


def _may_need_source(run: Run) -> bool:
    """Tell whether a RUN may read what the COPY brings."""
    if not installs_only(run) or any(
        flag.name == "mount" and "type=bind" in flag.text for flag in run.node.flags
    ):
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


def _narrow_copies(copy: CopyLike, run: Run, found: Manifests) -> list[str] | Refusal:
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


def _without_project(run: Run, late: LateInstall, option: str, ctx: RepairContext) -> str | None:
    """Return the RUN that installs the dependencies alone."""
    install = late.install
    if install.parent is not None or run.is_exec_form or run.is_heredoc_script:
        return None
    if not installs_only(run) or not install.subcommand_words:
        return None
    if comments_within(ctx.tree, run.node):
        return None  # they would stand there twice
    text = ctx.tree.source.slice(run.span)
    cut = install.subcommand_words[-1].span.end - run.span.start
    return f"{text[:cut]} {option}{text[cut:]}".replace("\r\n", "\n")
