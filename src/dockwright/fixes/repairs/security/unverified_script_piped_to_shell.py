"""Repairs DW409 where the publisher says how to do without running what the server answers.

Some keep each release's script at an address with its version.  NodeSource's script only sets up
apt for its repository, and its four steps can be written instead, the key's file by name.

A checksum is not written: somebody must read the script before that means anything.
"""

from __future__ import annotations

from dockwright.edits.commands import replace_pipeline, top_level_commands
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import RefreshIndex
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_after
from dockwright.rules.security._downloads import address_of, scripts_run_at_once
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.actions import Download
    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Fix


@repair("DW409", on=Run, touches=("run",))
def unverified_script_piped_to_shell(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Name the release of today in the address, or write what the script does; else refuse."""
    for shell, download in scripts_run_at_once(run, ctx.kb):
        if download.own_span != ctx.finding.primary.span:
            continue
        fix = _with_release(download, ctx) or _with_key(run, shell, download, ctx)
        if fix is not None:
            yield fix
            return
    yield Refusal(
        "the script's content is not known here, so no checksum can be written: somebody has to "
        "fetch it, read it and give its digest"
    )


def _with_release(download: Download, ctx: RepairContext) -> Fix | Refusal | None:
    """Return the fix that names the newest release in the address."""
    address = address_of(download)
    row = ctx.kb.mapping("security.versioned-installers").get(address)
    start = ctx.tree.source.text.find(address, *download.own_span)
    if row is None or start < 0:
        return None
    new = row[0].replace("VERSION", ctx.kb.text(row[1]))
    return ctx.unsafe(
        f"Name the release that it installs today: `{new}` (as of {ctx.kb.as_of[:7]})",
        (Edit(Span(start, start + len(address)), new),),
    )


def _with_key(
    run: Run, shell: Command, download: Download, ctx: RepairContext
) -> Fix | Refusal | None:
    """Return the fix that adds NodeSource's repository by its key."""
    facts = ctx.kb.mapping("security.nodesource")
    found = re.fullmatch(facts["script"], address_of(download))
    top = top_level_commands(run)
    if found is None or int(found[1]) < int(facts["least"]) or top is None:
        return None
    pipeline = shell.simple.pipeline
    if (
        shell.simple not in top
        or pipeline[2] != 2
        or download.simple.pipeline != (pipeline[0], 0, 2)
        or any(each.wrappers or each.simple.redirects for each in (shell, download))
        or any(each.environment for each in (shell, download))
    ):
        return None
    key, keyring = facts["key"], facts["keyring"]
    entry = facts["entry"].replace("VERSION", found[1])
    texts = [
        f"wget -qO {keyring} {key}"
        if download.program == "wget"
        else f"curl -fsSL -o {keyring} {key}",
        f"echo '{entry}' > {facts['list']}",
        f"printf '%s\\n' {facts['preference']} > {facts['preferences']}",
    ]
    following = next(iter(commands_after(shell)), None)
    if following is None or RefreshIndex.of(following) is None:
        texts.append("apt-get update")
    return ctx.unsafe(
        f"Add the repository by its key, which is what the script does: `{entry}`",
        replace_pipeline(ctx.tree, run, shell.simple, texts),
        unless="whether the script runs depends on another command",
    )
