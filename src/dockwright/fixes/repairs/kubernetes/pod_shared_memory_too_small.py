"""Repairs DW956: memory is mounted at `/dev/shm`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_item, add_key, remove_pair
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.kubernetes.container import Container
from dockwright.model.kubernetes.values import below, items_of
from dockwright.syntax.yaml import Mapping, Sequence
from dockwright.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.yaml import Node
    from dockwright.text import Source

_PATH = "/dev/shm"  # noqa: S108 - a place in the container
_NAME = "dshm"


@repair("DW956", on=Container, touches=("containers.volumeMounts", "pods.volumes"))
def pod_shared_memory_too_small(
    container: Container, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Mount an `emptyDir` of memory, or take the limit of the one that is there away."""
    source, pod = ctx.document.source, container.workload.pod
    at = ctx.finding.primary.span
    for volume in items_of(below(pod, "volumes")):
        empty = below(volume, "emptyDir")
        pair = empty.entry("sizeLimit") if isinstance(empty, Mapping) else None
        if pair is not None and pair.value.span == at:
            edits = remove_pair(empty, pair, source) if empty is not None else None
            yield ctx.unsafe("Take the limit away: the pod's memory is the limit", edits)
            return
    if container.path != ctx.document.path:
        yield Refusal("the container is written in another file")
        return
    known = container.workload.volume(_NAME)
    if known is not None and (known.is_memory is not True or known.size_limit is not None):
        yield Refusal(f"a volume is called `{_NAME}` already")
        return
    mount = _added(container.node, "volumeMounts", ("mountPath", _PATH), source)
    if known is not None:  # another container of the pod has it
        yield ctx.unsafe(f"Mount memory at {_PATH}", mount)
        return
    memory = _added(pod, "volumes", ("emptyDir", "{medium: Memory}"), source)
    if mount is None or memory is None:
        yield Refusal("its place in the file does not allow it")
        return
    edits = (*mount, *memory)
    if mount[0].span == memory[0].span:  # the container is the last thing that is said of the pod
        edits = (Edit(mount[0].span, mount[0].text + memory[0].text),)
    yield ctx.unsafe(f"Mount memory at {_PATH}", edits)


def _added(
    mapping: Node | None, key: str, field: tuple[str, str], source: Source
) -> tuple[Edit, ...] | None:
    """Return the edits that add an entry of that name to a list, which may not be there yet."""
    lines = [f"name: {_NAME}", f"{field[0]}: {field[1]}"]
    listed = below(mapping, key)
    if listed is None and mapping is not None:
        return add_key(mapping, key, [f"  - {lines[0]}", f"    {lines[1]}"], source)
    if not isinstance(listed, Sequence):
        return None
    text = f"{{{', '.join(lines)}}}" if listed.is_flow else "\n".join(lines)
    return add_item(listed, text, source)
