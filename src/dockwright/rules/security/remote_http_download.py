"""DW414: programs fetched over plain HTTP."""

from __future__ import annotations

from dockwright.model.actions import Archive, Download
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Instruction, Run
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.security._downloads import host_of, is_private, scripts_run_at_once
from dockwright.rules.security._shared import base_name, carries_code, is_verified_later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Span

_SCHEME = "http://"


@rule(
    "DW414",
    "remote-http-download",
    on=Instruction,
    family=Family.SECURITY,
    severity=Severity.WARNING,
    triggers=("http://",),
    facts=(
        "security.code-suffixes",
        "security.archive-suffixes",
        "security.build-programs",
        "security.key-importers",
        "security.plain-hosts",
        "security.verifiers",
    ),
)
def remote_http_download(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """A program, package or key is fetched over plain HTTP and nothing checks it.

    ## What it does

    Finds plain `http://` addresses of what is run, installed or trusted: scripts, packages and
    programs by their ending, archives that the same step builds or installs, downloads that go
    straight into a shell, signing keys, and packages that a package manager is given by address.

    ## Why it matters

    Everyone between the build machine and the server can put something else in its place, and the
    build runs it, mostly as root.

    ## Example

    ```dockerfile bad
    FROM buildpack-deps:trixie-curl
    RUN curl --fail --location --output /tmp/tool.deb http://tool.example/tool_1.4.2.deb
    USER 10001
    CMD ["/usr/bin/tool"]
    ```

    ## Instead

    ```dockerfile good
    FROM buildpack-deps:trixie-curl
    RUN curl --fail --location --output /tmp/tool.deb https://tool.example/tool_1.4.2.deb
    USER 10001
    CMD ["/usr/bin/tool"]
    ```

    ## When it stays silent

    For data; where a later command of the step, or a later step that names the file, checks a sum
    or a signature, or ADD has `--checksum`; for this machine and hosts without a dot; for
    repositories of apt and its like, whose packages are signed; and where the address is a
    variable.

    ## Fix safety

    For hosts that are known to serve the same over `https://`.
    Safe for ADD, which the builder fetches with the authorities that it pulls images by, and for a
    `pip install` that takes further packages from an index over HTTPS without `--trusted-host`.
    Unsafe for other programs, since whether they can check that server's certificate depends on
    what the base image brings.
    Where the base image is known to have no certificate authorities, `ca-certificates` joins the
    install that brings the downloader.
    Refused for other hosts, and for addresses with a port.

    ## With other rules

    DW409 reports scripts over HTTPS that are run unseen; DW413 addresses of ADD without a checksum.

    ## References

    - Dockerfile reference, ADD `--checksum`
    - apt-secure(8)
    """
    if isinstance(instruction, Add):
        if instruction.checksum is None:
            for source in instruction.sources:
                address = source.known or source.raw
                if _is_open(address) and carries_code(address, ctx):
                    yield _report(ctx, source.span, address)
    elif isinstance(instruction, Run):
        yield from _run(instruction, ctx)


def _run(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """Report each host of a RUN once, its further places beside it."""
    places: dict[str, list[Span]] = {}
    at_once = {download.span for _, download in scripts_run_at_once(run, ctx.kb)}
    for command in run.commands:
        for word in _dangerous(command, at_once, run, ctx):
            places.setdefault(text_of(word), []).append(word.span)
    by_host: dict[str, list[tuple[Span, str]]] = {}
    for address, spans in places.items():
        by_host.setdefault(host_of(address), []).extend((span, address) for span in spans)
    for found in by_host.values():
        yield _report(ctx, *found[0], related=[span for span, _ in found[1:]])


def _dangerous(command: Command, at_once: set[Span], run: Run, ctx: Context) -> Iterator[ShellWord]:
    """Yield the words of a command that are plain addresses of what is run or trusted."""
    download = Download.of(command)
    if download is not None:
        if is_verified_later(command, run, ctx):
            return
        is_program = (
            download.span in at_once
            or (download.output is not None and carries_code(text_of(download.output), ctx))
            or _feeds_importer(command, run, ctx)
        )
        for word in download.urls:
            address = text_of(word)
            if _is_open(address) and (
                is_program or carries_code(address, ctx) or _is_built(command, address, run, ctx)
            ):
                yield word
        return
    install = install_of(command)
    if install is not None and (install.ecosystem == "system" or install.manager == "pip"):
        words = command.operands
    elif command.program in ctx.kb.name_set("security.key-importers"):
        words = command.words[1:]
    else:
        return
    for word in words:
        if _is_open(text_of(word)):
            yield word


def _is_open(address: str) -> bool:
    return (
        address.startswith(_SCHEME)
        and not host_of(address).startswith("$")
        and not is_private(address)
    )


def _feeds_importer(command: Command, run: Run, ctx: Context) -> bool:
    """Tell whether what a command prints is taken in as a signing key."""
    importers = ctx.kb.name_set("security.key-importers")
    number, place, _ = command.simple.pipeline
    return any(
        other.program in importers
        and other.simple.pipeline[0] == number
        and other.simple.pipeline[1] > place
        for other in run.commands
    )


def _is_built(command: Command, address: str, run: Run, ctx: Context) -> bool:
    """Tell whether an archive is unpacked and then built or installed by the same step."""
    path = address.partition("?")[0].lower()
    if not path.endswith(ctx.kb.names("security.archive-suffixes")):
        return False
    builders = ctx.kb.name_set("security.build-programs")
    unpacked = False
    for other in run.commands:
        if other.span.start <= command.span.start:
            continue
        if Archive.of(other) is not None:
            unpacked = True
        elif unpacked and (base_name(other.path) in builders or install_of(other) is not None):
            install = install_of(other)
            # An install of packages from elsewhere says nothing about the archive.
            if install is None or install.project:
                return True
    return False


def _report(ctx: Context, span: Span, address: str, related: Sequence[Span] = ()) -> Diagnostic:
    return ctx.report(
        span,
        f"what `{host_of(address)}` sends over plain HTTP is run, installed or trusted unchecked",
        help="Check the file with `sha256sum -c` in the same step, as this server has no `https://`"
        if host_of(address).endswith(ctx.kb.names("security.plain-hosts"))
        else "Take the `https://` address, or check the file with `sha256sum -c` in the same step",
        related=[ctx.label(place, "and here") for place in related],
    )
