"""DW526: an install reads a file that no step has brought by then."""

from __future__ import annotations

import posixpath

from dockwright.model.failure import fails_its_step
from dockwright.model.image_ref import ImageRef
from dockwright.model.install import Install
from dockwright.model.instructions import Copy, CopyLike, Run
from dockwright.model.layers import commands_before, may_do_unseen, path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.requirements import LineKind, parse
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.syntax.shell.nodes import ShellWord

_FILE = re.compile(r"(?:.*/)?[\w-][\w.-]*\.(?:txt|in|toml|lock|ya?ml|json|py|cfg|sh|md|conf|ini)")
"""A source of COPY that is a file and no directory, by its ending."""
_FOLDERS_OF_KERNEL = ("/dev/", "/proc/")


@rule(
    "DW526",
    "requirements-not-there",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the build fails",
    facts=("contents.standard-bases", "unseen-effects.none", "unseen-effects.copying"),
    given=("requirement_files",),
)
def requirements_not_there(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """A file of requirements, or one that it names, is not there when it is installed from.

    ## What it does

    Finds `pip install -r FILE` and its like where neither a COPY nor a mount nor a command before
    it brings the file to the path that the install reads; likewise the files that it names with
    `-r` or `-c`, where it is in the build context.

    ## Why it matters

    The step ends with "Could not open requirements file: No such file or directory".
    Mostly the COPY comes after it, or WORKDIR is another than the COPY's destination.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /app
    RUN pip install --no-cache-dir -r requirements.txt
    COPY . .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /app
    COPY requirements.txt .
    RUN pip install --no-cache-dir -r requirements.txt
    COPY . .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## When it stays silent

    Where a step before it copies a directory that may hold the file, clones, downloads, unpacks,
    moves or links files, or runs a script or a program that is not known; where an earlier command
    names the file; where ONBUILD of an earlier stage may bring it; with a mount; on base images
    that are not known or hold more than a system and a language; for names from variables; where
    `||` provides for the failure.

    ## Fix safety

    Not repaired here: which COPY is meant is the author's to say.

    ## With other rules

    DW203 is about a COPY of everything before the install, DW801 about files that .dockerignore
    keeps out.

    ## References

    - pip documentation, "Requirements File Format"
    """
    run = install.instruction
    if not isinstance(run, Run) or run.stage is None or run.is_onbuild or run.mounts:
        return
    if run.stage.runs_triggers:
        return
    facts = run.stage.image_facts
    if isinstance(facts, Unknown) or facts.kind not in ctx.kb.name_set("contents.standard-bases"):
        return
    if install.parent is not None or install.wrappers or not install.is_unconditional:
        return
    if install.simple.context or install.simple.follower == "||":
        return
    for word in install.requirement_files:
        path = None if word.value is None or "://" in word.value else word.value
        found = None if path is None else path_seen_by(install, path)
        if path is None or found is None or found.startswith(_FOLDERS_OF_KERNEL):
            continue
        if _may_be_there(found, install, run, ctx.kb):
            yield from _named_within(found, word, install, run, ctx)
            continue
        folder, name = posixpath.split(found)
        yield ctx.report(
            word.span,
            f"this {'step' if fails_its_step(install) else 'command'} fails: nothing has brought "
            f"`{path}` to {folder} by then",
            help=f"Copy it before: `COPY {name} {folder.rstrip('/')}/`",
        )


def _named_within(
    path: str, word: ShellWord, install: Install, run: Run, ctx: Context
) -> Iterator[Diagnostic]:
    """Find the files that a file of requirements names and that are not brought with it."""
    context = ctx.build_context
    if isinstance(context, Unknown):
        return
    source = file_seen_by(path, install, context)
    if source is None:
        return
    for line in parse(source):
        if line.kind not in {LineKind.REQUIREMENTS, LineKind.CONSTRAINTS} or "$" in line.text:
            continue
        if "://" in line.text:
            continue
        inner = posixpath.normpath(posixpath.join(posixpath.dirname(path), line.text))
        if _may_be_there(inner, install, run, ctx.kb):
            continue
        name = posixpath.basename(path)
        yield ctx.report(
            word.span,
            f"this {'step' if fails_its_step(install) else 'command'} fails: {name} names "
            f"`{line.text}`, which nothing has brought to {posixpath.dirname(inner)} by then",
            help=f"Copy `{line.text}` along with {name}",
            related=[ctx.label_elsewhere(source.path, line.span, "it is named here")],
        )


def _may_be_there(path: str, install: Install, run: Run, kb: KnowledgeBase) -> bool:
    """Tell whether a step before an install brings a file, or may do so."""
    assert run.stage is not None
    name = posixpath.basename(path)
    if any(_may_bring(command, name, kb) for command in commands_before(install)):
        return True
    for each in run.stage.layers():
        if each is run:
            return False
        if isinstance(each, CopyLike):
            if _may_copy(each, path):
                return True
        elif isinstance(each, Run) and (
            name in each.node.text
            or each.heredocs
            or any(_may_bring(command, name, kb) for command in each.commands)
        ):
            return True
    return True


def _may_bring(command: Command, name: str, kb: KnowledgeBase) -> bool:
    """Tell whether a command may make a file of that name without being seen to."""
    if command.program in kb.name_set("unseen-effects.copying") or may_do_unseen(command, kb):
        return True
    targets = [each.target.raw for each in command.simple.redirects if each.target is not None]
    return any(name in text for text in (*targets, *(word.raw for word in command.words)))


def _may_copy(copy: CopyLike, path: str) -> bool:
    """Tell whether a COPY brings a file to a path, or may do so."""
    target = copy.target_path
    if copy.heredocs or not isinstance(target, str):
        return True
    if isinstance(copy, Copy) and isinstance(copy.from_, (ImageRef, Unknown)):
        return True
    folder = posixpath.dirname(path)
    if target.rstrip("/") == path:
        return True
    if not (folder + "/").startswith(target.rstrip("/") + "/"):
        return False
    for source in copy.sources:
        value = source.known
        if value is None or _FILE.fullmatch(value) is None:
            return True
        if posixpath.join(target, posixpath.basename(value)) == path:
            return True
    return False
