"""What the rules that speak of sizes share: how much an install of a package downloads."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.model.requirement import PackageSpec

__all__ = ["download_size"]


def download_size(spec: PackageSpec, kb: KnowledgeBase) -> int | None:
    """Return the bytes that an install of the release asked for downloads; None if not known.

    The sizes of most packages are those of today's release, so they say nothing of one that is
    named or kept below a limit.
    """
    facts = kb.package(spec.name) if spec.name else None
    if facts is None:
        return None
    if spec.version is not None:
        if spec.name == "torch":
            torch = kb.torch_release(spec.version)
            return torch.download_bytes if torch and "+" not in spec.version else None
        if spec.name == "tensorflow" and not spec.extras:
            tensorflow = kb.tensorflow_release(spec.version)
            return tensorflow.wheel_bytes if tensorflow else None
        return None
    if spec.url or spec.path or any(sign in spec.specifier for sign in "<~!@") or spec.is_pinned:
        return None
    return facts.download_bytes or facts.wheel_bytes
