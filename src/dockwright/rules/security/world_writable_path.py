"""DW411: everybody may write to a path of the image."""

from __future__ import annotations

from dockwright.model.actions import AddUser, ChangeMode, ChangeOwner, Remove
from dockwright.model.instructions import CopyLike, Instruction, Run, User
from dockwright.model.layers import path_seen_by
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.security._shared import drops_privileges

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.text import Span


@rule(
    "DW411",
    "world-writable-path",
    on=Instruction,
    family=Family.SECURITY,
    severity=Severity.INFO,
    triggers=("chmod",),
    facts=("security.shared-folders",),
)
def world_writable_path(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """A path of the image is made writable for everybody.

    ## What it does

    Finds `chmod 777`, `chmod a+rwx`, `chmod o+w` and their like in stages that ship, and the same
    modes in `COPY --chmod` and `ADD --chmod`.
    One finding an instruction; the folder that such a COPY fills is told with it.

    ## Why it matters

    Whatever runs in the container, under any user, may replace those files: a program, its
    configuration, or a script that root calls later.
    `chmod -R` also writes every file that it changes into the layer once more.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN mkdir /data && chmod 777 /data
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN mkdir /data && chown 10001:0 /data
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For stages that do not ship; for modes with the sticky bit (`1777`), which keep others from
    removing what is not theirs; for folders that everybody shares by design, such as `/tmp`; where
    a later step of the stage takes the permission back or removes the path; and where the mode is a
    variable.

    ## Fix safety

    Unsafe: who must write there is not in the file.
    Where the image ends as another user, that one becomes the owner, and others only read; root's
    files below `/usr` and the like are left.
    Programs and scripts lose the right of others to write, whoever the image runs as.
    Refused where the image ends as root, which needs no such mode, so that it is for somebody
    unseen; where its user is not known; and where chmod runs under a condition.

    ## With other rules

    DW406 reports images that run as root, to which permissions mean nothing.

    ## References

    - chmod(1)
    - Dockerfile reference, COPY `--chmod`
    """
    stage = instruction.stage
    if stage is not None and not stage.ships and not instruction.is_onbuild:
        return
    if isinstance(instruction, CopyLike):
        mode = instruction.chmod
        if mode is not None and mode.known is not None and _is_open(mode.known):
            also = [
                ctx.label(change.mode_word.span, "and the folder it goes to")
                for change in _folder_changes(instruction)
                if change.mode_word is not None
            ]
            yield _report(ctx, mode.span, mode.known, "what is copied", stage, also)
        return
    if not isinstance(instruction, Run):
        return
    shared = ctx.kb.name_set("security.shared-folders")
    for command in instruction.commands:
        change = ChangeMode.of(command)
        if change is None or not change.is_world_writable or change.mode_word is None:
            continue
        if not _is_open(change.mode):
            continue
        later = _later_changes(instruction, change)
        paths = [
            text
            for word in change.paths
            if (text := text_of(word)).rstrip("/*") not in shared
            and not any(_closes(other, text) for other in later)
            and not _is_told_with_copy(change, text)
        ]
        if paths:
            names = f"`{paths[0]}`" if len(paths) == 1 else f"`{paths[0]}` and others"
            yield _report(ctx, change.mode_word.span, change.mode, names, stage)
            return


def _later_changes(run: Run, change: ChangeMode) -> list[ChangeMode | Remove]:
    """Return what changes or removes paths after one, in its RUN and the stage's later ones."""
    runs = [run] if run.stage is None or run.is_onbuild else list(run.stage.runs())
    return [
        later
        for other in runs
        if other.span.start >= run.span.start
        for command in other.commands
        if (other is not run or command.span.start > change.span.start)
        and (later := ChangeMode.of(command) or Remove.of(command)) is not None
    ]


def _folder_changes(copy: CopyLike) -> list[ChangeMode]:
    """Return the later ``chmod`` that open the folder which a COPY fills, as it opens the files.

    Together they are what ``chmod -R`` would be, and are told together.
    """
    stage = copy.stage
    if stage is None or copy.is_onbuild:
        return []
    return [
        change
        for run in stage.runs()
        if run.span.start > copy.span.start
        for command in run.commands
        if (change := ChangeMode.of(command)) is not None
        and any(_is_folder_of(copy, change, text_of(word)) for word in change.paths)
    ]


def _is_folder_of(copy: CopyLike, change: ChangeMode, path: str) -> bool:
    target = copy.target_path
    mode = copy.chmod
    return (
        isinstance(target, str)
        and mode is not None
        and mode.known == change.mode
        and not change.recursive
        and path_seen_by(change, path) == target.rstrip("/")
    )


def _is_told_with_copy(change: ChangeMode, path: str) -> bool:
    run = change.instruction
    stage = run.stage if run is not None else None
    return (
        run is not None
        and stage is not None
        and not run.is_onbuild
        and any(
            isinstance(copy, CopyLike) and _is_folder_of(copy, change, path)
            for copy in stage.instructions
            if copy.span.start < run.span.start
        )
    )


def _closes(change: ChangeMode | Remove, path: str) -> bool:
    """Tell whether a later command takes the writing of others from a path, or the path away."""
    if isinstance(change, ChangeMode) and not change.takes_write_from_others:
        return False
    path = path.rstrip("/*")
    for word in change.paths:
        changed = text_of(word).rstrip("/*")
        if path == changed or (change.recursive and path.startswith(changed + "/")):
            return True
    return False


def _is_open(mode: str) -> bool:
    """Tell whether others may write, and remove what is not theirs."""
    if not mode.isdigit():
        return "t" not in mode
    is_sticky = len(mode) > 3 and int(mode[-4]) & 1 == 1
    return not is_sticky and mode[-1] in "2367"


def _report(
    ctx: Context,
    span: Span,
    mode: str,
    what: str,
    stage: Stage | None,
    related: Sequence[Label] = (),
) -> Diagnostic:
    remedy = (
        "Give it to the user who writes there, as in `chown 10001` or `COPY --chown=10001`, or "
        "where the platform chooses the user, to group 0, as in `chgrp 0` and `chmod g=u`"
    )
    if (
        stage is not None
        and _is_roots_alone(stage)
        and not drops_privileges(stage, ctx, by_script=True)
    ):
        remedy = (
            "Leave it out if only root runs here, as nothing sets another user; where the platform "
            "chooses the user, give it to group 0, as in `chgrp 0` and `chmod g=u`"
        )
    if what.endswith((".sh`", ".py`")):
        remedy = "To make a file executable, `chmod +x` is enough"
    return ctx.report(
        span,
        f"mode `{mode}` lets every user in the container change {what}",
        help=remedy,
        related=related,
    )


def _is_roots_alone(stage: Stage) -> bool:
    """Tell whether the image runs as root, and no step adds or takes another user."""
    return stage.final_state.is_root is True and not any(
        isinstance(each, User)
        or (
            isinstance(each, Run)
            and any(
                AddUser.of(command) is not None or ChangeOwner.of(command) is not None
                for command in each.commands
            )
        )
        for each in stage.layers()
    )
