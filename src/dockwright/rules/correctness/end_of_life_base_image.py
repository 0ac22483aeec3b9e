"""DW113: what a base image holds gets no fixes any more."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._base_images import base_facts, base_of
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re
from dockwright.text.light import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import EndOfLife, ImageFacts
    from dockwright.rules.diagnostic import Diagnostic, Label


@rule(
    "DW113",
    "end-of-life-base-image",
    on=Stage,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    facts=(
        "base-image.product-titles",
        "base-image.deleted-when-ended",
        "base-image.with-ubuntu-pro",
    ),
)
def end_of_life_base_image(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A base image holds a system or a language that gets no security fixes any more.

    ## What it does

    Looks up the end of free support of everything that the image's tag fixes: Debian, Ubuntu,
    Alpine, CentOS, Python, Node.js, Go and others, judged on the day of the knowledge base.
    A stage that only builds is an info, as is an ended CUDA release, whose tags NVIDIA may delete
    some months later.
    The profile `strict` also tells, as an info, of releases that live on long-term support.

    ## Why it matters

    Holes found since then stay open in every container.
    Packages age, wheels for the old Python are no longer published, and one day the package mirrors
    go: `apt-get update` on Debian 10 or `yum` on CentOS 7 already fails.

    ## Example

    ```dockerfile bad
    FROM python:3.8-slim-bookworm
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where the tag is hidden or the image not known; for releases with free long-term support; for
    stages that the build does not need.
    Paid extended support (Ubuntu Pro, ELTS) cannot be seen in a Dockerfile.

    ## Fix safety

    Unsafe: another release brings other versions of everything.
    The tags of python, debian, ubuntu, alpine, eclipse-temurin and nvidia/cuda move to the nearest
    release that gets fixes, where that is a small step: one release of Debian, one of Ubuntu's with
    long-term support, two of Python or Alpine.
    Where a build argument holds the tag, or a part of it, its default changes.
    The system under a language may go further, where each of its packages that is installed is
    known here.
    Refused for larger steps and other images; where the file or a manifest beside it names the
    old release, or pins packages to it, or needs what pip refuses in the new one; where a
    package that is installed is not in the new one; and where files go between stages with
    different base images that both depend on the release.

    ## With other rules

    DW114 reports images that are given up as a whole, and then DW113 stays silent; DW112 tags that
    name no version.

    ## References

    - endoflife.date
    - python.org, "Status of Python versions"; wiki.debian.org, "LTS"
    """
    facts = base_facts(stage)
    if facts is None or facts.deprecated is not None:
        return
    today = ctx.kb.as_of
    at = stage.from_.image or stage
    ended = [end for end in facts.ends if end.has_ended(today)]
    if ended:
        aging = ctx.kb.name_set("base-image.deleted-when-ended")
        if all(end.product in aging for end in ended):
            yield from _images_deleted(stage, ended[0], ctx)
            return
        ended = [end for end in ended if end.product not in aging]
        told = " and ".join(f"{_title(end, ctx.kb)} (since {end.last_day})" for end in ended)
        unseen = facts.kind != "os" and all(
            end.product in {"debian", "ubuntu"} and not _is_shown(end, facts) for end in ended
        )
        image = base_of(stage)
        inside = f"{told}, which `{image.raw}` is built on" if image and unseen else told
        pro = ctx.kb.name_set("base-image.with-ubuntu-pro")
        paid = any(end.product == "ubuntu" and end.version in pro for end in ended)
        told_by_lock: str = ""
        related: tuple[Label, ...] = ()
        if any(end.product == "python" for end in ended):
            told_by_lock, related = _told_by_lock(stage, ctx)
        yield ctx.report(
            at,
            f"no security fixes are made any more for {inside}"
            + (", except with Ubuntu Pro" if paid else ""),
            help=_advice(ended, facts, ctx.kb) + told_by_lock,
            related=related,
            severity=None if stage.ships else Severity.INFO,
        )
    elif ctx.profile == "strict":
        for end in facts.ends:
            if end.is_lts_only(today):
                yield ctx.report(
                    at,
                    f"{_title(end, ctx.kb)} has had long-term support only since {end.date}, "
                    f"until {end.last_day}",
                    help=_advice([end], facts, ctx.kb),
                    severity=Severity.INFO,
                )


