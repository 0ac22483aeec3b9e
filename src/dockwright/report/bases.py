"""What ``base`` found: the values, and their forms for people and for programs."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["BASE_SCHEMA_NAME", "BaseResult", "Candidate", "Needs", "base_record", "base_text"]

BASE_SCHEMA_NAME = "dockwright.base/1"
_MEGABYTE = 1_000_000


class Needs(NamedTuple):
    """What an image has to serve.

    Attributes:
        workload: the kind of work.
        title: its name for people.
        python: the minor version wanted.
        takes: the Pythons that the project takes, as a specifier; empty where it says nothing.
        is_python_fixed: whether the project takes no other minor version.
        platform: the platform to run on.
        gpu: ``nvidia``, ``rocm`` or None.
        cuda: packages that need CUDA in the image.
        carried: packages whose wheels bring CUDA along.
        compiles: packages that compile on musl.
        fails: packages that do not install on musl at all.
        unsure: packages of which it is not known whether they have a wheel for musl.
        is_open: whether nothing says which packages there will be, and any may come.
        libraries: Debian packages that must be there when the project runs.
        reasons: how this was told, in words.
        unknown: what could not be told, in words.
    """

    workload: str
    title: str
    python: str
    takes: str = ""
    is_python_fixed: bool = False
    platform: str = "linux/amd64"
    gpu: str | None = None
    cuda: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    compiles: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    is_open: bool = False
    libraries: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """An image that may serve, with what is known of it; None is not known.

    Attributes:
        image: its name with tag.
        out: why it cannot serve; empty where it can.
        drawbacks: what it costs to use it.
        cost: how much the drawbacks count, together.
        compressed_bytes: bytes to pull.
        unpacked_bytes: bytes on disk.
        size_confidence: ``measured``, ``estimated`` or ``low``.
        packages: packages of its distribution, which is what a scanner looks at.
        libc: its C library with version.
        python: its Python.
        platforms: those that it is published for.
        user: the user that it starts as.
        has_shell: whether it has a shell.
        ends: the day on which the first of what it holds is no longer maintained for free.
        gpu: the GPUs that it is made for.
        cuda: its CUDA version.
        fact: the fact that it rests on.
        as_of: the fact's day.
        registry: the digest under which its registry told its bytes to pull and its platforms, or
            why it did not; empty where it was not asked.
    """

    image: str
    out: tuple[str, ...] = ()
    drawbacks: tuple[str, ...] = ()
    cost: int = 0
    compressed_bytes: int | None = None
    unpacked_bytes: int | None = None
    size_confidence: str | None = None
    packages: int | None = None
    libc: str | None = None
    python: str | None = None
    platforms: tuple[str, ...] = ()
    user: str | None = None
    has_shell: bool | None = None
    ends: str | None = None
    gpu: str | None = None
    cuda: str | None = None
    fact: str = ""
    as_of: str = ""
    registry: str = ""


class BaseResult(NamedTuple):
    """The candidates: those that can serve, the best first, and the others.

    Attributes:
        needs: what they have to serve.
        ranked: those that can serve.
        out: those that cannot, by name.
        dockerfile: the Dockerfile that they are for, as people see it; empty without one.
        today: the base image that it has; empty where that is not known.
        others: the same for the other Dockerfiles of the project.
        passed_over: how many further Dockerfiles were not looked at.
    """

    needs: Needs
    ranked: tuple[Candidate, ...]
    out: tuple[Candidate, ...]
    dockerfile: str = ""
    today: str = ""
    others: tuple[BaseResult, ...] = ()
    passed_over: int = 0


def base_record(result: BaseResult) -> dict[str, Any]:
    """Return what ``base --format json`` writes."""
    return {
        "schema": BASE_SCHEMA_NAME,
        **_result_record(result),
        "others": [_result_record(each) for each in result.others],
        "passed_over": result.passed_over,
    }


def _result_record(result: BaseResult) -> dict[str, Any]:
    needs = result.needs
    return {
        "dockerfile": result.dockerfile,
        "today": result.today,
        "workload": needs.workload,
        "title": needs.title,
        "python": needs.python,
        "platform": needs.platform,
        "gpu": needs.gpu,
        "reasons": list(needs.reasons),
        "unknown": list(needs.unknown),
        "candidates": [_record(each) for each in (*result.ranked, *result.out)],
    }


def _record(candidate: Candidate) -> dict[str, Any]:
    record = candidate._asdict()
    for field in ("out", "drawbacks", "platforms"):
        record[field] = list(record[field])
    return record


def base_text(result: BaseResult, *, colour: bool = False) -> str:
    """Return what people read."""
    needs = result.needs
    head = f"{result.dockerfile}: " if result.dockerfile and result.others else ""
    lines = [f"{head}{_bold(needs.title, colour)}, Python {needs.python}, {needs.platform}"]
    lines += [f"  {reason}" for reason in needs.reasons]
    lines += [f"  not known: {reason}" for reason in needs.unknown]
    for number, each in enumerate(result.ranked, 1):
        lines += ["", f"{number}. {_bold(each.image, colour)}", *_facts(each)]
        lines += [f"   - {drawback}" for drawback in each.drawbacks]
    if not result.ranked:
        lines += ["", "no image that is known can serve"]
    if result.out:
        lines += ["", "cannot serve:"]
        lines += [f"   {each.image}: {'; '.join(each.out)}" for each in result.out]
    if result.others:
        lines += ["", "other Dockerfiles (name one for its whole list):"]
        lines += [f"   {_in_one_line(each)}" for each in result.others]
    if result.passed_over:
        lines.append(f"   and {result.passed_over} more, which were not looked at")
    return "\n".join(lines) + "\n"


def _in_one_line(result: BaseResult) -> str:
    """Return the first candidate of a Dockerfile, and for what work it is."""
    today = f", now {result.today}" if result.today else ""
    if result.needs.is_open:
        return f"{result.dockerfile}: nothing tells which packages it needs{today}"
    best = result.ranked[0].image if result.ranked else "no image that is known can serve"
    return f"{result.dockerfile}: {best} ({result.needs.title}{today})"


def _facts(each: Candidate) -> list[str]:
    told = {"low": "a guess"}.get(each.size_confidence or "", each.size_confidence)
    sure = f" ({told})" if told else ""
    shell = {True: "a shell", False: "no shell", None: "shell unknown"}[each.has_shell]
    gpu = f", made for {each.gpu}" if each.gpu else ""
    cuda = f", CUDA {each.cuda}" if each.cuda else ""
    packages = "unknown" if each.packages is None else str(each.packages)
    platforms = ", ".join(name.removeprefix("linux/") for name in each.platforms) or "unknown"
    sizes = (
        f"   {_size(each.compressed_bytes)} to pull, {_size(each.unpacked_bytes)} unpacked{sure}; "
        f"packages of the system: {packages}"
    )
    inside = (
        f"   {each.libc or 'libc unknown'}, Python {each.python or 'unknown'}{cuda}{gpu}, "
        f"user {each.user or 'unknown'}, {shell}"
    )
    found = [
        sizes,
        inside,
        f"   maintained until {each.ends or 'unknown'}; for {platforms}; as of {each.as_of}",
    ]
    if each.registry.startswith("sha256:"):
        found.append(f"   bytes to pull and platforms as its registry tells: {each.registry[:19]}")
    elif each.registry:
        found.append(f"   registry {each.registry}")
    return found


def _size(size: int | None) -> str:
    if size is None:
        return "unknown"
    if size >= 1000 * _MEGABYTE:
        return f"{size / _MEGABYTE / 1000:.1f} GB"
    return f"{size / _MEGABYTE:.0f} MB"


def _bold(text: str, colour: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if colour else text
