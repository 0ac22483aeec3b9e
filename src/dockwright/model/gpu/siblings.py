"""Torchvision and torchaudio, each version of which was built for one torch."""

from __future__ import annotations

from dockwright.model.gpu.hardware import numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb.load import KnowledgeBase

__all__ = ["wanted_sibling"]


def wanted_sibling(torch: str, name: str, version: str, kb: KnowledgeBase) -> str:
    """Return the version that goes with a torch, where another one is asked for.

    Empty where the version fits, is bound to no single torch, or nothing is known.

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
    wanted = {"torchvision": release.torchvision, "torchaudio": release.torchaudio}.get(name)
    if not wanted or asked == wanted:
        return ""
    first = kb.mapping("torch-policy.first-without-a-torch")[name]
    return "" if numbers(asked) >= numbers(first) else wanted
