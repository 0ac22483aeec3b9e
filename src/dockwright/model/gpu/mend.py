"""The changes that mend a verdict: another build, another base image, another driver."""

from __future__ import annotations

from dockwright.model.gpu.builds import torch_build
from dockwright.model.gpu.hardware import bundled_driver, native_cuda, numbers
from dockwright.model.gpu.values import Image, Outcome, ProgramBuild
from dockwright.model.gpu.verdict import judge
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb.load import KnowledgeBase
    from dockwright.model.gpu.values import Host, Verdict

__all__ = ["mends"]

_BY_BASE = ("image-requirement", "compat-unsupported", "compat-too-old")


def mends(
    host: Host, image: Image, build: ProgramBuild, verdict: Verdict, kb: KnowledgeBase
) -> tuple[str, ...]:
    """Return what makes a program run that does not, the change of the project's files first."""
    if verdict.outcome is not Outcome.FAILS:
        return ()
    found: list[str] = []
    if verdict.rule == "no-wheel" and image.libc == "musl":
        return ("take a base image with glibc, such as python:X.Y-slim",)
    if verdict.rule in _BY_BASE:
        base = _base(host, build, kb)
        if verdict.rule == "image-requirement" and build.name == "torch":
            found.append(
                "take a base image without CUDA: torch's wheels bring what they need of it"
            )
        if base is not None:
            found.append(f"take nvidia/cuda:{base} in the same flavour as the base image")
        if verdict.rule == "compat-too-old" or image.library_path:
            found.append("leave the folder of cuda-compat out of LD_LIBRARY_PATH")
    elif build.name == "torch" and verdict.rule not in {"driver-without-gpu", "no-toolkit"}:
        other = _other_torch(host, image, build, kb)
        if other is not None:
            index = f"{kb.text('torch-index.base')}/{other.variant}"
            found.append(f"install torch=={other.version} with --index-url {index}")
    wanted = _driver(verdict, build, kb)
    if wanted:
        found.append(wanted)
    return tuple(found)


def _base(host: Host, build: ProgramBuild, kb: KnowledgeBase) -> str | None:
    """Return the newest CUDA that the driver knows by itself, as a tag of nvidia/cuda begins."""
    own = native_cuda(host.driver, kb)
    if isinstance(own, Unknown):
        return None
    fitting = [
        fact.id.partition(".")[2]
        for fact in kb.facts("cuda-toolkit")
        if numbers(fact.id.partition(".")[2])[:2] <= own
        and bundled_driver(fact.id.partition(".")[2], kb) is not None
    ]
    major = [each for each in fitting if numbers(each)[0] == numbers(build.cuda or "0")[0]]
    return max(major or fitting, key=numbers, default=None)


def _other_torch(
    host: Host, image: Image, build: ProgramBuild, kb: KnowledgeBase
) -> ProgramBuild | None:
    """Return the build of torch that runs: of the same release, or the nearest one."""
    releases = kb.torch_releases()
    place = next((n for n, each in enumerate(releases) if each.version == build.version), None)
    if place is None:
        return None
    nearest = sorted(enumerate(releases), key=lambda pair: (abs(pair[0] - place), -pair[0]))
    for _, release in nearest:
        for variant in reversed([each for each in release.variants if each != "cpu"]):
            other = torch_build(release.version, variant, kb, build.machine)
            if isinstance(other, ProgramBuild):
                plain = Image(libc=image.libc, glibc=image.glibc, python=image.python)
                plain = image if image.requirement else plain
                told = judge(host, plain, other, kb)
                if told.outcome is Outcome.RUNS:
                    return other
    return None


def _driver(verdict: Verdict, build: ProgramBuild, kb: KnowledgeBase) -> str:
    """Return which driver mends a verdict; empty where none does."""
    if verdict.rule == "driver-too-old":
        floor = kb.mapping("cuda.minimum-driver").get(build.cuda.partition(".")[0])
        asked = build.minimum_driver or floor or bundled_driver(build.cuda, kb)
        return f"update the driver of the machine to {asked} or newer" if asked else ""
    if verdict.rule in {"ptx-too-new", "image-requirement", "compat-unsupported"}:
        native = bundled_driver(build.cuda, kb) if build.cuda else None
        return f"update the driver of the machine to {native} or newer" if native else ""
    return ""
