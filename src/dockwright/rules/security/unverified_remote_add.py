"""DW413: ADD of an address without a checksum."""

from __future__ import annotations

from dockwright.model.instructions import Add
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.security._downloads import host_of
from dockwright.rules.security._shared import carries_code

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
    facts=("security.changing-addresses",),
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

    Where `--checksum` is given; for git repositories, which a commit pins; where the address is a
    build argument; for services whose answer changes by design, which are fetched to make later
    steps run again; and for programs and packages over plain `http://`, which DW414 takes up.

    ## Fix safety

    A checksum can only be written by someone who knows which content is right, so there is no
    automatic fix.

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
        yield ctx.report(
            source.span,
            f"ADD takes whatever `{host}` serves at build time: no checksum is given",
            help="Add `--checksum=sha256:…` with the digest of the file that you checked",
        )


def _is_git(address: str) -> bool:
    return address.partition("#")[0].removesuffix("/").endswith(".git")
