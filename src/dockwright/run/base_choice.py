"""Ranks base images for what a project needs; reads nothing but the knowledge base."""

from __future__ import annotations

from dockwright.report.bases import BaseResult, Candidate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.report.bases import Needs

    TakesPython = Callable[[str, str], object]

__all__ = ["candidate_of", "choose", "rank"]


def choose(
    images: Iterable[str], needs: Needs, kb: KnowledgeBase, takes_python: TakesPython
) -> BaseResult:
    """Return the images ranked for what is needed, those that cannot serve apart.

    Args:
        images: names with tags; ``{python}`` in them is the minor version wanted.
        needs: what is needed.
        kb: what is known of images.
        takes_python: tells whether a specifier takes a version of Python.
    """
    names = dict.fromkeys(name.replace("{python}", needs.python) for name in images)
    found: list[Candidate] = []
    for name in names:
        repository, _, tag = name.partition(":")
        facts = kb.image(repository, tag)
        if facts is None:
            found.append(Candidate(name, out=("nothing is known of it",)))
        else:
            found.append(candidate_of(name, facts, needs, kb, takes_python))
    able = rank(each for each in found if not each.out)
    unable = sorted((each for each in found if each.out), key=lambda each: each.image)
    return BaseResult(needs, able, tuple(unable))


