"""A stage of a Dockerfile: what it is FROM, what it holds, what becomes of it."""

from __future__ import annotations

from dockwright.model.image_ref import ImageRef, parse_image_ref
from dockwright.model.instructions import Copy, From, Run
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import ImageFacts
    from dockwright.model.contents import Contents
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.instructions import Instruction, Runnable
    from dockwright.model.root import Root
    from dockwright.model.state import State
    from dockwright.text import Span

__all__ = ["Stage"]


class Stage:
    """A stage.

    Attributes:
        dockerfile: the file that it belongs to.
        index: its number, from 0.
        name: its name in lower case, or None.
        from_: its FROM.
        base: the stage or image that it starts from, or why that cannot be told.
        instructions: everything after its FROM; an ONBUILD holds its trigger.
        initial_state: what holds at its start.
        final_state: what holds at its end.
        root: the image behind all the stages that it is FROM.
    """

    __slots__ = (
        "_contents",
        "_dependencies",
        "_lineage",
        "base",
        "dockerfile",
        "final_state",
        "from_",
        "index",
        "initial_state",
        "instructions",
        "name",
        "root",
    )

    def __init__(
        self,
        dockerfile: Dockerfile,
        index: int,
        from_: From,
        base: Stage | ImageRef | Unknown,
        root: Root,
        state: State,
    ) -> None:
        self.dockerfile = dockerfile
        self.index = index
        self.name = from_.alias.text.lower() if from_.alias is not None else None
        self.from_ = from_
        self.base = base
        self.root = root
        self.initial_state = state
        self.final_state = state
        self.instructions: tuple[Instruction, ...] = ()
        self._dependencies: tuple[tuple[Stage, Instruction], ...] | None = None
        self._contents: Contents | None = None
        self._lineage: tuple[Stage, ...] | None = None

    @property
    def span(self) -> Span:
        """Return its FROM's place: what a finding about the whole stage points at."""
        return self.from_.span

    @property
    def label(self) -> str:
        """Return how to speak of it: its name, or ``stage 0``."""
        return self.name or f"stage {self.index}"

    @property
    def lineage(self) -> tuple[Stage, ...]:
        """Return this stage and the stages that it is FROM, nearest first."""
        if self._lineage is None:
            found = [self]
            while isinstance(found[-1].base, Stage):
                found.append(found[-1].base)
            self._lineage = tuple(found)
        return self._lineage

    @property
    def image(self) -> ImageRef | Unknown:
        """Return the image behind all the stages that it is FROM."""
        return self.root.image

    @property
    def image_facts(self) -> ImageFacts | Unknown:
        """Return what the knowledge base knows of that image."""
        return self.root.facts

    @property
    def is_target(self) -> bool:
        """Tell whether it is the stage that is built: the last, or the one asked for."""
        return self.dockerfile.target is self

    @property
    def ships(self) -> bool:
        """Tell whether its layers are part of the target's image."""
        target = self.dockerfile.target
        return target is not None and self in target.lineage

    @property
    def is_reachable(self) -> bool:
        """Tell whether building the target needs it."""
        return self in self.dockerfile.reachable

    @property
    def runs_triggers(self) -> bool:
        """Tell whether ONBUILD triggers run in it, which are not among its instructions.

        Those of the stages that it is FROM do, and those of images that are made for that.
        """
        facts = self.root.facts
        if not isinstance(facts, Unknown) and facts.flavour == "onbuild":
            return True
        return any(
            each.keyword == "ONBUILD" for stage in self.lineage[1:] for each in stage.instructions
        )

    @property
    def dependencies(self) -> tuple[tuple[Stage, Instruction], ...]:
        """Return the stages that it takes files from, with the instruction that does."""
        if self._dependencies is None:
            found: list[tuple[Stage, Instruction]] = []
            for instruction in self.walk():
                if isinstance(instruction, Copy):
                    if isinstance(instruction.from_, Stage):
                        found.append((instruction.from_, instruction))
                elif isinstance(instruction, Run):
                    found.extend(
                        (use.source, instruction)
                        for use in instruction.mounts
                        if isinstance(use.source, Stage)
                    )
            self._dependencies = tuple(found)
        return self._dependencies

    @property
    def dependents(self) -> tuple[Stage, ...]:
        """Return the stages that are FROM this one or take files from it."""
        return tuple(
            other
            for other in self.dockerfile.stages
            if other.base is self or any(stage is self for stage, _ in other.dependencies)
        )

    def walk(self) -> Iterator[Instruction]:
        """Yield its instructions, ONBUILD's triggers after their ONBUILD."""
        for instruction in self.instructions:
            yield instruction
            trigger = getattr(instruction, "trigger", None)
            if trigger is not None:
                yield trigger

    def layers(self) -> Iterator[Instruction]:
        """Give the instructions whose effects its image has: those of its lineage, oldest first.

        ONBUILD triggers are left out: they run in later builds.
        """
        lineage = self.lineage
        if len(lineage) == 1:
            return iter(self.instructions)
        return iter([each for stage in reversed(lineage) for each in stage.instructions])

    def runs(self) -> Iterator[Run]:
        """Give its RUN instructions, ONBUILD's left out."""
        return iter([each for each in self.instructions if isinstance(each, Run)])

    def source(self, name: str, *, numbers: bool) -> Stage | ImageRef | Unknown:
        """Return what ``--from`` or a mount's ``from=`` names, as BuildKit looks it up.

        Args:
            name: the name, or with ``numbers`` the number of a stage.
            numbers: whether a number names a stage.
        """
        stages = self.dockerfile.stages
        if numbers and name.lstrip("+-").isdecimal() and name.isascii():
            number = int(name)
            if 0 <= number < len(stages):
                return stages[number]
            return Unknown(f"there is no stage {number}")
        stage = self.dockerfile.stage_named(name)
        if stage is not None:
            return stage
        image = parse_image_ref(name)
        return Unknown(f"{name!r} is no image reference") if image is None else image

    def final_command(self) -> tuple[Runnable | None, Runnable | None]:
        """Return the ENTRYPOINT and the CMD of this file that hold at its end."""
        return self.final_state.entrypoint, self.final_state.cmd

    def dissolve(self) -> None:
        """Let go of its instructions, and of what was worked out from them."""
        self.instructions = ()
        self._contents = None
        self._dependencies = None
        self._lineage = None

    def __repr__(self) -> str:
        return f"Stage({self.label})"
