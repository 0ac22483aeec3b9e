"""DW805: .dockerignore keeps out files that the program or its package takes for granted."""

from __future__ import annotations

import posixpath

from dockwright.model.brought import CopiedFolder, TakenFolder
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.context._shared import KeptFiles, holds_secrets, is_from_outside
from dockwright.rules.diagnostic import Severity
from dockwright.text.light import NamedTuple, fnmatchcase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.code import Needed, OpenedFile
    from dockwright.model.ignore import IgnorePattern
    from dockwright.model.install import Install
    from dockwright.model.left_out import ImageWithout, LeftOut
    from dockwright.rules.context._shared import Project
    from dockwright.rules.diagnostic import Diagnostic, Label


class _Need(NamedTuple):
    """A file that is kept out.

    Attributes:
        path: relative to the context's root.
        pattern: the pattern that keeps it out.
        words: who needs it, for the message.
        label: the place that says so.
        severity: how sure it is that the program fails.
    """

    path: str
    pattern: IgnorePattern
    words: str
    label: Label
    severity: Severity


@rule(
    "DW805",
    "package-data-ignored",
    on=TakenFolder,
    family=Family.CONTEXT,
    severity=Severity.WARNING,
    facts=(
        "package-data.prose",
        "package-data.folders",
        "package-data.editable-installs",
        "security.private-key-names",
        "security.credential-names",
        "security.keystore-suffixes",
        "security.environment-file",
    ),
    given=("left_out",),
    triggers=("copy", "add", "mount"),
)
def package_data_ignored(folder: TakenFolder, ctx: Context) -> Iterator[Diagnostic]:
    """Files that the code opens beside itself, or that its package declares, are kept out.

    ## What it does

    Looks among the files that the ignore file drops from a copied folder for those that the code
    which the container starts opens beside its own module or by a path from its working directory,
    for directories without which it stops (`StaticFiles(directory="static")`, `os.listdir()`) and
    of which nothing else is sent, and for those that an installed project
    declares as data of its package: `package-data` and `MANIFEST.in` of setuptools, `include` of
    Hatch, Poetry, PDM and Maturin.
    Where the build takes all that lies in a package, or the project is installed editable, files
    that its code opens beside itself count as well.

    ## Why it matters

    The build succeeds, the package is built without the files, and the program stops with
    `FileNotFoundError`, at its start or when it first needs one.

    ## Example

    With this `.dockerignore`:

    ```dockerignore
    **/*.md
    ```

    ```python app/main.py
    from pathlib import Path

    PROMPT = (Path(__file__).parent / "prompt.md").read_text()
    print(PROMPT)
    ```

    ```markdown app/prompt.md
    You answer in one sentence.
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /srv
    COPY app app
    USER 10001
    CMD ["python", "app/main.py"]
    ```

    ## Instead

    Delete the pattern or take the file back in.
    A program that opens nothing does without it:

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /srv
    COPY app app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where another COPY, another mount or a command may bring the file; where a RUN names it; where a
    VOLUME, a Compose file or a Kubernetes manifest has a volume over the file and not the code.
    For files that hold secrets by their names; for a file that the code asks for before it opens
    it, makes itself, or opens in a `try` or below an `if`.
    Where the project is not installed, or the package is dropped as a whole; for README, licences
    and tests that a pattern of the declaration covers; where the build context is not known, and
    for ONBUILD.

    ## Fix safety

    Unsafe: other builds may read the same ignore file.
    It gets lines that take the files back, or loses the pattern, as for DW801 and with the same
    proof: nothing else comes or goes.

    ## With other rules

    DW801 speaks where COPY names the file itself, DW803 where the build of the package reads it.

    ## References

    - setuptools documentation, "Data Files Support"
    - Docker documentation, ".dockerignore files"
    """
    context = folder.context
    if folder.instruction.stage is None or folder.instruction.is_onbuild:
        return
    if context.problem is not None:
        return
    path = context.ignore_path
    found: dict[str, _Need] = {}
    is_copied = isinstance(folder, CopiedFolder)
    for need in (*_of_packages(folder, ctx), *(_of_program(folder, ctx) if is_copied else ())):
        found.setdefault(need.path, need)
    groups: dict[tuple[int, str], list[_Need]] = {}
    for need in found.values():
        at = 0 if need.pattern.span is None else need.pattern.span.start
        groups.setdefault((at, need.words), []).append(need)
    for needs in groups.values():
        first = needs[0]
        rest = len(needs) - 1
        more = f" with {rest} more" if rest else ""
        how = "take them back in after it" if rest else f"add `!{first.path}` after it"
        related = [first.label]
        if path is not None and first.pattern.span is not None:
            related.append(ctx.label_elsewhere(path, first.pattern.span, "this drops it"))
        yield ctx.report(
            folder.source,
            f"`{first.path}`{more}, which {first.words}, is kept out of the build by "
            f"`{first.pattern.text}` in the ignore file",
            help=f"Delete that pattern, or {how}",
            related=related,
            severity=min((each.severity for each in needs), key=list(Severity).index),
            about=KeptFiles(tuple(each.path for each in needs), first.pattern),
        )


