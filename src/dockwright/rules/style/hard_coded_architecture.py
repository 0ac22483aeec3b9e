"""DW910: programs for one architecture are downloaded in a file that names none."""

from __future__ import annotations

from dockwright.model.actions import Download
from dockwright.model.dockerfile import Dockerfile
from dockwright.model.image_ref import ImageRef
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Run, is_remote
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Instruction
    from dockwright.rules.base import Placed
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW910",
    "hard-coded-architecture",
    on=Dockerfile,
    family=Family.STYLE,
    severity=Severity.INFO,
    default=True,
    facts=(
        "platform.amd64-words",
        "platform.asking-words",
        "platform.binary-suffixes",
        "platform.portable-words",
    ),
    triggers=("x86_64", "amd64", "x86-64", "linux64", "x64"),
)
def hard_coded_architecture(dockerfile: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    r"""A program for amd64 is downloaded, in a file that does not say that it builds for amd64.

    ## What it does

    Finds downloads by curl, wget, ADD and pip whose address names amd64, in stages whose base image
    exists for arm64 too, in a file that nowhere asks for the architecture.
    One finding a file; with `--platform linux/arm64` it is a warning.

    ## Why it matters

    On an arm64 machine (Apple silicon, AWS Graviton) the base image is arm64, the program is not,
    and the build or the container ends with `exec format error`.

    ## Example

    ```dockerfile bad
    FROM alpine:3.22
    RUN wget -q -O /opt/tool https://downloads.example/1.2/tool-linux-amd64 && chmod +x /opt/tool
    USER 10001
    CMD ["/opt/tool"]
    ```

    ## Instead

    ```dockerfile good
    FROM alpine:3.22
    ARG TARGETARCH
    RUN wget -q -O /opt/tool https://downloads.example/1.2/tool-linux-${TARGETARCH} \
        && chmod +x /opt/tool
    USER 10001
    CMD ["/opt/tool"]
    ```

    ## When it stays silent

    Where the file speaks of `TARGETARCH`, `dpkg --print-architecture`, `uname -m` and their
    like, or names arm64 too; where FROM or the user fixes the platform; on base images that exist
    for amd64 alone, are made for NVIDIA GPUs, are fixed by a digest, which may be one platform's,
    or are not known; for downloads under a condition.

    ## Fix safety

    Refused: whether and under which name there is a download for arm64 only its publisher
    knows.
    `FROM --platform=linux/amd64` says what the file does now.

    ## With other rules

    DW911 reports Python packages without wheels for arm64.

    ## References

    - Dockerfile reference, "Automatic platform ARGs in the global scope"
    """
    text = dockerfile.source.text
    kb = ctx.kb
    if ctx.platform is not None and "arm" not in ctx.platform:
        return
    if any(word in text for word in kb.names("platform.asking-words")):
        return
    if any(word in text for word in kb.names("platform.arm64-words")):
        return
    if any(stage.from_.platform is not None for stage in dockerfile.stages):
        return
    words = "|".join(re.escape(word) for word in kb.names("platform.amd64-words"))
    pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])")
    suffixes = kb.names("platform.binary-suffixes")
    portable = kb.names("platform.portable-words")
    places: list[tuple[str, Placed]] = []
    for instruction in dockerfile.instructions:
        if instruction.stage is None or not _is_open(instruction):
            continue
        for address, place in _addresses(instruction):
            found = pattern.search(address)
            last = address.rpartition("/")[2].partition("?")[0].lower()
            if any(word in last for word in portable):
                continue
            if found and (last.endswith(suffixes) or pattern.search(last)):
                places.append((found[0], place))
    if not places:
        return
    word, first = places[0]
    yield ctx.report(
        first,
        f"this downloads a file for {word} on arm64 machines too, where the base image is arm64",
        help="Choose the file by `TARGETARCH`, or say `FROM --platform=linux/amd64` if the image "
        "is for amd64 alone",
        related=[ctx.label(place, "and this one") for _, place in places[1:]],
        severity=Severity.WARNING if ctx.platform is not None else None,
    )


def _is_open(instruction: Instruction) -> bool:
    """Tell whether an instruction's stage is needed and its base image exists for arm64 too."""
    stage = instruction.stage
    if stage is None or not stage.is_reachable:
        return False
    facts = stage.image_facts
    if isinstance(stage.base, ImageRef) and stage.base.is_pinned:
        return False
    if isinstance(facts, Unknown) or facts.gpu is not None or facts.distro == "windows":
        return False
    return any("arm64" in platform for platform in facts.platforms)


def _addresses(instruction: Instruction) -> Iterator[tuple[str, Placed]]:
    if isinstance(instruction, Add):
        for source in instruction.sources:
            if is_remote(source.raw):
                yield source.raw, source
    elif isinstance(instruction, Run):
        for command in instruction.commands:
            download = Download.of(command)
            if download is not None and command.is_unconditional:
                for url in download.urls:
                    yield text_of(url), url
            install = install_of(command)
            if install is not None and install.ecosystem == "python" and install.is_unconditional:
                for spec in install.packages:
                    if spec.url and not spec.marker:
                        yield spec.url, spec
