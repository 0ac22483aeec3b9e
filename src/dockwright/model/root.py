"""What a stage's base image brings, as far as the knowledge base tells."""

from __future__ import annotations

from dockwright.model.image_ref import ImageRef
from dockwright.model.state import DEFAULT_SHELL
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts

__all__ = ["Root"]

_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""What BuildKit sets where an image has no PATH."""


class Root:
    """The image that a stage starts from, behind all the stages that it is FROM.

    The knowledge base is asked on first use only: many files need none of it.
    """

    __slots__ = ("_facts", "_knowledge", "image")

    def __init__(self, image: ImageRef | Unknown, knowledge: Callable[[], KnowledgeBase]) -> None:
        self.image = image
        self._knowledge = knowledge
        self._facts: ImageFacts | Unknown | None = None

    @property
    def is_scratch(self) -> bool:
        """Tell whether there is nothing in it."""
        return isinstance(self.image, ImageRef) and self.image.is_scratch

    @property
    def facts(self) -> ImageFacts | Unknown:
        """Return what is known of the image."""
        if self._facts is None:
            image = self.image
            if isinstance(image, Unknown):
                self._facts = image
            else:
                facts = self._knowledge().image(image.name, image.tag, image.digest)
                self._facts = (
                    Unknown(f"image {image.name} is not in the knowledge base")
                    if facts is None
                    else facts
                )
        return self._facts

    @property
    def user(self) -> str | Unknown:
        """Return the image's user."""
        if self.is_scratch:
            return "root"
        facts = self.facts
        if isinstance(facts, Unknown):
            return facts
        if facts.user is None:
            return Unknown("the base image's user is not known")
        return facts.user or "root"

    @property
    def workdir(self) -> str | Unknown:
        """Return the image's working directory."""
        if self.is_scratch:
            return "/"
        facts = self.facts
        if isinstance(facts, Unknown):
            return facts
        if facts.workdir is None:
            return Unknown("the base image's working directory is not known")
        return facts.workdir or "/"

    @property
    def shell(self) -> tuple[str, ...]:
        """Return the shell that the image sets with SHELL, or Docker's default."""
        return DEFAULT_SHELL

    def env(self, name: str) -> str | Unknown | None:
        """Return a variable that the image sets; None where it is known not to set it."""
        if self.is_scratch:
            return _DEFAULT_PATH if name == "PATH" else None
        facts = self.facts
        if isinstance(facts, Unknown):
            return facts
        value = facts.env.get(name)
        if value is not None:
            return value
        if name in facts.env_names:
            return Unknown(f"the base image sets {name}, to a value that is not known")
        if facts.is_env_complete:
            return _DEFAULT_PATH if name == "PATH" else None
        return Unknown("the base image's environment is not known")