def rank(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates, the best first.

    What it costs to move there comes first, then bytes on disk, bytes to pull, packages, and at
    last the name.  What is not known comes after what is.
    """
    return tuple(sorted(candidates, key=_key))


def _key(each: Candidate) -> tuple[object, ...]:
    numbers = (each.unpacked_bytes, each.compressed_bytes, each.packages)
    return each.cost, *((number is None, number or 0) for number in numbers), each.image


def candidate_of(
    name: str, facts: ImageFacts, needs: Needs, kb: KnowledgeBase, takes_python: TakesPython
) -> Candidate:
    """Return an image as a candidate: why it cannot serve, or what it costs."""
    judged = _Judged(facts, needs, kb, takes_python)
    judged.life()
    judged.python()
    judged.libc()
    judged.gpu()
    judged.platform()
    judged.system()
    ends = min((end.last_day for end in facts.ends), default=None)
    weights = kb.mapping("base-choice.drawbacks")
    return Candidate(
        image=name,
        out=tuple(judged.out),
        drawbacks=tuple(judged.drawbacks.values()),
        cost=sum(weights[kind] for kind in judged.drawbacks),
        compressed_bytes=facts.compressed_bytes,
        unpacked_bytes=facts.unpacked_bytes,
        size_confidence=facts.size_confidence,
        packages=facts.system_packages,
        libc=" ".join(each for each in (facts.libc, facts.libc_version) if each) or None,
        python=facts.python_version or ("none" if facts.has_python is False else None),
        platforms=facts.platforms,
        user=facts.user or (None if facts.uid is None else str(facts.uid)),
        has_shell=facts.has_shell,
        ends=ends,
        gpu=facts.gpu,
        cuda=facts.cuda_version,
        fact=facts.fact,
        as_of=facts.as_of,
    )


class _Judged:
    """What speaks against an image."""

    def __init__(
        self, facts: ImageFacts, needs: Needs, kb: KnowledgeBase, takes_python: TakesPython
    ) -> None:
        self.facts = facts
        self.needs = needs
        self.kb = kb
        self.takes_python = takes_python
        self.out: list[str] = []
        self.drawbacks: dict[str, str] = {}

    def life(self) -> None:
        """Judge whether anyone maintains it."""
        titles = self.kb.mapping("base-image.product-titles")
        if self.facts.deprecated:
            successor = f": use {self.facts.successor}" if self.facts.successor else ""
            self.out.append(f"it is given up ({self.facts.deprecated}){successor}")
        for end in self.facts.ends:
            what = f"{titles.get(end.product, end.product)} {end.version}"
            if end.has_ended(self.kb.as_of):
                self.out.append(f"{what} has had no fixes since {end.last_day}")
            elif end.is_lts_only(self.kb.as_of):
                self.drawbacks["lts-only"] = (
                    f"{what} has long-term support only, until {end.last_day}"
                )
        if self.facts.is_distro_named is False or self.facts.tag == "latest":
            self.drawbacks["moving-tag"] = "the system's release changes under this tag one day"

    def python(self) -> None:
        """Judge its Python."""
        needs, version = self.needs, self.facts.python_version
        if version is not None:
            minor = ".".join(version.split(".")[:2])
            if minor == needs.python:
                return
            if needs.is_python_fixed:
                self.out.append(
                    f"it has Python {minor}, and the project is fixed to {needs.python}"
                )
            elif self.takes_python(needs.takes, minor) is False:
                self.out.append(f"it has Python {minor}, and the project takes {needs.takes}")
            else:
                self.drawbacks["other-python"] = f"it has Python {minor}, not {needs.python}"
        elif self.facts.has_python is False:
            if self.facts.package_manager in {None, "none"}:
                told = "it has no Python and nothing to install one with: copy one in"
            elif self.facts.distro_python:
                told = f"it has no Python: its packages bring {self.facts.distro_python}"
            else:
                told = "it has no Python of its own"
            self.drawbacks["no-python"] = told
        else:
            self.drawbacks["unknown-python"] = "which Python it has is not known"

    def libc(self) -> None:
        """Judge whether the packages have wheels for its C library."""
        needs = self.needs
        if not self.facts.is_musl:
            return
        if needs.fails:
            self.out.append(
                f"{_names(needs.fails)} {_has(needs.fails)} no wheel for musl, and no source"
            )
        if needs.compiles:
            self.drawbacks["compiles"] = (
                f"{_names(needs.compiles)} {_has(needs.compiles)} no wheel for musl: pip compiles"
            )
        if needs.is_open:
            self.drawbacks["unknown-wheel"] = (
                "which packages come is not known, and some have no wheel for musl"
            )
        if needs.unsure:
            self.drawbacks["unknown-wheel"] = (
                f"whether {_names(needs.unsure)} {_has(needs.unsure)} a wheel for musl is not known"
            )

    def gpu(self) -> None:
        """Judge what it has for the GPU."""
        needs, facts = self.needs, self.facts
        if needs.gpu is None:
            if facts.gpu is not None:
                self.drawbacks["unused-gpu"] = (
                    f"it is made for a GPU ({facts.gpu}), which is unused"
                )
            return
        if facts.gpu not in {None, needs.gpu}:
            self.out.append(f"it is made for {facts.gpu}, not for {needs.gpu}")
            return
        if needs.gpu == "rocm":
            if facts.gpu is None:
                self.drawbacks["no-cuda-known"] = "ROCm is not in it: wheels must bring it"
            return
        if facts.is_musl and not needs.fails:
            self.out.append("no framework has wheels with CUDA for musl")
        has_cuda = facts.gpu == "nvidia" and facts.flavour != "base"
        if needs.cuda and not has_cuda:
            self.out.append(f"{_names(needs.cuda)} needs CUDA in the image, and it has none")
        elif needs.carried and not needs.cuda and has_cuda:
            self.drawbacks["cuda-twice"] = (
                f"its CUDA is there twice: the wheels of {_names(needs.carried)} bring their own"
            )
        elif not needs.carried and not needs.cuda and facts.gpu is None:
            self.drawbacks["no-cuda-known"] = (
                "it has no CUDA: it serves only frameworks whose wheels bring it, as torch's do"
            )

    def platform(self) -> None:
        """Judge whether it is published for the platform."""
        wanted = self.needs.platform
        if self.facts.platforms and wanted not in self.facts.platforms:
            self.out.append(f"it is not published for {wanted}")

    def system(self) -> None:
        """Judge its shell, and the libraries that are missing."""
        missing = [
            each for each in self.needs.libraries if self.facts.has_library(each) is not True
        ]
        manager = self.facts.package_manager
        if missing and manager == "none":
            self.drawbacks["no-package-manager"] = (
                f"{_names(missing)} must be copied in: nothing installs packages there"
            )
        elif missing:
            self.drawbacks["libraries"] = f"{_names(missing)} must be installed"
        if self.facts.has_shell is False:
            self.drawbacks["no-shell"] = "no shell: build in another stage and copy the result"


def _names(names: Iterable[str]) -> str:
    known = list(names)
    shown = ", ".join(known[:4])
    return f"{shown} and {len(known) - 4} more" if len(known) > 4 else shown


def _has(names: tuple[str, ...]) -> str:
    return "has" if len(names) == 1 else "have"
