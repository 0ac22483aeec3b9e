"""What the rules about build arguments share: where one is declared, and what keeps its value."""

from __future__ import annotations

from dockwright.model.instructions import Arg
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.workspace import ImageBuild

__all__ = ["Keeper", "arguments_of", "declaration_of", "keeper_of"]


class Keeper(NamedTuple):
    """What keeps the value of a build argument.

    Attributes:
        words: what to say of it after the argument's name.
        ships: whether it is the image itself, so that whoever can pull it can read the value.
        declared: the ARG; None where none is known.
        label: what to say of the ARG.
    """

    words: str
    ships: bool
    declared: Arg | None
    label: str


def arguments_of(image: ImageBuild) -> dict[str, Arg]:
    """Return the ARG instructions of an image's Dockerfile by the names that they declare.

    Of several that declare a name, the first in a stage that ships; else the first.
    """
    found: dict[str, Arg] = {}
    for instruction in image.dockerfile.instructions:
        if isinstance(instruction, Arg):
            for argument in instruction.arguments:
                other = found.setdefault(argument.name, instruction)
                if not _ships(other, image) and _ships(instruction, image):
                    found[argument.name] = instruction
    return found


def declaration_of(image: ImageBuild, name: str) -> Arg | None:
    """Return the ARG that declares a build argument."""
    return arguments_of(image).get(name)


def keeper_of(image: ImageBuild | None, name: str) -> Keeper:
    """Return what keeps the value of a build argument: the image's history, or records beside it.

    The history of an image has the arguments of the stages that it is made of; those of other
    stages are in exported caches and in the provenance that a build attests with ``mode=max``.
    """
    declared = None if image is None else declaration_of(image, name)
    if image is None or (declared is not None and _ships(declared, image)):
        return Keeper(
            "which the image keeps"
            if image is not None
            else "which the image keeps where an ARG takes it",
            ships=True,
            declared=declared,
            label="the image's history keeps it",
        )
    words = "which caches and the provenance of the build can keep"
    label = "it is used in a stage that does not ship"
    if declared is None or (declared.stage is not None and not declared.stage.is_reachable):
        words = "which no stage that is built takes, and which the build's provenance can keep"
        label = "this stage is not built"
    elif declared.stage is None:
        label = "it is declared before the first stage"
    return Keeper(words, ships=False, declared=declared, label=label)


def _ships(argument: Arg, image: ImageBuild) -> bool:
    return image.stage is not None and argument.stage is not None and argument.stage.ships
