"""Repairs DW113: the nearest release that gets fixes, where the step is small."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._base_images import (
    image_place,
    rest_of_file,
    with_tag,
)
from dockwright.model.image_ref import ImageRef
from dockwright.model.install import install_of
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import EndOfLife, ImageFacts
    from dockwright.rules.diagnostic import Fix

_PRODUCTS = ("python", "debian", "ubuntu", "alpine")


@repair("DW113", on=Stage, touches=("base", "args"))
def end_of_life_base_image(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the next tag, unless something in the file is made for the old release."""
    image, facts = stage.base, stage.image_facts
    if not isinstance(image, ImageRef) or isinstance(facts, Unknown) or image.tag is None:
        yield Refusal("the tag that decides the release is hidden")
        return
    if image.is_pinned:
        yield Refusal("a digest fixes the image")
        return
    kb = ctx.kb
    if facts.repository not in {f"docker.io/library/{product}" for product in _PRODUCTS}:
        yield Refusal(f"which tags of `{image.name}` have a newer release is not known")
        return
    ended = [end for end in facts.ends if end.has_ended(kb.as_of)]
    if not ended:
        yield Refusal("its long-term support goes on")
        return
    steps = [_next(end, kb) for end in ended]
    for step in steps:
        if isinstance(step, Refusal):
            yield step
            return
    pairs = [(end, step) for end, step in zip(ended, steps, strict=True) if isinstance(step, str)]
    new = _tag(image.tag, facts, pairs, kb)
    known = None if new is None else kb.image(image.name, new)
    if new is None or known is None or any(end.has_ended(kb.as_of) for end in known.ends):
        yield Refusal(f"whether there is a like tag of `{image.name}` is not known")
        return
    place = image_place(stage.from_, ctx)
    if isinstance(place, Refusal):
        yield place
        return
    sign = _dependence(stage, pairs, rest_of_file(ctx, place), kb)
    if sign:
        yield Refusal(f"the file depends on the old release: {sign}")
        return
    name = with_tag(place.text, image.tag, new)
    yield ctx.unsafe(
        f"Move to the nearest release that gets fixes: `{name}`",
        place.edits(name),
        touches={place.facet},
    )


def _next(end: EndOfLife, kb: KnowledgeBase) -> str | Refusal:
    """Return the nearest supported release after one that has ended."""
    releases = sorted(
        {
            version
            for fact in kb.facts(f"eol.{end.product}")
            if (version := fact.id.removeprefix(f"eol.{end.product}."))
            and re.fullmatch(r"\d+(\.\d+)?", version)
            and (end.product != "ubuntu" or re.fullmatch(r"\d*[02468]\.04", version))
        },
        key=_key,
    )
    title = kb.mapping("base-image.product-titles").get(end.product, end.product)
    most = kb.mapping("base-image.small-steps").get(end.product, 0)
    old = (
        kb.mapping(f"eol.codenames.{end.product}").get(end.version, end.version)
        if kb.has_fact(f"eol.codenames.{end.product}")
        else end.version
    )
    if not re.fullmatch(r"\d+(\.\d+)?", old):
        return Refusal(f"which release of {title} `{old}` is is not known")
    for number, version in enumerate(
        [version for version in releases if _key(version) > _key(old)], 1
    ):
        known = kb.end_of_life(end.product, version)
        if known is not None and not known.has_ended(kb.as_of):
            if number > most:
                return Refusal(
                    f"the nearest release that gets fixes, {title} {version}, is {number} "
                    "releases away, which is no small step"
                )
            return version
    return Refusal(f"no newer release of {title} is known")


def _tag(
    tag: str, facts: ImageFacts, pairs: list[tuple[EndOfLife, str]], kb: KnowledgeBase
) -> str | None:
    """Return a tag like the old one with other releases in it."""
    head, dash, rest = tag.partition("-")
    for end, new in pairs:
        own = facts.repository.rpartition("/")[2]
        if end.product == own:
            names = kb.mapping(f"eol.codenames.{own}") if own in {"debian", "ubuntu"} else {}
            if head in names:
                head = next(name for name, version in names.items() if version == new)
            elif re.fullmatch(r"\d+(\.\d+)*", head):
                head = new
            else:
                return None
        elif end.product == "debian":
            names = kb.mapping("eol.codenames.debian")
            old = facts.codename or ""
            suite = next(name for name, version in names.items() if version == new)
            if old in rest.split("-"):
                rest = "-".join(suite if part == old else part for part in rest.split("-"))
        else:
            return None  # python:3.9-alpine3.15: which Alpine another Python has is not known
    if own_suite := [
        part for part in rest.split("-") if part in kb.mapping("eol.codenames.debian")
    ]:
        minor = ".".join(head.split(".")[:2])
        rows = kb.mapping("python.default-suite").get(minor, ())
        if facts.repository.endswith("/python") and not any(
            row.endswith(f" {own_suite[0]}") for row in rows
        ):
            return None
    if re.search(r"alpine\d", rest):
        return None
    return f"{head}{dash}{rest}"


def _dependence(
    stage: Stage, pairs: list[tuple[EndOfLife, str]], text: str, kb: KnowledgeBase
) -> str:
    """Return what in the file is made for the old release, or ``""``."""
    for end, _ in pairs:
        names = [end.version]
        short = end.version.replace(".", "")
        if end.product == "python":
            names = [f"python{end.version}", f"cp{short}", f"py{short}", f"python-{end.version}"]
        elif end.product in {"debian", "ubuntu"}:
            table = kb.mapping(f"eol.codenames.{end.product}")
            number = table.get(end.version, end.version)
            names = [name for name, version in table.items() if version == number]
            names += [f"{end.product}{number}", f"{end.product}{number.replace('.', '')}"]
            names += [f"{end.product}/{number}", number] if end.product == "ubuntu" else []
            python = kb.image(end.product, number)
            if python is not None and python.distro_python:
                names.append(f"python{python.distro_python}")
        for name in names:
            if re.search(rf"(?<![\w.]){re.escape(name)}(?![\d])", text, re.IGNORECASE):
                return f"it names `{name}`"
    for run in stage.runs():
        for command in run.commands:
            install = install_of(command)
            if install is not None and install.ecosystem == "system":
                for package in install.packages:
                    if package.is_pinned and not package.is_dynamic and not package.url:
                        return f"`{package.raw}` is a version of it"
    return ""


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