def _told_by_lock(stage: Stage, ctx: Context) -> tuple[str, tuple[Label, ...]]:
    """Return which newer Python the lock takes that a stage installs, with the lock's own words."""
    from dockwright.model.install import install_of
    from dockwright.rules._locked import locked_in
    from dockwright.rules._wheels import pythons_for

    reading = ctx.kb.mapping("lock-file.reading-installs")
    for run in stage.runs():
        for command in run.commands:
            install = install_of(command)
            if install is None or f"{install.manager} {install.subcommand}" not in reading:
                continue
            locked = locked_in(install, ctx.build_context, ctx.kb, ctx.platform)
            if locked is None:
                continue
            label = ctx.label_elsewhere(
                locked.path, locked.takes_span, f"the lock is for Python {locked.takes}"
            )
            related = (label,) if locked.takes_span.end > locked.takes_span.start else ()
            pythons = pythons_for(locked.packages, locked.target, locked.takes, ctx.kb)
            if pythons:
                return f"; all that {locked.name} pins has wheels for {_either(pythons)}", related
            if pythons_for((), locked.target, locked.takes, ctx.kb):
                return (
                    f"; {locked.name} pins what has no wheels for any of them: lock anew",
                    related,
                )
            return f"; {locked.name} takes none of them: lock for a newer Python first", related
    return "", ()


def _images_deleted(stage: Stage, end: EndOfLife, ctx: Context) -> Iterator[Diagnostic]:
    months = ctx.kb.integer("cuda-image.months-from-end-of-life-to-deletion")
    year, month = (int(part) for part in end.last_day.split("-")[:2])
    years, month = divmod(month - 1 + months, 12)
    yield ctx.report(
        stage.from_.image or stage,
        f"NVIDIA ended the images of {_title(end, ctx.kb)} on {end.last_day}, and by its policy "
        f"may delete their tags from {year + years}-{month + 1:02} on",
        help="Keep a copy in a registry of your own, or move to a newer CUDA as far as the "
        "frameworks allow",
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM,
    )


def _is_shown(end: EndOfLife, facts: ImageFacts) -> bool:
    """Tell whether an image's tag says which release of a distribution it holds."""
    words = {end.version, facts.codename or end.version}
    return any(word in (facts.tag or "") for word in words)


def _title(end: EndOfLife, kb: KnowledgeBase) -> str:
    titles = kb.mapping("base-image.product-titles")
    return f"{titles.get(end.product, end.product)} {_shown(end.version)}"


def _shown(version: str) -> str:
    """Return a release as people write it: ``Stream 9`` for ``stream9``."""
    return re.sub(r"^stream(?=\d)", "Stream ", version)


def _advice(ended: Sequence[EndOfLife], facts: ImageFacts, kb: KnowledgeBase) -> str:
    """Return which releases of some products still get fixes, newest first."""
    told: list[str] = []
    is_dated = False
    for end in ended:
        title = kb.mapping("base-image.product-titles").get(end.product, end.product)
        alive = _alive(end.product, kb)
        if alive:
            is_dated = True
            told.append(f"{title} {_either([_shown(version) for version in alive[:4]])}")
        else:
            told.append(f"a newer release of {title}")
    as_of = f" (supported as of {kb.as_of[:7]})" if is_dated else ""
    where = "" if facts.kind == "os" else "a tag with "
    return f"Move to {where}{' and '.join(told)}{as_of}"


@lru_cache(maxsize=256)
def _alive(product: str, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the releases of a product that still get fixes, newest first."""
    alive: list[str] = []
    for fact in kb.facts(f"eol.{product}"):
        version = fact.id.removeprefix(f"eol.{product}.")
        known = kb.end_of_life(product, version)
        if known is not None and not known.has_ended(kb.as_of) and version[-1:].isdigit():
            alive.append(version)
    alive.sort(key=lambda text: [int(part) for part in re.findall(r"\d+", text)], reverse=True)
    return tuple(alive)


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
