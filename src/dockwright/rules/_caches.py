"""What the rules about build caches share: a cache's fields, and what it leaves out."""

from __future__ import annotations

from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Add, Copy, Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.model.instructions import Instruction
    from dockwright.model.workspace import ImageBuild

__all__ = [
    "LostWork",
    "Told",
    "cache_fields",
    "installs_of",
    "lost_work",
    "what_is_lost",
]


class LostWork(NamedTuple):
    """An install that a cache of the last stage alone does not keep.

    Attributes:
        run: the RUN that installs.
        stage: the stage that it stands in, which does not ship.
        change: what comes after it and depends on files of the context: when one of them changes,
            the stage is built again, from its start.
    """

    run: Run
    stage: Stage
    change: Instruction


class Told(NamedTuple):
    """What to say of a cache.

    Attributes:
        message: what it does not keep.
        remedy: what to do.
    """

    message: str
    remedy: str


def what_is_lost(fields: Mapping[str, str], kb: KnowledgeBase) -> Told | None:
    """Return what to say of a cache that keeps the last stage alone; None for one that does not."""
    kind = fields.get("type")
    end = "and what other stages install is done anew when a file of theirs changes"
    if kind == "inline":
        words = f"an inline cache keeps the last stage alone, {end}"
        return Told(words, "Use `type=registry` with `mode=max`")
    if kind in kb.name_set("ci.exported-caches") and fields.get("mode") != "max":
        words = f"the cache keeps the last stage alone: it has no `mode=max`, {end}"
        return Told(words, "Add `mode=max`")
    return None


def cache_fields(text: str) -> dict[str, str]:
    """Return the fields of a cache, ``type=gha,mode=max``; a name alone is a registry's."""
    fields = dict(part.strip().partition("=")[::2] for part in text.split(",") if "=" in part)
    return fields if "type" in fields else {"type": "registry", "ref": text.strip(), **fields}


def installs_of(stage: Stage) -> Iterator[tuple[Run, Install]]:
    """Yield the installs of a stage's own instructions, with the RUN that each is in."""
    for instruction in stage.instructions:
        if isinstance(instruction, Run) and not instruction.is_onbuild:
            for command in instruction.commands:
                install = install_of(command)
                if install is not None and not _is_trivial(install):
                    yield instruction, install


def lost_work(image: ImageBuild) -> LostWork | None:
    """Return the last install that a cache without ``mode=max`` does not keep and that one keeps.

    Such a cache has the layers of the image that ships, and the keys of all else.  A stage of which
    nothing has changed is passed over with it, as its files are in those layers.  Where a file has
    changed, all of that stage is built again: with ``mode=max``, only what follows the file.
    """
    if image.stage is None:
        return None
    kept = image.stage.lineage
    others = [each for each in image.dockerfile.stages if each.is_reachable and each not in kept]
    found: LostWork | None = None
    for stage in others:
        for run, _ in installs_of(stage):
            before = list(_before(run, stage))
            if any(_takes_files(each, whole=True) for each in (*before, run)):
                continue
            change = next(
                (each for each in _after(run, stage, others) if _takes_files(each, whole=False)),
                None,
            )
            if change is not None:
                found = LostWork(run, stage, change)
    return found


def _before(run: Run, stage: Stage) -> Iterator[Instruction]:
    for instruction in stage.layers():
        if instruction is run:
            return
        yield instruction


def _after(run: Run, stage: Stage, others: list[Stage]) -> Iterator[Instruction]:
    """Yield what is built on top of an install, in its stage and in those that are FROM it."""
    for other in others:
        if stage in other.lineage:
            is_after = other is not stage
            for instruction in other.instructions:
                if is_after:
                    yield instruction
                is_after = is_after or instruction is run


def _takes_files(instruction: Instruction, *, whole: bool) -> bool:
    """Tell whether an instruction depends on files of the context; with ``whole``, on all of it."""
    if isinstance(instruction, Run):
        return any(
            use.source is None
            and not isinstance(use.mount, Unknown)
            and use.mount.type == "bind"
            and (not whole or (use.mount.source or ".").strip("/") in {"", "."})
            for use in instruction.mounts
        )
    if isinstance(instruction, Copy) and isinstance(instruction.from_, Stage):
        taken = instruction.from_
        return any(_takes_files(each, whole=whole) for each in taken.layers())
    if isinstance(instruction, (Copy, Add)) and instruction.is_from_context:
        sources = [each.known for each in instruction.context_sources]
        return bool(sources) and (not whole or any(each in {".", "./", "/"} for each in sources))
    return False


def _is_trivial(install: Install) -> bool:
    return not (install.packages or install.requirement_files or install.installs_lock)
