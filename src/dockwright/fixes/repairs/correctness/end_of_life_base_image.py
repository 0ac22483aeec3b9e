"""Repairs DW113: the nearest release that gets fixes, where the step is small."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._base_images import (
    VALUES,
    image_place,
    rest_of_file,
    with_tag,
)
from dockwright.model.image_ref import ImageRef
from dockwright.model.install import install_of
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.python.removed_system_package import is_gone
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import EndOfLife, ImageFacts
    from dockwright.rules.diagnostic import Fix

_MANIFESTS = (".python-version", "runtime.txt", "Pipfile", "Pipfile.lock", "pyproject.toml")
_CUDA = "docker.io/nvidia/cuda"
_JAVA = "docker.io/library/eclipse-temurin"
_REPOSITORIES = frozenset(
    {
        _CUDA,
        _JAVA,
        *(f"docker.io/library/{name}" for name in ("python", "debian", "ubuntu", "alpine")),
    }
)


@repair("DW113", on=Stage, touches=("base", "args", *VALUES))
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
    if facts.repository not in _REPOSITORIES:
        yield Refusal(f"which tags of `{image.name}` have a newer release is not known")
        return
    aging = kb.name_set("base-image.deleted-when-ended")
    ended = [end for end in facts.ends if end.has_ended(kb.as_of)]
    if ended and all(end.product in aging for end in ended):
        yield Refusal("which CUDA the frameworks allow is not known")
        return
    ended = [end for end in ended if end.product not in aging]
    if not ended:
        yield Refusal("its long-term support goes on")
        return
    # What a language's release does to a program comes first, and is told first.
    ended.sort(key=lambda end: end.product == facts.distro)
    is_apart = facts.kind == "language" and _knows_packages(stage, kb)
    steps = [_next(end, kb, is_far=is_apart and end.product == facts.distro) for end in ended]
    for step in steps:
        if isinstance(step, Refusal):
            yield step
            return
    pairs = [(end, step) for end, step in zip(ended, steps, strict=True) if isinstance(step, str)]
    new = _tag(image.tag, facts, pairs, kb)
    known = None if new is None else kb.image(image.name, new)
    if (
        known is not None
        and new is not None
        and facts.distro == known.distro == "debian"
        and facts.codename != known.codename
        and not known.is_distro_named
    ):
        # An exact version keeps the release that it was made on; the newer tag goes further.
        new = _on_nearest(new, facts, kb)
        known = None if new is None else kb.image(image.name, new)
    if (
        new is None
        or known is None
        or any(end.has_ended(kb.as_of) for end in known.ends if end.product not in aging)
    ):
        yield Refusal(f"whether there is a like tag of `{image.name}` is not known")
        return
    place = image_place(stage.from_, ctx, image.tag)
    if isinstance(place, Refusal):
        yield place
        return
    sign = _dependence(stage, pairs, rest_of_file(ctx, place), kb) or _needs(
        stage, facts, known, ctx
    )
    if sign:
        yield Refusal(f"the file depends on the old release: {sign}")
        return
    name = with_tag(place.text, image.tag, new)
    yield ctx.unsafe(
        f"Move to the nearest release that gets fixes: `{name}`",
        place.edits(name),
        touches={place.facet, *VALUES},
        unless="a build argument holds another part of the image's name",
    )


def _knows_packages(stage: Stage, kb: KnowledgeBase) -> bool:
    """Tell whether every package of the distro that is added to a stage's image is known here.

    Under an image of a language the distro's release then matters to nothing else: how far the
    next one is does not count, and what left it is looked at by name.
    """
    for other in stage.dockerfile.stages:
        if other.image != stage.image:
            continue
        for run in other.runs():
            if run.script is None or run.script.reason or run.script.problems:
                return False
            for command in run.commands:
                install = install_of(command)
                if install is None or install.ecosystem != "system":
                    continue
                if install.has_piped_operands or any(
                    package.is_dynamic
                    or package.path
                    or package.url
                    or kb.system_package(install.manager, package.name) is None
                    for package in install.packages
                ):
                    return False
    return True


def _next(end: EndOfLife, kb: KnowledgeBase, *, is_far: bool = False) -> str | Refusal:
    """Return the nearest supported release after one that has ended.

    Args:
        end: the release.
        kb: the knowledge base.
        is_far: whether it may be as many releases away as it will.
    """
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
            if number > most and not is_far:
                return Refusal(
                    f"the nearest release that gets fixes, {title} {version}, is {number} "
                    "releases away, which is no small step"
                )
            return version
    return Refusal(f"no newer release of {title} is known")


def _on_nearest(tag: str, facts: ImageFacts, kb: KnowledgeBase) -> str | None:
    """Return a tag of Python with the nearest supported Debian after that of the old image."""
    old = kb.end_of_life("debian", facts.distro_version or "")
    if old is None:
        return None
    number = old.version
    if old.has_ended(kb.as_of):
        following = _next(old, kb)
        if isinstance(following, Refusal):
            return None
        number = following
    names = kb.mapping("eol.codenames.debian")
    suite = next((name for name, version in names.items() if version == number), None)
    rows = kb.mapping("python.default-suite").get(
        ".".join(tag.partition("-")[0].split(".")[:2]), ()
    )
    return f"{tag}-{suite}" if any(row.endswith(f" {suite}") for row in rows) else None


def _needs(stage: Stage, old: ImageFacts, new: ImageFacts, ctx: RepairContext) -> str:
    """Return what the stage or the files beside it need of the old release, or ``""``."""
    stages = ctx.dockerfile.stages
    own = [other for other in stages if other.image == stage.image]
    for other in stages:
        for source, _ in other.dependencies:
            if source in own and other not in own:
                return f"{_named(other)} takes files from it and has another base image"
            facts = source.image_facts
            if (
                other in own
                and source not in own
                and not isinstance(facts, Unknown)
                and facts.has_python
                and facts.python_version == old.python_version
            ):
                return f"{_named(source)} brings files for the same Python"
    installs = [
        install
        for other in own
        for run in other.runs()
        for command in run.commands
        if (install := install_of(command)) is not None
    ]
    for install in installs:
        for package in install.packages:
            known = ctx.kb.system_package("apt", package.name) if install.manager == "apt" else None
            if known is not None and is_gone(
                new.distro or "", new.distro_version or "", known.removed_from
            ):
                return f"`{package.name}` is not in the new one"
    python = [install for install in installs if install.ecosystem == "python"]
    newly_managed = new.is_distro_python_managed and not old.is_distro_python_managed
    if python and newly_managed and not new.has_python:
        return "pip refuses to install into the Python of the new one"
    before, after = (each.python_version or each.distro_python or "" for each in (old, new))
    far = _minor(after) - _minor(before) > 1 or not before or not after
    if far and any(
        install.installs_lock
        or install.requirement_files
        or any(each.is_pinned for each in install.packages)
        for install in python
    ):
        return "its Python packages may be pinned to versions without wheels for the new one"
    context = ctx.build_context
    if not isinstance(context, Unknown) and old.python_version:
        for file in _MANIFESTS:
            data = context.read(file)
            pattern = rf"(?<![\w.]){re.escape(old.python_version)}(?!\d)".encode()
            if not isinstance(data, Unknown) and re.search(pattern, data):
                return f"{file} beside it names Python {old.python_version}"
    return ""


def _named(stage: Stage) -> str:
    return f"the stage `{stage.name}`" if stage.name else f"stage {stage.index}"


def _minor(version: str) -> int:
    return _key(version)[1] if version.count(".") else 0


def _tag(
    tag: str, facts: ImageFacts, pairs: list[tuple[EndOfLife, str]], kb: KnowledgeBase
) -> str | None:
    """Return a tag like the old one with other releases in it."""
    head, dash, rest = tag.partition("-")
    for end, new in pairs:
        if facts.repository == _CUDA:
            first = kb.mapping("base-image.cuda-first-on-ubuntu").get(new)
            known = first and facts.version and _key(facts.version) >= _key(first)
            old = f"-ubuntu{end.version}"
            if end.product != "ubuntu" or not known or not tag.endswith(old):
                return None
            return f"{tag.removesuffix(old)}-ubuntu{new}"
        own = facts.repository.rpartition("/")[2]
        if facts.repository == _JAVA:
            names = kb.mapping("eol.codenames.ubuntu")
            suite = next((name for name, version in names.items() if version == new), "")
            suffix = f"-{facts.codename}"
            if end.product != "ubuntu" or not suite or not tag.endswith(suffix):
                return None
            if head not in kb.names("base-image.temurin-releases"):
                return None  # an exact release may have been built on the old one alone
            return f"{tag.removesuffix(suffix)}-{suite}"
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
