"""Repairs DW414: ``https://`` for the hosts that are known to serve it.

It is safe where the file shows that whoever fetches can check certificates: the builder itself
for ADD, and a pip that takes further packages of the same install from an index over HTTPS.
"""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._trust import trust_store, uses_trust_store
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Instruction, Run
from dockwright.model.layers import environment_of
from dockwright.model.unknown import Unknown
from dockwright.rules.diagnostic import Applicability
from dockwright.rules.security._downloads import host_of
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_OPEN = "http://"
_CLOSED = "https://"
_PIP_INDEXES = ("PIP_INDEX_URL", "PIP_NO_INDEX")
"""Variables after which pip asks another index, or none."""


@repair("DW414", on=Instruction, touches=("run", "copy"))
def remote_http_download(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write ``https://`` in the addresses of a host."""
    source = ctx.tree.source
    edits: list[Edit] = []
    host = ""
    for span in (ctx.finding.primary.span, *(label.span for label in ctx.finding.related)):
        text = source.slice(span)
        at = text.find(_OPEN)
        if at < 0:
            yield Refusal("its scheme is not written as one word")
            return
        host = host_of(text[at:].rstrip("'\"")).lower()
        authority = text[at + len(_OPEN) :].partition("/")[0]
        if ":" in authority.rpartition("@")[2]:
            yield Refusal("a server's port speaks either HTTP or HTTPS, and the address names one")
            return
        start = span.start + at
        edits.append(Edit(Span(start, start + len("http")), "https"))
    known = ctx.kb.names("security.https-hosts")
    if not any(_is_of(host, each) for each in known):
        yield Refusal(f"whether `{host}` serves the same over HTTPS is not known here")
        return
    addresses = tuple(edits)
    if isinstance(instruction, Run) and any(
        uses_trust_store(command.program) for command in instruction.commands
    ):
        store = trust_store(instruction)
        if store is None:
            yield Refusal("the base image has no certificate authorities, and no step installs any")
            return
        edits += store
    is_safe = isinstance(instruction, Add) or (
        isinstance(instruction, Run)
        and all(_is_by_pip(edit.span, instruction) for edit in addresses)
    )
    yield ctx.fix(
        "Take the `https://` address",
        edits,
        applicability=Applicability.SAFE if is_safe else Applicability.UNSAFE,
    )


def _is_of(host: str, known: str) -> bool:
    """Tell whether a host is a known one, or right below it: certificates cover no more."""
    below = host.removesuffix("." + known)
    return host == known or (below != host and "." not in below)


def _is_by_pip(span: Span, run: Run) -> bool:
    """Tell whether an address is given to a pip that asks an index over HTTPS anyway.

    pip brings its own certificate authorities, and its default index has no other address.
    """
    for command in run.commands:
        install = install_of(command)
        if install is None or install.manager != "pip" or not install.span.contains(span):
            continue
        if install.has("--no-index", "--trusted-host") or not any(
            package.name and not package.url and not package.path for package in install.packages
        ):
            return False
        indexes = [each.text for each in install.index_urls if each.replaces]
        environment = environment_of(install)
        if environment.get("PIP_TRUSTED_HOST") is not None and (
            "PIP_TRUSTED_HOST" in run.state.variables
        ):
            return False  # somebody there signs anew what comes over HTTPS
        for name in _PIP_INDEXES:
            value = environment.get(name)
            if isinstance(value, Unknown) and name not in run.state.variables:
                continue  # the base image's, if it has any
            if value is not None:
                indexes.append(value if isinstance(value, str) else "")
        return all(each.startswith(_CLOSED) for each in indexes)
    return False
