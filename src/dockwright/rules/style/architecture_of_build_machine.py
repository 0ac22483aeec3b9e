"""DW916: what is downloaded for the image is chosen by the machine that builds it."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import Download
from dockwright.model.contents import contents_of, covers
from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.contents import Transfer
    from dockwright.model.instructions import Run
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


@rule(
    "DW916",
    "architecture-of-build-machine",
    on=Stage,
    family=Family.STYLE,
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    triggers=("BUILDPLATFORM",),
    facts=("platform.asking-commands", "platform.target-words"),
)
def architecture_of_build_machine(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""`uname -m` in a stage of the build machine chooses a file that goes into the image.

    ## What it does

    Looks at stages that are `FROM --platform=$BUILDPLATFORM`, for downloads whose address is made
    with `uname -m`, `dpkg --print-architecture` or `arch`, and whose files a stage for the target
    copies.

    ## Why it matters

    Such a stage runs on the machine that builds, whatever the image is for: there `uname -m` says
    what that machine is.
    An arm64 image that is built on amd64 gets the program for amd64, and ends with
    `exec format error`.

    ## Example

    ```dockerfile bad
    FROM --platform=$BUILDPLATFORM alpine:3.22 AS fetch
    RUN wget -q -O /opt/tool "https://downloads.example/1.2/tool-linux-$(uname -m)" \
        && chmod +x /opt/tool

    FROM alpine:3.22
    COPY --from=fetch /opt/tool /opt/tool
    USER 10001
    CMD ["/opt/tool"]
    ```

    ## Instead

    ```dockerfile good
    FROM --platform=$BUILDPLATFORM alpine:3.22 AS fetch
    ARG TARGETARCH
    RUN wget -q -O /opt/tool "https://downloads.example/1.2/tool-linux-$TARGETARCH" \
        && chmod +x /opt/tool

    FROM alpine:3.22
    COPY --from=fetch /opt/tool /opt/tool
    USER 10001
    CMD ["/opt/tool"]
    ```

    ## When it stays silent

    Where the RUN names the target's architecture too; where nothing that the RUN names is copied
    into a stage for the target: a tool that the build itself runs is rightly the build machine's;
    where the address is decided by more than an assignment in the same RUN.

    ## Fix safety

    None: `uname -m` and `TARGETARCH` write the architectures differently, and so do the names of
    files.

    ## With other rules

    DW910 is about addresses that name one architecture.

    ## References

    - Dockerfile reference, "Automatic platform ARGs in the global scope"
    """
    if not stage.is_reachable or not _is_on_build_machine(stage):
        return
    taken = [
        transfer
        for other in ctx.dockerfile.stages
        if other.is_reachable and other.lineage[-1].from_.platform is None
        for transfer in contents_of(other, ctx.kb).transfers
        if isinstance(transfer.source, Stage) and stage in transfer.source.lineage
    ]
    if not taken:
        return
    for run in stage.runs():
        script = run.script_text()[0]
        if any(word in script for word in ctx.kb.names("platform.target-words")):
            continue
        for place, asked in _asked(run, script, ctx):
            transfer = next((each for each in taken if _is_named(each, run)), None)
            if transfer is None:
                continue
            yield ctx.report(
                place,
                f"`{asked}` is the architecture of the machine that builds, and what this fetches "
                "goes into the image",
                help="Choose the file by `TARGETARCH` (`ARG TARGETARCH`), the image's architecture",
                related=[ctx.label(transfer.copy, "it is copied into the image here")],
            )
            break


def _is_on_build_machine(stage: Stage) -> bool:
    platform = stage.lineage[-1].from_.platform
    return platform is not None and "BUILDPLATFORM" in platform.raw


def _asked(run: Run, script: str, ctx: Context) -> Iterator[tuple[Span, str]]:
    """Give the downloads whose address the machine's architecture is put in, and what asks it."""
    commands = "|".join(ctx.kb.names("platform.asking-commands"))
    asking = rf"(?:\$\(\s*|`\s*)((?:{commands}))\s*(?:\)|`)"
    assigned = {
        found[1]: found[2]
        for found in re.finditer(rf'(?:^|[\s;&])(\w+)="?{asking}"?(?=[\s;&]|$)', script)
    }
    for command in run.commands:
        download = Download.of(command)
        for url in download.urls if download is not None else ():
            text = ctx.dockerfile.source.slice(url.span)
            direct = re.search(asking, text)
            if direct is not None:
                yield url.span, direct[1]
                continue
            names = re.findall(r"\$\{?(\w+)", text)
            asked = next((assigned[name] for name in names if name in assigned), None)
            if asked is not None:
                yield url.span, asked


def _is_named(transfer: Transfer, run: Run) -> bool:
    """Tell whether what a COPY takes is named by a RUN: the file, or a folder around it."""
    workdir = run.state.workdir
    for command in run.commands:
        for word in command.words[1:]:
            path = word.value
            if not path or path.startswith("-") or "://" in path:
                continue
            if not path.startswith("/"):
                if not isinstance(workdir, str):
                    continue
                path = posixpath.join(workdir, path)
            path = posixpath.normpath(path)
            if path.count("/") > 1 and (
                covers(transfer.from_path, path) or covers(path, transfer.from_path)
            ):
                return True
    return False
