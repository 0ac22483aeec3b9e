"""Torchvision and torchaudio, each version of which was built for one torch."""

from __future__ import annotations

from dockwright.model.gpu.hardware import numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb.gpu_records import TorchRelease
    from dockwright.kb.load import KnowledgeBase

__all__ = ["wanted_sibling"]


def wanted_sibling(torch: str, name: str, version: str, kb: KnowledgeBase) -> str:
    """Return the version that goes with a torch, where another one is asked for.

    Empty where the version fits, is bound to no single torch, or nothing is known: of another
    patch release of the same minor release it has to be known which torch it was released with.

    Args:
        torch: the version of torch, to its last part.
        name: ``torchvision`` or ``torchaudio``; other packages are bound to none.
        version: the version that is asked for; empty for none.
        kb: knows what was released together.
    """
    public, asked = torch.partition("+")[0], version.partition("+")[0]
    release = kb.torch_release(public)
    if release is None or release.version != public or not asked:
        return ""
    wanted = _released_with(release).get(name)
    if not wanted or asked == wanted:
        return ""
    first = kb.mapping("torch-policy.first-without-a-torch")[name]
    if numbers(asked) >= numbers(first):
        return ""
    if numbers(asked)[:2] == numbers(wanted)[:2] and not any(
        _released_with(other).get(name) == asked for other in kb.torch_releases()
    ):
        return ""
    return wanted


def _released_with(release: TorchRelease) -> dict[str, str]:
    return {"torchvision": release.torchvision, "torchaudio": release.torchaudio}
