"""Whether the wheels of a build install in an image: its C library and its Python."""

from __future__ import annotations

from dockwright.model.gpu.hardware import numbers
from dockwright.model.gpu.values import Outcome, Verdict
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb.load import KnowledgeBase
    from dockwright.model.gpu.values import Image, ProgramBuild

__all__ = ["refused_by_image"]

_COUNTED = r"(?P<major>\d)\.(?P<minor>\d+)|cp(?P<cp_major>\d)(?P<cp_minor>\d+)"


def refused_by_image(image: Image, build: ProgramBuild, kb: KnowledgeBase) -> Verdict | None:
    """Return why an image's Python or C library takes no wheel of a build; None where it may."""
    if not build.version:
        return None
    facts = (build.fact,) if build.fact else ()
    if image.libc == "musl" and build.is_for_any_libc:
        return Verdict(
            Outcome.FAILS,
            "no-wheel",
            f"{build.shown} is made for glibc, and the image has musl: the wheel's name asks for "
            "no C library, so it is installed, and it cannot be imported",
            kb.text("torch-companion.made-for-glibc"),
            facts=facts,
        )
    why = _other_libc(image, build, kb) or _other_python(image, build)
    if not why:
        return None
    pinned = f"{build.name}=={build.version}"
    error = kb.text("torch-companion.no-distribution").format(requirement=pinned)
    return Verdict(
        Outcome.FAILS, "no-wheel", f"{build.shown} is not installed: {why}", error, facts=facts
    )


def _other_libc(image: Image, build: ProgramBuild, kb: KnowledgeBase) -> str:
    if image.libc == "musl":
        known = kb.package(build.name)
        fails = known is not None and known.installs_on_musl == "fails"
        return "the image has musl, for which it has no wheel and no source" if fails else ""
    if build.glibc and image.glibc and numbers(image.glibc) < numbers(build.glibc):
        return f"its wheels need glibc {build.glibc}, and the image has {image.glibc}"
    return ""


def _other_python(image: Image, build: ProgramBuild) -> str:
    """Return why no wheel is for the image's Python, as far as the list of Pythons tells."""
    known = [
        (int(found["major"] or found["cp_major"]), int(found["minor"] or found["cp_minor"]))
        for found in re.finditer(_COUNTED, build.python)
    ]
    own = numbers(image.python)[:2]
    if len(known) < 2 or len(own) < 2 or min(known) <= own <= max(known):
        return ""
    first, last = (".".join(map(str, each)) for each in (min(known), max(known)))
    return f"it has wheels for Python {first} to {last}, and the image has {image.python}"
