"""Image references, as Docker writes and normalises them."""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, cache

__all__ = ["ImageRef", "malformed_reference", "parse_image_ref"]

_DEFAULT_REGISTRY = "docker.io"
_OFFICIAL = "library"


class ImageRef(NamedTuple):
    """A reference to an image.

    Attributes:
        raw: the reference as written, variables expanded.
        registry: the registry's host, ``docker.io`` where none is written.
        repository: the path, ``library/`` added for Docker's official images.
        tag: the tag, or None where none is written.
        digest: the digest with its algorithm, or None.
    """

    raw: str
    registry: str
    repository: str
    tag: str | None
    digest: str | None

    @property
    def name(self) -> str:
        """Return the name as people write it: ``python``, ``nvidia/cuda``, ``ghcr.io/a/b``."""
        if self.registry != _DEFAULT_REGISTRY:
            return f"{self.registry}/{self.repository}"
        return self.repository.removeprefix(f"{_OFFICIAL}/")

    @property
    def is_scratch(self) -> bool:
        """Tell whether it is ``scratch``, the empty image."""
        return self.raw == "scratch"

    @property
    def is_pinned(self) -> bool:
        """Tell whether a digest fixes what it names."""
        return self.digest is not None


@cache
def _pattern() -> re.Pattern[str]:
    label = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
    host = rf"(?:{label}(?:\.{label})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
    part = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
    tag = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
    digest = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
    return re.compile(
        rf"(?P<name>(?:{host}/)?{part}(?:/{part})*)(?::(?P<tag>{tag}))?(?:@(?P<digest>{digest}))?\Z"
    )


def parse_image_ref(text: str) -> ImageRef | None:
    """Read an image reference as Docker's reference library does; None where it is malformed.

    A reference without a tag keeps ``tag`` None; Docker then takes ``latest``.
    """
    if re.fullmatch(r"[a-f0-9]{64}", text):
        # Docker takes 64 hexadecimal digits for an image's id, and refuses them as a name.
        return None
    found = _pattern().match(text)
    if found is None:
        return None
    name = found.group("name")
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost" or first.lower() != first):
        registry, repository = first, rest
    else:
        registry, repository = _DEFAULT_REGISTRY, name
    if registry == "index.docker.io":
        registry = _DEFAULT_REGISTRY
    if registry == _DEFAULT_REGISTRY and "/" not in repository:
        repository = f"{_OFFICIAL}/{repository}"
    if repository.lower() != repository or len(repository) > 255:
        return None
    return ImageRef(text, registry, repository, found.group("tag"), found.group("digest"))


def malformed_reference(text: str) -> str | None:
    """Return why Docker refuses an image reference, in its words; None for a sound one."""
    if parse_image_ref(text) is not None:
        return None
    if re.fullmatch(r"[a-f0-9]{64}", text):
        return f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"
    first, slash, rest = text.partition("/")
    if not slash:
        rest = f"{_OFFICIAL}/{text}"
    elif not ("." in first or ":" in first or first == "localhost" or first.lower() != first):
        rest = text
    repository = rest.partition(":")[0]
    if repository.lower() != repository:
        return f"invalid reference format: repository name ({repository}) must be lowercase"
    return "invalid reference format"
