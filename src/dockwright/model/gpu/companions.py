"""Packages with compiled code that was built for one torch: flash-attn, xformers, torchvision."""

from __future__ import annotations

from dockwright.model.gpu.hardware import numbers
from dockwright.model.gpu.values import Outcome, Verdict
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb.load import KnowledgeBase
    from dockwright.model.gpu.values import ProgramBuild

__all__ = ["Companion", "companion_of_version", "companion_of_wheel", "has_new_abi", "judge_beside"]

_FACTS = "torch-companion"
_WHEEL = (
    r"(?P<name>[^-]+)-(?P<version>[^-]+)(?:-\d[^-]*)?-(?P<python>[^-]+)-(?P<abi>[^-]+)-[^-]+\.whl"
)


class Companion(NamedTuple):
    """A package that was built for one torch.

    Attributes:
        name: the normalised name.
        version: without its local part.
        torch: the torch that it was built for: ``2.6``, where any point release of it serves, or
            ``2.6.0``.
        cuda: the CUDA that it was built for, such as ``12`` or ``12.6``; empty where it is not
            told.
        has_new_abi: whether it was built with the new C++ ABI; None where that is not told.
        python: the one Python that it was built for, such as ``3.12``; empty for several.
        file: the wheel's name; empty where no file is named.
    """

    name: str
    version: str
    torch: str
    cuda: str = ""
    has_new_abi: bool | None = None
    python: str = ""
    file: str = ""

    @property
    def shown(self) -> str:
        """Return name and version with the torch it is for."""
        return f"{self.name} {self.version}, built for torch {self.torch}"


def companion_of_wheel(file: str, kb: KnowledgeBase) -> Companion | None:
    """Return what a wheel's name says of the torch it was built for; None where it says nothing."""
    found = re.fullmatch(_WHEEL, file.replace("%2B", "+").replace("%2b", "+"))
    if found is None:
        return None
    version, _, local = found["version"].partition("+")
    for pattern in kb.names(f"{_FACTS}.wheel-patterns"):
        told = re.search(pattern, local)
        if told is None:
            continue
        parts = told.groupdict()
        torch = parts.get("torch") or _dotted(parts["torch_digits"])
        abi = parts.get("abi")
        python = re.fullmatch(r"cp(\d)(\d+)", found["python"])
        return Companion(
            re.sub(r"[-_.]+", "-", found["name"]).lower(),
            version,
            torch,
            _dotted_cuda(parts["cuda"]),
            None if not abi else abi.upper() == "TRUE",
            f"{python[1]}.{python[2]}" if python and found["abi"] != "abi3" else "",
            file,
        )
    return None


def companion_of_version(name: str, version: str, kb: KnowledgeBase) -> Companion | None:
    """Return the torch that a version of a package was built for; None where any serves."""
    public = version.partition("+")[0]
    if not public:
        return None
    if name in {"torchvision", "torchaudio"}:
        for release in kb.torch_releases():
            own = release.torchvision if name == "torchvision" else release.torchaudio
            first = kb.mapping("torch-policy.first-without-a-torch")[name]
            if own == public and numbers(public) < numbers(first):
                return Companion(name, public, release.version)
        return None
    if not kb.has_fact(f"{_FACTS}.{name}"):
        return None
    torch = kb.mapping(f"{_FACTS}.{name}").get(public)
    return None if torch is None else Companion(name, public, torch)


def has_new_abi(torch: ProgramBuild, kb: KnowledgeBase) -> bool:
    """Tell whether a build of torch has the C++ ABI of GCC 5 and newer."""
    machine = "" if torch.machine == "x86_64" else f"{torch.machine}-"
    first = kb.text(f"{_FACTS}.first-{machine}release-with-new-abi")
    if numbers(torch.version) >= numbers(first):
        return True
    return f"{torch.version}+{torch.variant}" in kb.names(f"{_FACTS}.builds-with-new-abi")


def judge_beside(
    companion: Companion, torch: ProgramBuild, python: str, kb: KnowledgeBase
) -> Verdict | None:
    """Return what becomes of a package beside a torch; None where the torch is its own.

    Args:
        companion: the package.
        torch: the torch that stays installed.
        python: the image's Python, such as ``3.12``; empty where it is not known.
        kb: the knowledge base.
    """
    if companion.python and python and companion.python != python:
        return Verdict(
            Outcome.FAILS,
            "no-wheel",
            f"{companion.file} is for Python {companion.python}, and the image has {python}",
            f"{companion.file} {kb.text(f'{_FACTS}.refused-wheel')}",
        )
    parts = len(numbers(companion.torch))
    if numbers(torch.version)[:parts] != numbers(companion.torch):
        return _of_another_torch(companion, torch, kb)
    misnamed = kb.mapping(f"{_FACTS}.misnamed").get(companion.name)
    if (
        misnamed is not None
        and companion.has_new_abi is False
        and numbers(companion.version) >= numbers(misnamed)
    ):
        return Verdict(
            Outcome.UNKNOWN,
            "other-torch",
            f"{companion.file} says that it has the old C++ ABI, and users report of the wheels "
            f"called so from {misnamed} on that they need the new one",
            facts=(f"{_FACTS}.misnamed",),
        )
    if companion.has_new_abi is not None and companion.has_new_abi != has_new_abi(torch, kb):
        old, new = ("new", "old") if companion.has_new_abi else ("old", "new")
        return Verdict(
            Outcome.FAILS,
            "other-torch",
            f"{companion.file} has the {old} C++ ABI, and {torch.shown} the {new} one",
            kb.text(f"{_FACTS}.undefined-symbol"),
            facts=(f"{_FACTS}.builds-with-new-abi",),
        )
    own, other = numbers(companion.cuda)[:1], numbers(torch.cuda)[:1]
    if own and own != other:
        with_cuda = f"with CUDA {torch.cuda}" if torch.cuda else "without CUDA"
        return Verdict(
            Outcome.FAILS,
            "other-torch",
            f"{companion.file or companion.shown} was built with CUDA {companion.cuda}, and "
            f"{torch.shown} {with_cuda}",
        )
    return None


def _of_another_torch(companion: Companion, torch: ProgramBuild, kb: KnowledgeBase) -> Verdict:
    messages = kb.mapping(f"{_FACTS}.messages")
    error = messages.get(companion.name) or kb.text(f"{_FACTS}.undefined-symbol")
    reason = f"it was built for torch {companion.torch}, and {torch.shown} is installed"
    if companion.name in kb.names(f"{_FACTS}.only-warning"):
        return Verdict(
            Outcome.CAVEAT,
            "other-torch",
            f"{reason}: it is imported with a warning, and its kernels are not there",
            error,
            facts=(f"{_FACTS}.{companion.name}",),
        )
    return Verdict(Outcome.FAILS, "other-torch", reason, error)


def _dotted(digits: str) -> str:
    """Return a version that is written without dots: 26 is 2.6, 271 is 2.7.1, 2100 is 2.10.0."""
    if len(digits) == 4:
        return f"{digits[0]}.{digits[1:3]}.{digits[3]}"
    return ".".join(digits)


def _dotted_cuda(digits: str) -> str:
    """Return a CUDA that is written without dots: 12 stands for any 12, 126 for 12.6."""
    return digits if len(digits) <= 2 else f"{digits[:2]}.{digits[2:]}"
