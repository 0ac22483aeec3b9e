"""DW413: ADD of an address without a checksum."""

from __future__ import annotations

from dockwright.model.instructions import Add
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.security._downloads import host_of
from dockwright.rules.security._shared import carries_code, is_checked_by_step
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW413",
    "unverified-remote-add",
    on=Add,
    family=Family.SECURITY,
    severity=Severity.INFO,
    aliases=("CKV_DOCKER_4",),
    triggers=("https://", "http://"),
    facts=(
        "security.changing-addresses",
        "security.licence-words",
        "security.moving-references",
        "security.installer-alternatives",
        "security.verifiers",
    ),
)
def unverified_remote_add(add: Add, ctx: Context) -> Iterator[Diagnostic]:
    r"""ADD fetches a file from an address without checking what comes.

    ## What it does

    Finds ADD of an address without `--checksum`.

    ## Why it matters

    Whoever controls the address decides what every later build contains.
    With `--checksum` BuildKit refuses any other content, and need not fetch the file again to know
    whether its cache still holds.

    ## Example

    ```dockerfile bad
    FROM debian:13-slim
    ADD https://files.example/models/tagger.bin /models/
    USER 10001
    CMD ["/bin/true"]
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \
        https://files.example/models/tagger.bin /models/
    USER 10001
    CMD ["/bin/true"]
    ```

    ## When it stays silent

    Where `--checksum` is given, or a later RUN of the stage checks a sum or a signature of the
    file; for git repositories, which a commit pins; for licences and notices, which nothing runs;
    where the address is a build argument; for services whose answer changes by design, which are
    fetched to make later steps run again; and for programs and packages over plain `http://`, which
    DW414 takes up.

    ## Fix safety

    Always refused: a checksum can only be written by someone who knows which content is right.

    ## With other rules

    DW414 reports programs and packages over plain `http://`, which anyone on the way can replace.
    DW408 reports ADD of local files.

    ## References

    - Dockerfile reference, ADD `--checksum`
    """
    if add.checksum is not None:
        return
    for source in add.sources:
        address = source.known or source.raw
        if not address.startswith(("https://", "http://")) or _is_git(address):
            continue
        if address.startswith("http://") and carries_code(address, ctx):
            continue
        host = host_of(address)
        if host in ctx.kb.name_set("security.changing-addresses"):
            continue
        if _is_licence(add, address, ctx) or _is_verified_by_run(add, address, ctx):
            continue
        yield ctx.report(
            source.span,
            f"ADD takes whatever `{host}` serves at build time: no checksum is given",
            help="Add `--checksum=sha256:…` with the digest of the file that you checked"
            if not _moves(address, ctx)
            else "Take the address of a release or a commit, which keeps its content, and add "
            "`--checksum=sha256:…` with the digest of the file that you checked",
        )


def _is_git(address: str) -> bool:
    path = address.partition("#")[0].partition("?")[0]
    return path.removesuffix("/").endswith(".git")


def _moves(address: str, ctx: Context) -> bool:
    """Tell whether an address names a branch or the latest release, whose content changes."""
    if host_of(address) in ctx.kb.mapping("security.installer-alternatives"):
        return True
    parts = re.split(r"[/?&=.]", address.partition("://")[2])
    return not ctx.kb.name_set("security.moving-references").isdisjoint(parts[1:])


def _is_licence(add: Add, address: str, ctx: Context) -> bool:
    """Tell whether what is fetched is a text that nothing runs: a licence, a notice."""
    if carries_code(address, ctx):
        return False
    target = "" if add.destination is None else add.destination.raw
    parts = re.split(r"[/._-]", f"{address.rpartition('/')[2]}/{target}".lower())
    return not ctx.kb.name_set("security.licence-words").isdisjoint(parts)


def _is_verified_by_run(add: Add, address: str, ctx: Context) -> bool:
    """Tell whether a later RUN of the stage checks a sum or a signature of what was fetched."""
    stage = add.stage
    if stage is None or add.is_onbuild:
        return False
    target = "" if add.destination is None else add.destination.raw
    name = address.partition("?")[0].rpartition("/")[2]
    if target and not target.endswith(("/", ".")):
        name = target.rpartition("/")[2]
    return is_checked_by_step(name, add.span.end, stage, ctx)
