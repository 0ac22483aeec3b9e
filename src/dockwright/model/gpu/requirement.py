"""What an image requires of a host: ``NVIDIA_REQUIRE_CUDA`` as the container toolkit reads it.

A space stands between alternatives, a comma between conditions that hold together.
"""

from __future__ import annotations

from dockwright.model.gpu.hardware import native_cuda, numbers
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb.load import KnowledgeBase
    from dockwright.model.gpu.values import Gpu

__all__ = ["is_met", "refusal", "requirement_of_cuda_image"]

_CONDITION = r"(cuda|driver|arch|brand)\s*(!=|<=|>=|=|<|>)\s*(\S+)"


def requirement_of_cuda_image(cuda: str, kb: KnowledgeBase) -> tuple[str, bool]:
    """Return the requirement of an image nvidia/cuda, and whether all its alternatives are known.

    Args:
        cuda: the version, of which two parts count.
        kb: the knowledge base.
    """
    minor = ".".join(cuda.split(".")[:2])
    key = f"cuda-requirement.{minor}"
    first = f"cuda>={minor}"
    if not kb.has_fact(key):
        return first, False
    value = kb.mapping(key)
    grades = kb.mapping("gpu-grade.brands")
    brands = ["unknown"]
    for grade, named in grades.items():
        if value["geforce"] or grade not in {"geforce", "titan"}:
            brands += named
    alternatives = [
        f"brand={brand},driver>={branch},driver<{int(branch) + 1}"
        for branch in value["branches"]
        for brand in brands
    ]
    return " ".join([first, *alternatives]), True


def is_met(requirement: str, driver: str, gpu: Gpu, kb: KnowledgeBase) -> bool | Unknown:
    """Tell whether a host with a driver and a GPU meets a requirement."""
    unknown: Unknown | None = None
    alternatives = requirement.split()
    for alternative in alternatives:
        conditions = [_holds(each, driver, gpu, kb) for each in alternative.split(",")]
        if any(each is False for each in conditions):
            continue
        doubt = next((each for each in conditions if isinstance(each, Unknown)), None)
        if doubt is None:
            return True
        unknown = unknown or doubt
    return unknown if unknown is not None else not alternatives


def _holds(condition: str, driver: str, gpu: Gpu, kb: KnowledgeBase) -> bool | Unknown:
    found = re.fullmatch(_CONDITION, condition)
    if found is None:
        return Unknown(f"the condition {condition!r} is not understood")
    name, operator, value = found[1], found[2], found[3]
    if name == "brand":
        if not gpu.grade or gpu.grade == "integrated":
            return Unknown("the GPU's brand is not known")
        brands = kb.mapping("gpu-grade.brands")[gpu.grade]
        is_own = value.lower() in brands
        return is_own if operator == "=" else not is_own
    own: tuple[int, ...] | Unknown
    if name == "cuda":
        own = native_cuda(driver, kb)
        if isinstance(own, Unknown):
            own = (0,)  # older than every release that an image asks for
    else:
        own = numbers(driver if name == "driver" else gpu.capability)
    return _compare(own, operator, numbers(value))


def _compare(own: tuple[int, ...], operator: str, bound: tuple[int, ...]) -> bool:
    width = max(len(own), len(bound))
    left = own + (0,) * (width - len(own))
    right = bound + (0,) * (width - len(bound))
    if operator == "=":
        return left == right
    if operator == "!=":
        return left != right
    if operator == "<":
        return left < right
    if operator == "<=":
        return left <= right
    if operator == ">":
        return left > right
    return left >= right


def refusal(requirement: str, kb: KnowledgeBase) -> str:
    """Return what the container toolkit says where a requirement is not met."""
    first = requirement.split(maxsplit=1)[0]
    advice = kb.text("cuda-message.refused-advice") if first.startswith("cuda>=") else ""
    text = kb.text("cuda-message.refused-at-start")
    return text.format(condition=first, advice=advice)
