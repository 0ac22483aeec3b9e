"""One requirement as PEP 508 writes it, and as tools write theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Pep508
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from dockwright.packages.records import Requirement, canonical_name

if TYPE_CHECKING:
    from dockwright.text import Span


__all__ = ["caret_range", "conda_requirement", "python_range", "read_requirement"]

_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://|git\+|git@|file:)")
_EGG = re.compile(r"[#&]egg=([^&\[]+)(?:\[([^\]]*)\])?")
_NAMED_URL = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*@\s*(\S+)\s*(?:;\s*(.*))?\Z")
_WHEEL = re.compile(r"([^/]+?)-(\d[^/-]*)(?:-\d[^/-]*)?-[^/-]+-[^/-]+-[^/-]+\.whl\Z")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_CONDA = re.compile(r"(?:[^\s:]+::)?([A-Za-z0-9_*][\w.+-]*)\s*(.*)\Z", re.DOTALL)
_AND = re.compile(r"\s*,\s*|(?<=[\w*.])\s+(?=[<>=!~^])")
"""What joins Poetry's constraints: a comma, or nothing but space."""
_BAD_TAIL = re.compile(r"\.\*(?=\s*(?:,|\Z))")


def read_requirement(
    text: str, span: Span, group: str = "", *, editable: bool = False, hashes: int = 0
) -> Requirement | str:
    """Return a requirement, or why it is none."""
    stripped = text.strip().removesuffix(";").rstrip()  # pip takes a marker that is empty
    named = _NAMED_URL.match(stripped)
    if _URL.match(stripped) or (editable and not named):
        return _from_place(stripped, span, group, editable=editable, hashes=hashes)
    if stripped.startswith((".", "/", "~")) or (
        "/" in stripped.partition(";")[0].partition("[")[0] and "@" not in stripped
    ):
        return _from_place(stripped, span, group, editable=editable, hashes=hashes)
    if re.search(r"\.(?:whl|tar\.gz|zip)(?:\[[^\]]*\])?(?:\s*;.*)?\Z", stripped) and not named:
        return _from_place(stripped, span, group, editable=editable, hashes=hashes)
    if _VARIABLE.search(stripped) and not named:
        # pip puts variables of the environment in: what it says of versions is not known.
        stripped = re.split(r"[\s=<>!~]", _VARIABLE.split(stripped)[0], maxsplit=1)[0]
    try:
        found = Pep508(stripped)
    except InvalidRequirement as error:
        mended = _BAD_TAIL.sub("", stripped) if ">=" in stripped or "<" in stripped else stripped
        try:  # `>=1.*`, which older tools took
            found = Pep508(mended)
        except InvalidRequirement:
            return f"{stripped!r} is no requirement: {str(error).splitlines()[0]}"
    return Requirement(
        canonical_name(found.name),
        str(found.specifier),
        tuple(sorted(map(canonical_name, found.extras))),
        str(found.marker or ""),
        found.url or "",
        group,
        span,
        editable,
        bool(found.url and found.url.startswith(("file:", "/", "."))),
        hashes,
    )


def _from_place(text: str, span: Span, group: str, *, editable: bool, hashes: int) -> Requirement:
    place, _, marker = text.partition(" ;") if " ;" in text else text.partition("; ")
    place = place.strip()
    egg = _EGG.search(place)
    extras = ""
    bracket = re.fullmatch(r"(.*?)\[([^\[\]]*)\]", place)
    if bracket and not egg:
        place, extras = bracket[1], bracket[2]
    name, specifier = "", ""
    wheel = _WHEEL.search(place.partition("#")[0].replace("%2B", "+"))
    if egg:
        name, extras = canonical_name(egg[1]), egg[2] or ""
    elif wheel:
        name, specifier = canonical_name(wheel[1].rpartition("/")[2]), f"=={wheel[2]}"
    return Requirement(
        name,
        specifier,
        tuple(sorted(canonical_name(each.strip()) for each in extras.split(",") if each.strip())),
        marker.strip(),
        place,
        group,
        span,
        editable,
        not _URL.match(place) or place.startswith("file:"),
        hashes,
    )


def caret_range(text: str) -> str:
    """Return Poetry's ``^1.2`` or ``~1.2`` as a specifier of PEP 440; others as they are.

    Raises:
        ValueError: it is none.
    """
    parts: list[str] = []
    for each in _AND.split(text.strip()):
        if each in {"", "*"}:
            continue
        match = re.fullmatch(r"(\^|~)\s*v?(\d+(?:\.\d+)*)([A-Za-z0-9.+-]*)", each)
        if match is None:
            if re.match(r"\d", each):
                each = f"=={each}"
            parts.append(each)
            continue
        numbers = [int(number) for number in match[2].split(".")]
        if match[1] == "^":
            at = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
        else:
            at = min(1, len(numbers) - 1)
        upper = [*numbers[:at], numbers[at] + 1]
        parts.append(f">={match[2]}{match[3]}")
        parts.append(f"<{'.'.join(map(str, upper))}")
    joined = ",".join(parts)
    try:
        return str(SpecifierSet(joined))
    except InvalidSpecifier as error:
        raise ValueError(str(error)) from None


def python_range(text: str) -> str:
    """Return Poetry's constraint on Pythons as a specifier, or as written where it is none.

    Alternatives (``^3.9 || ^3.12``) stay apart, each a specifier of its own.
    """
    try:
        return " || ".join(caret_range(each) for each in text.split("||"))
    except ValueError:
        return text


def conda_requirement(text: str, span: Span, group: str = "") -> Requirement | str:
    """Return a package as conda's match specifications name it, or why it is none."""
    match = _CONDA.match(text.strip())
    if match is None:
        return f"{text!r} is no match specification"
    rest = match[2].strip()
    version = rest.split(" ")[0].partition("[")[0]
    single = re.fullmatch(r"=([^=<>!~|,*]+)(=.*)?", version)
    if single:
        version = f"=={single[1]}.*" if not single[2] else f"=={single[1]}"
    exact = re.fullmatch(r"==([^=<>!~|,*]+)", version)
    return Requirement(
        match[1].lower(),
        f"=={exact[1]}" if exact else version,
        (),
        "",
        "",
        group,
        span,
        ecosystem="conda",
    )
