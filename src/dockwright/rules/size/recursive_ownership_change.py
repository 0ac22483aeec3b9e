"""DW310: a recursive chown or chmod stores files a second time."""

from __future__ import annotations

from dockwright.kb.records import ImageFacts
from dockwright.model.actions import ChangeDirectory, ChangeMode, ChangeOwner, MakeVenv
from dockwright.model.install import install_of
from dockwright.model.instructions import Copy, CopyLike, Run
from dockwright.model.layers import commands_before, is_under, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


class _Made(NamedTuple):
    """Something that an earlier layer holds."""

    path: str
    span: Span
    instruction: Instruction
    is_large: bool


@rule(
    "DW310",
    "recursive-ownership-change",
    on=Run,
    family=Family.SIZE,
    severity=Severity.WARNING,
    triggers=("chown", "chmod", "chgrp"),
    facts=("large-folder.names", "small-file.suffixes", "source-folder.requirement-folders"),
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

    Where the same RUN makes what it changes; where no earlier instruction of the file is known to
    put anything there; for changes that are not recursive; for single small files such as scripts;
    in stages whose layers are not part of the built image.

    ## Fix safety

    Moving the owner to `COPY --chown` is safe where the copies fill the folder alone, and unsafe
    where a RUN wrote there too.

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
            folder = _absolute(word.value, command, run)
            if folder is None or folder == "/":
                continue
            if made is None:
                made = list(_made_before(run, ctx))
            hit = [
                item
                for item in made
                if is_under(item.path, folder) or (item.is_large and is_under(folder, item.path))
            ]
            if not hit:
                continue
            large = [item for item in hit if item.is_large]
            first = (large or hit)[0]
            owner = isinstance(change, ChangeOwner)
            flag = "--chown" if owner else "--chmod"
            copied = all(isinstance(item.instruction, CopyLike) for item in hit)
            yield ctx.report(
                command.own_span,
                f"`{change.program} -R` stores what earlier layers put into `{folder}` "
                "a second time",
                help=f"Write `COPY {flag}=…` where the files come in, and drop this"
                if copied
                else f"Set the {'owner' if owner else 'mode'} in the instruction that makes the "
                "files: switch USER before it, or change them in the same RUN",
                related=[
                    ctx.label(item.span, "these files")
                    for item in sorted({*large[:3], first}, key=lambda item: item.span.start)
                ],
                severity=Severity.WARNING if large else Severity.INFO,
                confidence=None if copied else Confidence.MEDIUM,
            )
            return


def _absolute(path: str | None, command: Command, run: Run) -> str | None:
    """Return a path made absolute by the last ``cd`` before it and the working directory."""
    if path is None or path.startswith("~"):
        return None
    path = path.removesuffix("/*").rstrip("/") or "/"
    if any(char in path for char in "*?["):
        return None
    if not path.startswith("/"):
        for other in reversed(commands_before(command)):
            moved = ChangeDirectory.of(other)
            if moved is not None:
                if moved.directory is None or moved.directory.value is None:
                    return None
                path = f"{moved.directory.value}/{path}"
                break
    found = run.state.resolve(path)
    return None if isinstance(found, Unknown) else found


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
            if isinstance(target, Unknown) or not sources:
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
                        yield _Made(path, command.own_span, instruction, is_large=True)
                install = install_of(command)
                if install is not None:
                    yield from _installed(install, instruction)


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