def _of_program(folder: TakenFolder, ctx: Context) -> Iterator[_Need]:
    """Yield what the code that the image's command starts opens."""
    stage = ctx.dockerfile.target
    if stage is None:
        return
    held = [each for each in stage.final_command() if each is not None]
    commands = tuple(command for each in held for command in each.commands)
    if not commands:
        return
    from dockwright.model.code import code_of_image
    from dockwright.model.left_out import ImageWithout

    code = code_of_image(stage, folder.context, commands, ctx.kb)
    if isinstance(code, Unknown) or not code.opened:
        return
    image = ImageWithout(stage, folder.context, ctx.kb)
    for need in code.needed(stage.final_state.workdir, commands):
        opened = need.opened
        if opened.guarded:
            continue
        target = _first_below(need, folder) if opened.is_directory else need.target
        found = None if target is None else _opened(opened, image.left_out(target), ctx)
        if target is None or found is None or found.path not in folder.left_out:
            continue
        if not is_from_outside(target, need.module, stage, folder.context):
            yield found


def _first_below(need: Needed, folder: TakenFolder) -> str | None:
    """Return where a file of a directory would lie of which the ignore file leaves nothing."""
    context = folder.context
    own = posixpath.relpath(need.on_disk, context.root)
    if any(each.entry.path.startswith(f"{own}/") for each in folder.files):
        return None
    dropped = sorted(path for path in folder.left_out if path.startswith(f"{own}/"))
    files = [path for path in dropped if context.exists(path)]
    return posixpath.join(need.target, files[0][len(own) + 1 :]) if files else None


def _opened(opened: OpenedFile, left: LeftOut | None, ctx: Context) -> _Need | None:
    if left is None:
        return None
    if holds_secrets(posixpath.basename(left.path).lower(), ctx):
        return None  # it is dropped for a good reason, and comes from elsewhere
    return _Need(
        left.path,
        left.pattern,
        "lies in a directory that the code insists on"
        if opened.is_directory
        else "the code opens beside itself"
        if opened.target.startswith("/")
        else "the code opens",
        ctx.label_elsewhere(opened.path, opened.span, "it is opened here"),
        Severity.ERROR if opened.at_start else Severity.WARNING,
    )


def _of_packages(folder: TakenFolder, ctx: Context) -> Iterator[_Need]:
    """Yield what the projects that the stage installs declare, and what their code opens."""
    stage = folder.instruction.stage
    assert stage is not None
    if not stage.is_reachable:
        return
    own = folder.instruction if isinstance(folder.instruction, Run) else None
    for run in stage.runs():
        if own is not None and run is not own:
            continue  # what a RUN binds, no other has
        for command in run.commands:
            install = install_of(command)
            if install is not None and install.may_build_project:
                yield from _of_install(install, run, folder, ctx)


