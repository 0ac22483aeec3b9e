"""Facts by the names that people have for things: an image, a package, a release, a GPU."""

from __future__ import annotations

from dockwright.kb.load import normalise_package
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.load import KnowledgeBase
    from dockwright.kb.records import Fact, ImageFacts

__all__ = ["facts_named", "image_fact"]

_BY_KEY = (
    "cuda-toolkit",
    "driver",
    "gpu",
    "server",
    "program",
    "channel",
    "cache",
    "apt",
    "apk",
    "dnf",
)
_IMAGE = re.compile(r"[a-z0-9][a-z0-9._/-]*(?::[\w.-]+)?", re.IGNORECASE)


def facts_named(kb: KnowledgeBase, name: str) -> tuple[Fact, ...]:
    """Return the facts that a name stands for; none where it names nothing known.

    A name is a fact's id or the beginning of ids, an image (``python:3.11-slim``), a package
    (``torch``), a product and its version (``cuda 12.4``, ``python 3.9``), a GPU (``A100``) or
    what else has facts of its own.  What is exact comes before what is below it.
    """
    wanted = name.strip()
    found: dict[str, Fact] = {}
    for fact in _named(kb, wanted):
        found.setdefault(fact.id, fact)
    return tuple(found.values())


def image_fact(kb: KnowledgeBase, facts: ImageFacts) -> Fact:
    """Return all that is known of an image as one fact, under the id of the fact it rests on."""
    base = kb.fact(facts.fact)
    value: dict[str, object] = {}
    for field in facts.__slots__:
        known = getattr(facts, field)
        if field in {"fact", "as_of", "confidence", "path"} or known is None:
            continue
        if field == "ends":
            value["ends"] = {f"{end.product} {end.version}": end.last_day for end in facts.ends}
        elif isinstance(known, frozenset):
            value[field] = sorted(known)
        elif isinstance(known, tuple):
            value[field] = list(known)
        else:
            value[field] = known
    value = {
        key: known
        for key, known in sorted(value.items())
        if not isinstance(known, (list, dict)) or known
    }
    return base._replace(
        value=value,
        applies_to=f"the image {facts.name}:{facts.tag}",
        as_of=facts.as_of,
        confidence=facts.confidence,
    )


def _named(kb: KnowledgeBase, wanted: str) -> Iterator[Fact]:
    lower = wanted.lower()
    if "." in lower and kb.has_fact(lower):
        yield kb.fact(lower)
    image = _image(kb, wanted)
    if image is not None and ":" in wanted:
        yield image
    package = kb.package(wanted)
    if package is not None:
        yield kb.fact(package.fact)
    product, _, version = lower.partition(" ")
    if version:
        yield from _released(kb, product, version.strip())
    for section in _BY_KEY:
        for key in (wanted, lower):
            if kb.has_fact(f"{section}.{key}"):
                yield kb.fact(f"{section}.{key}")
    gpu = kb.gpu(wanted)
    if gpu is not None:
        yield kb.fact(gpu.fact)
    if image is not None and ":" not in wanted:
        yield image
    yield from kb.facts(lower)


def _image(kb: KnowledgeBase, wanted: str) -> Fact | None:
    if _IMAGE.fullmatch(wanted) is None:
        return None
    repository, colon, tag = wanted.rpartition(":")
    if not colon:
        repository, tag = wanted, ""
    facts = kb.image(repository, tag or None)
    return None if facts is None else image_fact(kb, facts)


def _released(kb: KnowledgeBase, product: str, version: str) -> Iterator[Fact]:
    """Yield what is known of a release of a product: its own facts, and its end of life."""
    if product == "cuda":
        toolkit = kb.cuda_toolkit(version)
        if toolkit is not None:
            for each in kb.facts("cuda-toolkit"):
                key = each.id.partition(".")[2]
                if key == version or key.startswith(f"{version}."):
                    yield each
    if product == "torch":
        release = kb.torch_release(version)
        if release is not None:
            yield kb.fact(release.fact)
    if product == "tensorflow":
        tensorflow = kb.tensorflow_release(version)
        if tensorflow is not None:
            yield kb.fact(tensorflow.fact)
    if product == "driver":
        branch = kb.driver_branch(version)
        if branch is not None:
            yield kb.fact(branch.fact)
    end = kb.end_of_life(normalise_package(product), version)
    if end is not None:
        yield kb.fact(end.fact)
