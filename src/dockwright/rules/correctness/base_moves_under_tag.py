"""DW116: steps are made for one Debian release, and the base image's tag follows the newest."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._base_images import base_facts, base_of
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.kb.records import ImageFacts
    from dockwright.model.image_ref import ImageRef
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.syntax.shell.nodes import ShellWord


class MadeFor(NamedTuple):
    """What a finding is about.

    Attributes:
        stage: the stage whose base image's tag moves.
        codename: the release that its steps are made for.
    """

    stage: Stage
    codename: str


@rule(
    "DW116",
    "base-moves-under-tag",
    on=Stage,
    family=Family.CORRECTNESS,
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    facts=("eol.codenames.debian", "python.newest-patch", "base-image.suite-known"),
    triggers=("trixie", "bookworm", "bullseye", "buster", "stretch", "jessie"),
)
def base_moves_under_tag(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""Steps name a Debian release that the base image's tag does not fix.

    ## What it does

    Finds names of Debian releases (`bookworm`, `bullseye`) in the commands of a stage whose base
    image is one of the official Python images and says nothing about the release, as
    `python:3.12-slim` does.
    Where the tag has moved on to another release already, it is a warning.

    ## Why it matters

    The official language images move to a new Debian release a few days after it appears, under the
    same tag.
    A package source or package file of the old release is then mixed with the new one, and the
    install fails for dependencies that no longer fit, or replaces system libraries.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    ADD --checksum=sha256:24c9a2a1e6f4a5d0e6f4a5d024c9a2a1e6f4a5d0e6f4a5d024c9a2a1e6f4a5d0 \
        https://packages.example/trixie.asc /etc/apt/keyrings/tool.asc
    RUN echo "deb [signed-by=/etc/apt/keyrings/tool.asc] https://packages.example trixie main" \
        > /etc/apt/sources.list.d/tool.list
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim-trixie
    ADD --checksum=sha256:24c9a2a1e6f4a5d0e6f4a5d024c9a2a1e6f4a5d0e6f4a5d024c9a2a1e6f4a5d0 \
        https://packages.example/trixie.asc /etc/apt/keyrings/tool.asc
    RUN echo "deb [signed-by=/etc/apt/keyrings/tool.asc] https://packages.example trixie main" \
        > /etc/apt/sources.list.d/tool.list
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where the tag or a digest fixes the release; for old exact versions, whose tags no longer move;
    where the release is asked for (`lsb_release -cs`, `/etc/os-release`); for images without a tag,
    which DW112 reports; for images other than `python`.

    ## Fix safety

    Safe where the steps are made for the release that the tag means today: with the release in
    the tag it is the same image.
    Unsafe where the tag has moved on, as the image changes to the release that the steps are
    made for.
    Refused where that release is not known to have images of the version.

    ## With other rules

    DW112 reports tags without any version, DW113 releases that have ended.

    ## References

    - docs of the official image python, "Image Variants"
    """
    image = base_of(stage)
    facts = base_facts(stage)
    if (
        image is None
        or facts is None
        or image.is_pinned
        or image.tag is None
        or facts.distro != "debian"
        or facts.is_distro_named is not False
        or facts.codename is None
        or facts.repository not in ctx.kb.name_set("base-image.suite-known")
        or facts.version is None
        or _is_frozen(facts, ctx)
    ):
        return
    names = ctx.kb.mapping("eol.codenames.debian")
    if any(name in image.tag for name in names):
        return
    told: set[str] = set()
    for run in stage.runs():
        for command in run.commands:
            for word in command.operands:
                found = _codename(word, names)
                if found is None or found in told:
                    continue
                told.add(found)
                here = f"`{facts.name}:{image.tag}`"
                if found == facts.codename:
                    message = f"this names `{found}`, but {here} is `{found}` only until it moves"
                else:
                    message = f"this names `{found}`, but {here} is `{facts.codename}` by now"
                yield ctx.report(
                    word,
                    message,
                    help=_remedy(found, names[found], facts.codename, image, ctx),
                    related=[ctx.label(stage.from_.image, "names no release")]
                    if stage.from_.image is not None
                    else (),
                    severity=None if found == facts.codename else Severity.WARNING,
                    about=MadeFor(stage, found),
                )


def _remedy(found: str, version: str, now: str, image: ImageRef, ctx: Context) -> str:
    """Return what to do: no release is advised that has ended itself."""
    end = ctx.kb.end_of_life("debian", version)
    if end is None or end.has_ended(ctx.kb.as_of):
        return f"Take what is made for `{now}`, or ask for the release with `. /etc/os-release`"
    return (
        f"Name the release in the tag, such as `{image.tag}-{found}`, or ask for it with "
        "`. /etc/os-release`"
    )


def _is_frozen(facts: ImageFacts, ctx: Context) -> bool:
    """Tell whether a tag names an exact version that is not the newest of its line."""
    if not facts.is_exact_version or facts.version is None:
        return False
    minor = facts.version.rpartition(".")[0]
    newest = ctx.kb.mapping("python.newest-patch").get(minor)
    return not (facts.name == "python" and newest == facts.version)


def _codename(word: ShellWord, names: Mapping[str, str]) -> str | None:
    """Return the release that a word names as a word of its own, alone or in an address."""
    text = text_of(word)
    for name in names:
        if name in text and re.search(rf"(?<![a-z0-9]){name}(?![a-z0-9])", text):
            return name
    return None