def _of_install(install: Install, run: Run, folder: TakenFolder, ctx: Context) -> Iterator[_Need]:
    from dockwright.model.left_out import ImageWithout
    from dockwright.rules.context._shared import projects_of

    stage = folder.instruction.stage
    assert stage is not None
    image = ImageWithout(stage, folder.context, ctx.kb, run)
    for project in projects_of(install, image, ctx):
        is_kept = project.is_editable or _is_kept_in_place(install, ctx)
        yield from _of_project(project, image, folder, ctx, is_kept=is_kept)


def _of_project(
    project: Project, image: ImageWithout, folder: TakenFolder, ctx: Context, *, is_kept: bool
) -> Iterator[_Need]:
    from dockwright.packages.data_files import data_files

    context = folder.context
    start = "" if project.outside == "." else f"{project.outside}/"
    known = (*(each.entry.path for each in folder.files), *folder.left_out)
    paths = sorted(path[len(start) :] for path in known if path.startswith(start))
    files = data_files(paths, lambda name: context.read(start + name))
    for data in files.declared:
        path = start + data.path
        if path not in folder.left_out or not _has_package(path, folder):
            continue
        if data.is_pattern and _is_prose(data.path, ctx):
            continue
        left = image.left_out(posixpath.join(project.inside, data.path))
        if left is not None and left.path == path and _is_of(left, folder):
            place = posixpath.join(context.root, start + data.file)
            label = ctx.label_elsewhere(place, data.span, "it is declared here")
            words = f"{data.file} declares as a part of the package"
            yield _Need(path, left.pattern, words, label, Severity.WARNING)
    if files.takes_all or is_kept:
        yield from _opened_in_package(project.inside, start, image, folder, ctx)


def _is_of(left: LeftOut, folder: TakenFolder) -> bool:
    """Tell whether it is this folder's instruction that would bring a file."""
    span = folder.instruction.span
    return span.start <= left.source.span.start < span.end


def _opened_in_package(
    inside: str, start: str, image: ImageWithout, folder: TakenFolder, ctx: Context
) -> Iterator[_Need]:
    """Yield what the modules of an installed project open beside themselves."""
    from dockwright.model.code import code_of

    context = folder.context
    top = posixpath.join(context.root, start).rstrip("/")
    roots = [top]
    if context.find(f"{start}src") is not None:
        roots.insert(0, f"{top}/src")
    for opened in code_of(context.project, tuple(roots), ctx.kb).opened:
        target = posixpath.relpath(opened.target, context.root)
        if opened.guarded or opened.is_directory or not opened.target.startswith("/"):
            continue
        if target not in folder.left_out or not target.startswith(start):
            continue
        module = posixpath.relpath(opened.path, context.root)
        if context.find(posixpath.join(posixpath.dirname(module), "__init__.py")) is None:
            continue
        left = image.left_out(posixpath.join(inside, target[len(start) :]))
        need = None if left is None or not _is_of(left, folder) else _opened(opened, left, ctx)
        if need is not None:
            yield need._replace(severity=Severity.WARNING)


def _is_kept_in_place(install: Install, ctx: Context) -> bool:
    called = f"{install.manager} {install.subcommand}"
    return called in ctx.kb.name_set("package-data.editable-installs")


def _has_package(path: str, folder: TakenFolder) -> bool:
    """Tell whether the package that a file lies in is sent; a file may lie in none."""
    directory = posixpath.dirname(path)
    while directory:
        module = f"{directory}/__init__.py"
        if folder.context.find(module) is not None:
            return True
        if folder.context.exists(module):
            return False
        directory = posixpath.dirname(directory)
    return True


def _is_prose(path: str, ctx: Context) -> bool:
    """Tell whether a file is of those that nobody misses, such as a README or a test's."""
    if not ctx.kb.name_set("package-data.folders").isdisjoint(path.split("/")[:-1]):
        return True
    name = posixpath.basename(path).lower()
    return any(fnmatchcase(name, each) for each in ctx.kb.names("package-data.prose"))
