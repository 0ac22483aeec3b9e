"""DW612: the toolkit's stub of the driver library is found before the driver."""

from __future__ import annotations

from dockwright.model.actions import Copying, Remove
from dockwright.model.contents import contents_of, covers
from dockwright.model.instructions import Env, Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.gpu._shared import known_facts
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW612",
    "driver-stub-on-library-path",
    on=Stage,
    family=Family.GPU,
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    facts=(
        "gpu-build.library-path-variable",
        "gpu-build.stub-folder",
        "gpu-build.stub-target",
        "gpu-build.stub-packages",
    ),
    triggers=("stubs",),
)
def driver_stub_on_library_path(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The CUDA toolkit's stub of libcuda stays where programs look for the driver.

    ## What it does

    Looks at the image that ships: at an ENV that puts a folder `stubs` on `LD_LIBRARY_PATH`, and at
    links to the stub that are named `libcuda.so.1` and not removed.
    The folder itself holds `libcuda.so` alone, which few programs open by that name: an info,
    unless a step makes a `libcuda.so.1` in it.

    ## Why it matters

    The stub is made for linking on machines without a driver, and every call of it fails.
    Where it is found before the host's `libcuda.so.1`, programs see no GPU (`CUDA driver is a stub
    library`), though the container was given one.

    ## Example

    ```dockerfile bad
    FROM nvcr.io/nvidia/pytorch:25.10-py3
    ENV LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs:/usr/local/cuda/lib64
    USER 10001
    CMD ["/app"]
    ```

    ## Instead

    ```dockerfile good
    FROM nvcr.io/nvidia/pytorch:25.10-py3
    ENV LIBRARY_PATH=/usr/local/cuda/lib64/stubs
    USER 10001
    CMD ["/app"]
    ```

    ## When it stays silent

    For `LIBRARY_PATH`, which only the linker reads; on the flavours of `nvidia/cuda` that have no
    stubs, unless something brings them; for stages that do not ship; where a later ENV
    replaces the variable or a later step removes the link; for a variable before a single command.

    ## Fix safety

    Unsafe: the stubs go from the program's library path to the linker's, `LIBRARY_PATH`, where they
    take the place of what the base image has there, mostly the stubs too; and a link is removed
    at the end of the RUN that makes it; a later step may need either.

    ## With other rules

    DW602 reports a real driver in the image.

    ## References

    - NVIDIA CUDA installation guide for Linux; CUDA error 34, `cudaErrorStubLibrary`
    """
    if not stage.is_target:
        return
    kb = ctx.kb
    variable = kb.text("gpu-build.library-path-variable")
    folder = kb.text("gpu-build.stub-folder")
    target = kb.text("gpu-build.stub-target")
    last = None
    links: list[Copying] = []
    for instruction in stage.layers():
        if isinstance(instruction, Env):
            last = next((pair for pair in instruction.pairs if pair.name.known == variable), last)
        elif isinstance(instruction, Run):
            for command in instruction.commands:
                removed = Remove.of(command)
                if removed is not None:
                    links = [
                        link
                        for link in links
                        if link.destination is None
                        or not any(
                            text_of(path) == text_of(link.destination) for path in removed.paths
                        )
                    ]
                link = Copying.of(command)
                if link is not None and _is_stub(link, folder, target):
                    links.append(link)
    if last is not None:
        value = last.value.known if last.value.known is not None else last.value.raw
        places = [part for part in value.split(":") if part.rstrip("/").endswith(f"/{folder}")]
        if (
            places
            and not _is_missing(places, stage, ctx)
            and not _is_explained(last, stage, folder)
        ):
            named = _is_named(stage, folder, target)
            yield ctx.report(
                last,
                f"`{variable}` names the toolkit's stubs: a program that opens "
                f"`{target if named else target.removesuffix('.1')}` gets one whose every call "
                "fails",
                help="Put the stubs on `LIBRARY_PATH`, which only the linker reads, or set "
                f"`{variable}` for the one command that needs them",
                severity=None if named else Severity.INFO,
            )
    for link in links:
        yield ctx.report(
            link.own_span,
            f"the toolkit's stub stays in the image as `{target}`, where programs look for the "
            "driver",
            help="Remove the link in the same RUN, after what is linked against it",
        )


def _is_explained(pair: object, stage: Stage, folder: str) -> bool:
    """Tell whether a comment above the ENV speaks of the stubs: they are there on purpose."""
    return any(
        folder.rstrip("s") in text.lower()
        for each in stage.layers()
        if isinstance(each, Env) and any(pair is one for one in each.pairs)
        for text in each.node.comments
    )


def _is_missing(places: list[str], stage: Stage, ctx: Context) -> bool:
    """Tell whether the image is known to have no stubs in those folders."""
    facts = known_facts(stage)
    if facts is None or facts.kind != "cuda" or facts.flavour not in {"base", "runtime"}:
        return False
    contents = contents_of(stage, ctx.kb)
    toolkits = [re.compile(pattern) for pattern in ctx.kb.names("gpu-build.stub-packages")]
    if not contents.is_system_complete or contents.strangers:
        return False
    if any(each.fullmatch(name) for each in toolkits for name in contents.system_packages):
        return False
    return not any(
        isinstance(copy.target_path, Unknown)
        or covers(copy.target_path, place)
        or covers(place, copy.target_path)
        for copy in contents.copies
        for place in places
    )


def _is_named(stage: Stage, folder: str, target: str) -> bool:
    """Tell whether a step gives the stub the driver's name in its own folder."""
    links = [
        link
        for each in stage.layers()
        if isinstance(each, Run)
        for command in each.commands
        if (link := Copying.of(command)) is not None
    ]
    return any(
        text_of(link.destination).endswith(f"/{folder}/{target}")
        for link in links
        if link.destination is not None
    )


def _is_stub(link: Copying, folder: str, target: str) -> bool:
    """Tell whether the stub is put under the driver's name outside its own folder."""
    destination = link.destination
    if destination is None or not (link.links or not link.moves):
        return False
    path = text_of(destination)
    return (
        any(f"/{folder}/" in text_of(source) for source in link.sources)
        and path.rpartition("/")[2] == target
        and f"/{folder}/" not in path
    )
