"""DW304: apt's package lists stay in a layer."""

from __future__ import annotations

from dockwright.model.actions import RefreshIndex, cleanups_of
from dockwright.model.instructions import Run
from dockwright.model.layers import is_removed_after, mount_covers, reaches_image
from dockwright.model.lists import is_used_in_run, later_users, may_be_used_unseen
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.size._shared import human, size_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic, Label


@rule(
    "DW304",
    "apt-lists-in-layer",
    on=Run,
    family=Family.SIZE,
    severity=Severity.INFO,
    aliases=("DL3009",),
    triggers=("apt",),
    facts=(
        "apt-config.lists-directory",
        "apt-config.lists-bytes",
        "apt-config.lists-bytes-ubuntu",
    ),
)
def apt_lists_in_layer(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""Apt's package lists stay in a layer of the image.

    ## What it does

    Finds `apt-get update` in an image that is shipped, where nothing in the same RUN removes the
    lists that it fetched.

    ## Why it matters

    The lists take 20 MB on Debian and about 45 MB on Ubuntu, and are out of date the next day.
    `apt-get clean` does not touch them, and an `rm` in a later RUN frees nothing.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends libgomp1
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 \
     && rm -rf /var/lib/apt/lists/*
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where the same RUN removes the lists (`rm`, `apt-get dist-clean`) or ends with a script that is
    named for cleaning up; with a cache or tmpfs mount over them; in stages whose layers are not
    part of the built image.
    Of several RUNs that leave lists the first is reported: with its lists at hand apt fetches next
    to nothing in the others, which are named beside it.
    A RUN that only fetches is left to DW201.

    ## Fix safety

    Ending the RUN with the removal of the lists is safe where no later RUN installs from them.
    Where one does, the fix lets each such RUN fetch its own lists and remove them.
    Either is unsafe where a later step may install in a way that is not seen, as a script may
    whose content is not known, or `rosdep`; the second also where apt's sources change between the
    fetch and such an install, since lists that are fetched anew then hold something else.
    It is refused where such an install is not in a plain list of commands, or in an ONBUILD
    trigger.

    ## With other rules

    DW201 reports a RUN that fetches lists and installs nothing, DW305 the caches of other package
    managers.

    ## References

    - Docker documentation, Building best practices: apt-get
    - hadolint DL3009
    """
    if not reaches_image(run):
        return
    lists = ctx.kb.text("apt-config.lists-directory")
    command = _leaves(run, lists)
    if command is None:
        return
    users = later_users(command)
    if ctx.profile != "hadolint" and (
        _is_left_before(run, lists)
        or (not is_used_in_run(command) and (users or not may_be_used_unseen(command)))
    ):
        return
    found = _weight(run, ctx)
    if found is None:
        return
    weight, shown = found
    clean = ("sudo " if "sudo" in command.wrappers else "") + f"rm -rf {lists}/*"
    yield ctx.report(
        command.own_span,
        f"the package lists that apt fetches here stay in this layer: about {shown}",
        help=f"End the RUN with `{clean}`"
        if not users
        else f"Install here what later RUNs install from these lists, then end with `{clean}`",
        related=[
            *(ctx.label(user.own_span, "installs from these lists") for user in users[:3]),
            *_later(run, lists, ctx),
        ],
        impact=size_impact(weight, "lists of a current release"),
    )


def _leaves(run: Run, lists: str) -> RefreshIndex | None:
    """Return the command whose lists are in the RUN's layer, or None."""
    if mount_covers(run, ("cache", "tmpfs"), (lists,)):
        return None
    for command in run.commands:
        refresh = RefreshIndex.of(command)
        if refresh is not None and refresh.manager == "apt":
            if is_removed_after(refresh, ("apt",), "lists", (lists,)):
                continue
            return refresh
    return None


def _is_left_before(run: Run, lists: str) -> bool:
    """Tell whether an earlier layer has the lists: apt then fetches next to nothing here."""
    stage = run.stage
    if stage is None or run.is_onbuild:
        return False
    left = False
    for instruction in stage.layers():
        if instruction is run:
            return left
        if isinstance(instruction, Run):
            left = _leaves(instruction, lists) is not None or (
                left and not any(_removes_lists(command) for command in instruction.commands)
            )
    return left


def _removes_lists(command: Command) -> bool:
    return any((found.manager, found.what) == ("apt", "lists") for found in cleanups_of(command))


def _weight(run: Run, ctx: Context) -> tuple[int, str] | None:
    """Return how much the lists weigh; None in an image that is known to have no apt."""
    least = ctx.kb.integer("apt-config.lists-bytes")
    most = ctx.kb.integer("apt-config.lists-bytes-ubuntu")
    facts = run.stage.image_facts if run.stage is not None else Unknown("no stage")
    distro = "" if isinstance(facts, Unknown) else facts.distro
    if distro == "ubuntu":
        return most, human(most)
    if distro == "debian":
        return least, human(least)
    return None if distro else (least, f"{human(least)} on Debian, {human(most)} on Ubuntu")


def _later(run: Run, lists: str, ctx: Context) -> Iterator[Label]:
    """Yield the later RUNs that would leave lists too, up to the one that cleans up."""
    stage = run.stage
    target = stage.dockerfile.target if stage is not None else None
    if target is None or run.is_onbuild:
        return
    for later in target.layers():
        if not isinstance(later, Run) or later.span.start <= run.span.start:
            continue
        again = _leaves(later, lists)
        if again is not None:
            yield ctx.label(again.own_span, "and this one, once the first layer has none")
            continue
        for command in later.commands:
            if _removes_lists(command):
                if not any(RefreshIndex.of(each) for each in later.commands):
                    yield ctx.label(command.span, "too late: the layer above keeps its bytes")
                return
