"""GPUs, drivers, and which device code runs where."""

from __future__ import annotations

from dockwright.model.gpu.values import Gpu
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb.load import KnowledgeBase

__all__ = [
    "architectures_in",
    "branch_of",
    "bundled_driver",
    "find_gpu",
    "found_version",
    "native_cuda",
    "numbers",
    "runs_code",
    "runs_ptx",
]

_CAPABILITY = r"(?:sm_|compute_|cc)?(\d{1,2})\.?(\d)"
_GRADES = ("titan", "workstation", "data-centre", "geforce")


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, for comparing."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def find_gpu(text: str, kb: KnowledgeBase) -> Gpu | Unknown:
    """Return the GPU that a model's name or a compute capability means."""
    text = text.strip()
    found = re.fullmatch(_CAPABILITY, text.lower().replace(" ", ""))
    if found is not None:
        capability = f"{found[1]}.{found[2]}"
        known = kb.compute_capability(capability)
        if known is None:
            return Unknown(f"no GPU has the compute capability {capability}")
        grade = "integrated" if known.is_integrated else ""
        return Gpu("", known.compute_capability, grade, known.architecture)
    plain = _plain(text)
    for candidate in (plain, *_shortened(plain)):
        known = kb.gpu(candidate)
        if known is not None:
            grade = "integrated" if known.is_integrated else _grade(plain, kb)
            return Gpu(text, known.compute_capability, grade, known.architecture)
    return Unknown(f"the GPU {text!r} is not known: its compute capability tells as much")


def _plain(text: str) -> str:
    """Return a model's name without the maker and its product lines."""
    lower = re.sub(r"\s+", " ", text.lower())
    bare = re.sub(r"^(?:nvidia |geforce |tesla |graphics device )+", "", lower).strip()
    return re.sub(r"^(rtx|gtx)(?=\d)", r"\1 ", bare)


def _shortened(plain: str) -> list[str]:
    """Return shorter forms of a name: without memory, bus and edition."""
    words = re.split(r"[ -]", plain)
    return [" ".join(words[:count]) for count in range(len(words) - 1, 0, -1)]


def _grade(plain: str, kb: KnowledgeBase) -> str:
    for grade in _GRADES:
        if re.fullmatch(kb.text(f"gpu-grade.{grade}"), plain):
            return grade
    return ""


def branch_of(driver: str) -> int:
    """Return the branch of a driver's version."""
    return numbers(driver)[0]


def native_cuda(driver: str, kb: KnowledgeBase) -> tuple[int, ...] | Unknown:
    """Return the newest CUDA that a driver knows by itself.

    Between two branches that are known the older one counts: Windows' drivers are numbered so.
    """
    branch = branch_of(driver)
    known = sorted(int(fact.id.partition(".")[2]) for fact in kb.facts("driver"))
    below = [each for each in known if each <= branch]
    if not below:
        return Unknown(f"driver {driver} is older than what is known")
    found = kb.driver_branch(str(below[-1]))
    assert found is not None
    return numbers(found.native_cuda)


def found_version(cuda: tuple[int, ...]) -> str:
    """Return a CUDA version as the driver's interface counts it: 12.8 is 12080."""
    return str(cuda[0] * 1000 + cuda[1] * 10)


def bundled_driver(cuda: str, kb: KnowledgeBase) -> str | None:
    """Return the Linux driver that came with the first release of a CUDA version."""
    toolkit = kb.cuda_toolkit(".".join(cuda.split(".")[:2]))
    return None if toolkit is None else toolkit.bundled_driver


def runs_code(target: str, gpu: Gpu, kb: KnowledgeBase) -> bool:
    """Tell whether machine code for a target runs on a GPU."""
    found = re.fullmatch(_CAPABILITY + r"([af]?)", target)
    if found is None:
        return False
    built = (int(found[1]), int(found[2]))
    own = numbers(gpu.capability)
    if found[3] == "a":
        return built == own
    key = f"cubin.{built[0]}{built[1]}"
    if kb.has_fact(key):
        return _within(kb.text(key), own)
    return built[0] == own[0] and built[1] <= own[1] and gpu.grade != "integrated"


def _within(rule: str, own: tuple[int, ...]) -> bool:
    """Tell whether a capability is in a set such as ``>=8.0,<9.0 except 8.7``."""
    ranges, _, excepted = rule.partition(" except ")
    if excepted and own in [numbers(each) for each in excepted.split(",")]:
        return False
    if ranges.startswith("{"):
        return own in [numbers(each) for each in ranges.strip("{}").split(",")]
    for part in ranges.split(","):
        bound = numbers(part)
        if part.startswith(">="):
            holds = own >= bound
        elif part.startswith("<"):
            holds = own < bound
        else:
            holds = own == bound
        if not holds:
            return False
    return True


def runs_ptx(target: str, gpu: Gpu) -> bool:
    """Tell whether a driver can compile PTX for a target to a GPU's code."""
    found = re.fullmatch(_CAPABILITY + r"([af]?)", target)
    if found is None:
        return False
    built = (int(found[1]), int(found[2]))
    return built == numbers(gpu.capability) if found[3] else built <= numbers(gpu.capability)


def architectures_in(text: str, kb: KnowledgeBase) -> tuple[str, ...] | None:
    """Return what ``TORCH_CUDA_ARCH_LIST`` asks to compile for, such as ``8.0`` and ``9.0+PTX``.

    None where a word of it is no architecture: a variable, or what the torch of that day decides.
    """
    named = kb.mapping("torch-companion.named-architectures")
    found: list[str] = []
    for word in re.split(r"[;,\s]+", text.strip()):
        known = named.get(word)
        for each in known.split(";") if known else [word]:
            if re.fullmatch(r"\d{1,2}\.\d[af]?(?:\+PTX)?", each) is None:
                return None
            found.append(each)
    return tuple(found)
