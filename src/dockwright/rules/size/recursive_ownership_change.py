"""DW310: a recursive chown or chmod stores files a second time."""

from __future__ import annotations

from dockwright.kb.records import ImageFacts
from dockwright.model.actions import (
    AddGroup,
    AddUser,
    ChangeMode,
    ChangeOwner,
    MakeVenv,
)
from dockwright.model.install import install_of
from dockwright.model.instructions import Copy, CopyLike, From, Run
from dockwright.model.layers import commands_before, is_under, path_seen_by, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.rules._sizes import copied_bytes, installed_impact
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Basis, Confidence, Impact, Severity, unknown_impact
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.instructions import Instruction
    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


class _Made(NamedTuple):
    """Something that an earlier layer holds."""

    path: str
    span: Span
    instruction: Instruction
    is_large: bool
    is_empty: bool = False
    """Whether it is an environment into which no earlier layer installed anything."""


@rule(
    "DW310",
    "recursive-ownership-change",
    on=Run,
    family=Family.SIZE,
    severity=Severity.WARNING,
    triggers=("chown", "chmod", "chgrp"),
    facts=(
        "large-folder.names",
        "small-file.suffixes",
        "source-folder.requirement-folders",
        "small-file.folders",
        "purpose.preparing-commands",
    ),
)
def recursive_ownership_change(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """A recursive chown or chmod stores files of an earlier layer a second time.

    ## What it does

    Finds `chown -R` and `chmod -R` in a RUN over a folder that an earlier instruction filled, in
    an image that is shipped.

    ## Why it matters

    A layer cannot hold a change of owner alone: every file that is touched is stored again, whole.
    The folder's bytes are then in the image twice, and both copies are pulled.
    Over packages, environments or models it is a warning; over the project's own files, `info`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY --from=models.example/tagger:1.4 /models /srv/models
    COPY main.py /srv/
    RUN chown -R 10001:10001 /srv
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY --chown=10001:10001 --from=models.example/tagger:1.4 /models /srv/models
    COPY --chown=10001:10001 main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where the same RUN makes what it changes, or may, while earlier layers hold no more than project
    files there; for `chgrp` where every COPY that fills it has `--chown` already; where no earlier
    instruction of the file is known to put anything there; for
    changes that are not recursive; for single small files such as scripts, and for configuration
    below `/etc`; in stages whose layers are not part of the built image.

    ## Fix safety

    The fix gives each COPY that fills the folder `--chown` or `--chmod`, and lets the command
    change the directories that no COPY makes, without `-R`.
    It is safe where COPYs alone fill the folder and the account is there before them, and unsafe
    where a RUN in between may mind whose the files are.
    Where a single RUN made the files, the command moves to its end, which is unsafe.
    Where the RUN itself adds the account, that moves above the first COPY, which is unsafe too.
    It is refused where a RUN puts files there beside the COPYs, where the system's packages do,
    where the account comes later than the files, and for modes that are no number.

    ## With other rules

    DW311 reports files that a later layer deletes.

    ## References

    - Dockerfile reference, COPY `--chown` and `--chmod`
    - OCI image layer specification: a changed file is stored whole
    """
    stage = run.stage
    if stage is None or run.is_onbuild or not reaches_image(run):
        return
    made: list[_Made] | None = None
    for command in run.commands:
        change = ChangeOwner.of(command) or ChangeMode.of(command)
        if change is None or not change.recursive:
            continue
        for word in change.paths:
            folder = _absolute(word.value, command)
            if folder is None or folder == "/":
                continue
            if made is None:
                made = list(_made_before(run, ctx))
            hit = _within(made, folder)
            if not hit:
                continue
            large = [item for item in hit if item.is_large]
            if not large and _is_needed(command, ctx):
                continue
            first = (large or hit)[0]
            owner = isinstance(change, ChangeOwner)
            owned = owner and _copied_with_owner(hit)
            if owned and change.program == "chgrp":
                continue  # the group may be another than the one that the COPY gives
            copied = all(isinstance(item.instruction, CopyLike) for item in hit)
            alone = len(change.paths) == 1 and any(item.path == folder for item in hit)
            yield ctx.report(
                command.own_span,
                f"`{change.program} -R` stores what earlier layers put into `{folder}` "
                "a second time",
                help="The COPY says already whose the files are: change only what else needs it, "
                "without `-R`"
                if owned
                else _advice(first, owner=owner, copied=copied, alone=alone),
                related=[
                    ctx.label(item.span, "these files")
                    for item in sorted({*large[:3], first}, key=lambda item: item.span.start)
                ],
                impact=_stored_again(hit, folder, run, ctx),
                severity=Severity.WARNING if large else Severity.INFO,
                confidence=None if copied else Confidence.MEDIUM,
            )
            return


def _stored_again(made: list[_Made], folder: str, run: Run, ctx: Context) -> Impact:
    """Return the bytes that are stored again: files of the build context, Python packages."""
    total = packages = 0
    is_least = False
    filled = {id(each.instruction): each.instruction for each in made}
    for instruction in filled.values():
        size = None
        if isinstance(instruction, Copy) and instruction.is_from_context:
            size = copied_bytes(instruction, ctx)
        is_least |= size is None
        total += size or 0
    if run.stage is not None and any(isinstance(each, Run) for each in filled.values()):
        packages = _packages_in(folder, run, run.stage, ctx)
    if not total + packages:
        return unknown_impact("what earlier layers hold there is known when they are built")
    words = "files of the build context" if total else ""
    if packages:
        words += f"{' and ' if total else ''}Python packages by the snapshot"
    words = f"{'at least ' if is_least else ''}{words}"
    return Impact(total + packages, None, words, Basis.ESTIMATED if packages else Basis.MEASURED)


def _packages_in(folder: str, run: Run, stage: Stage, ctx: Context) -> int:
    """Return the bytes of Python packages that earlier RUNs install below a folder."""
    from dockwright.model.contents import contents_of, covers

    total = 0
    for place in contents_of(stage, ctx.kb).installs:
        directory = place.directory
        if isinstance(directory, Unknown) or not covers(folder, directory):
            continue
        if place.run is run or place.run.span.start > run.span.start:
            continue
        impact = installed_impact(ctx.packages(place.install), place.install, ctx)
        total += (impact.bytes or 0) if impact is not None else 0
    return total


def _copied_with_owner(made: list[_Made]) -> bool:
    """Tell whether all the files came by a COPY that says whose they are."""
    return all(
        isinstance(item.instruction, CopyLike)
        and any(flag.name == "chown" for flag in item.instruction.node.flags)
        for item in made
    )


def _within(made: list[_Made], folder: str) -> list[_Made]:
    """Return what was put into a folder; else the large folder that it is a part of."""
    inside = [item for item in made if is_under(item.path, folder) and not item.is_empty]
    return inside or [
        item for item in made if item.is_large and not item.is_empty and is_under(folder, item.path)
    ]


def _is_needed(change: Command, ctx: Context) -> bool:
    """Tell whether the RUN makes files before, which the change may be for."""
    preparing = ctx.kb.name_set("purpose.preparing-commands")
    return any(
        other.program not in preparing
        and ChangeOwner.of(other) is None
        and ChangeMode.of(other) is None
        and AddUser.of(other) is None
        and AddGroup.of(other) is None
        for other in commands_before(change)
    )


def _advice(made: _Made, *, owner: bool, copied: bool, alone: bool) -> str:
    if isinstance(made.instruction, From):
        return "The files are the base image's: change only the folders that the program writes to"
    if not copied:
        if owner:
            return (
                "Set the owner in the instruction that makes the files: switch USER before it, or "
                "change them in the same RUN"
            )
        return "Change the mode in the RUN that makes the files"
    keyword = made.instruction.keyword.upper()
    if not owner:
        return (
            f"Write `{keyword} --chmod=…` where the files come in, and change here what else needs "
            "it"
        )
    return (
        f"Write `{keyword} --chown=…` where the files come in, below the step that adds the user, "
        "and change here, without `-R`, "
        + ("only the folder itself and what RUNs made" if alone else "only what else needs it")
    )


def _absolute(path: str | None, command: Command) -> str | None:
    """Return a path made absolute by the last ``cd`` before it and the working directory."""
    if path is None:
        return None
    path = path.removesuffix("/*").rstrip("/") or "/"
    if any(char in path for char in "*?["):
        return None
    return path_seen_by(command, path)


def _made_before(run: Run, ctx: Context) -> Iterator[_Made]:
    small = tuple(ctx.kb.name_set("small-file.suffixes"))
    stage = run.stage
    base = stage.image_facts if stage is not None else None
    if isinstance(base, ImageFacts) and base.python_origin == "conda" and base.python_path:
        origin = stage.lineage[-1].from_ if stage is not None else run
        folder = base.python_path.partition("/bin/")[0]
        yield _Made(folder, origin.span, origin, is_large=True)
    for instruction in stage.layers() if stage is not None else ():
        if instruction is run:
            return
        if isinstance(instruction, CopyLike):
            target = instruction.target_path
            sources = [source.raw for source in instruction.sources]
            if isinstance(target, Unknown) or not sources or _is_configuration(target, ctx):
                continue
            folders = ctx.kb.name_set("source-folder.requirement-folders")
            if all(
                source.lower().endswith(small)
                or source.rstrip("/").rpartition("/")[2].lower() in folders
                for source in sources
            ):
                continue
            outside = isinstance(instruction, Copy) and not instruction.is_from_context
            if outside:
                parts = {part.lower() for path in (*sources, target) for part in path.split("/")}
                outside = not parts.isdisjoint(ctx.kb.name_set("large-folder.names"))
            yield _Made(target.rstrip("/") or "/", instruction.span, instruction, outside)
        elif isinstance(instruction, Run):
            for command in instruction.commands:
                venv = MakeVenv.of(command)
                if venv is not None and venv.directory is not None and venv.directory.value:
                    path = instruction.state.resolve(venv.directory.value)
                    if isinstance(path, str):
                        full = _is_filled(command, run)
                        yield _Made(
                            path,
                            command.own_span,
                            instruction,
                            is_large=full,
                            is_empty=not full,
                        )
                install = install_of(command)
                if install is not None:
                    yield from _installed(install, instruction)


def _is_filled(made: Command, until: Run) -> bool:
    """Tell whether Python packages were installed after an environment was made, before a RUN."""
    return (
        any(
            install.ecosystem == "python" and install.manager != "setuptools"
            for other in until.stage.layers()
            if isinstance(other, Run) and other.span.start < until.span.start
            for command in other.commands
            if command.span.start > made.span.start and (install := install_of(command)) is not None
        )
        if until.stage is not None
        else False
    )


def _is_configuration(target: str, ctx: Context) -> bool:
    """Tell whether a place is one of small files: below /etc, a folder of keys."""
    parts = target.strip("/").split("/")
    return parts[0] == "etc" or not ctx.kb.name_set("small-file.folders").isdisjoint(parts)


def _installed(install: Command, run: Run) -> Iterator[_Made]:
    """Yield the folder that an install names as its destination, and npm's."""
    target = install_of(install)
    if target is None:
        return
    if target.manager in {"npm", "yarn", "pnpm"} and not target.global_:
        path = run.state.resolve("node_modules")
    elif target.target is not None and target.target.path is not None:
        named = target.target.path.value
        path = run.state.resolve(named) if named else Unknown("an expansion")
    elif target.env_prefix is not None and target.env_prefix.value:
        path = run.state.resolve(target.env_prefix.value)
    else:
        return
    if isinstance(path, str) and path != "/":
        yield _Made(path, target.own_span, run, is_large=True)
