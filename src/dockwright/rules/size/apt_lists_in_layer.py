"""DW304: apt's package lists stay in a layer."""

from __future__ import annotations

from dockwright.model.actions import RefreshIndex, cleanups_of
from dockwright.model.instructions import Run
from dockwright.model.layers import is_removed_after, mount_covers, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.size._shared import human, size_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

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

    The lists take 20 MB on Debian and about 45 MB on Ubuntu, in every layer that fetches them, and
    are out of date the next day.
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

    Where the same RUN removes the lists; with a cache or tmpfs mount over them; in stages whose
    layers are not part of the built image.

    ## Fix safety

    Appending the `rm` is safe where every later install fetches the lists itself, and unsafe where
    a later RUN installs from the ones that are here.

    ## With other rules

    DW201 reports lists that a later RUN uses, DW305 the caches of other package managers.

    ## References

    - Docker documentation, Building best practices: apt-get
    - hadolint DL3009
    """
    if not reaches_image(run):
        return
    lists = ctx.kb.text("apt-config.lists-directory")
    for command in run.commands:
        refresh = RefreshIndex.of(command)
        if refresh is None or refresh.manager != "apt":
            continue
        if mount_covers(run, ("cache", "tmpfs"), (lists,)):
            return
        if is_removed_after(command, ("apt",), "lists", (lists,)):
            continue
        weight = ctx.kb.integer(
            "apt-config.lists-bytes-ubuntu" if _is_ubuntu(run) else "apt-config.lists-bytes"
        )
        yield ctx.report(
            command.own_span,
            f"the package lists that apt fetches here stay in this layer: about {human(weight)}",
            help=f"End the RUN with `&& rm -rf {lists}/*`",
            related=list(_late(run, ctx)),
            impact=size_impact(weight, "lists of a current release"),
        )
        return


def _is_ubuntu(run: Run) -> bool:
    facts = run.stage.image_facts if run.stage is not None else Unknown("no stage")
    return not isinstance(facts, Unknown) and facts.distro == "ubuntu"


def _late(run: Run, ctx: Context) -> Iterator[Label]:
    for later in run.stage.runs() if run.stage is not None else ():
        if later.span.start > run.span.start:
            for command in later.commands:
                for found in cleanups_of(command):
                    if (found.manager, found.what) == ("apt", "lists"):
                        yield ctx.label(found.span, "too late: the layer above keeps its bytes")
                        return
