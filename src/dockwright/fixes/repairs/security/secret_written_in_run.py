"""Repairs DW415: the file that a step writes a secret into is mounted instead.

The command that writes it goes, and the build argument with it; the RUNs whose programs read such a
file get it as a secret at the same path.
"""

from __future__ import annotations

import posixpath

from dockwright.edits.pairs import remove_pair
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._literals import secret_id
from dockwright.fixes.repairs.security._secret_files import mounted_file
from dockwright.fixes.repairs.security._secrets import mentions, runs_after
from dockwright.model.actions import Setting
from dockwright.model.instructions import Arg, Run
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Fix

_REGISTRIES = frozenset({"npm", "pnpm"})


@repair("DW415", on=Run, touches=("args", "run", "mounts", "order"))
def secret_written_in_run(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Mount the file for the steps that read it."""
    span = ctx.finding.primary.span
    command = next(
        (
            each
            for each in run.commands
            if each.span.start <= span.start < each.span.end and each.parent is None
        ),
        None,
    )
    if command is None or run.is_onbuild or run.stage is None:
        yield Refusal("an ONBUILD trigger runs in builds that are not seen here")
        return
    target = _target(command, run)
    if target is None:
        yield Refusal(
            "the file that it ends in cannot be told, or holds more than the secret: it has to be "
            "mounted by hand"
        )
        return
    names = [
        (each, argument)
        for each in run.stage.layers()
        if isinstance(each, Arg) and each.span.start < run.span.start
        for argument in each.arguments
        if any(mentions(word.raw, argument.name) for word in command.words)
        or any(mentions(each.body or "", argument.name) for each in command.simple.redirects)
    ]
    if len(names) != 1:
        yield Refusal("no one build argument of the file holds it")
        return
    declared, argument = names[0]
    other = next(
        (
            each
            for each in ctx.dockerfile.instructions
            if each is not run
            and each.span.start > declared.span.start
            and mentions(each.node.text, argument.name)
        ),
        None,
    )
    if other is not None:
        yield Refusal(f"line {other.node.start_line} uses `{argument.name}` too")
        return
    name = secret_id(posixpath.basename(target).lstrip("."))
    mounted = mounted_file(target, name, [run, *runs_after(run)], ctx, without=command)
    if isinstance(mounted, Refusal):
        yield mounted
        return
    spans = [each.span for each in declared.arguments]
    yield ctx.unsafe(
        "Mount the whole file for the RUNs that read it: "
        f"`docker build --secret id={name},src=FILE …`",
        [*remove_pair(ctx.tree, declared.node, argument.span, spans), *mounted],
    )


def _target(command: Command, run: Run) -> str | None:
    """Return the file of credentials that a command makes, or None where it is not plain."""
    home = "/root" if run.state.is_root is True else ""
    setting = Setting.of(command)
    if setting is not None:
        return f"{home}/.npmrc" if command.program in _REGISTRIES and home else None
    if command.program not in {"echo", "printf", "cat"} or command.simple.pipeline[2] != 1:
        return None
    for redirect in command.simple.redirects:
        if redirect.operator != ">" or redirect.target is None:
            continue
        path = text_of(redirect.target)
        for sign in ("~/", "$HOME/", "${HOME}/"):
            if path.startswith(sign) and home:
                path = f"{home}/{path[len(sign) :]}"
        if "$" in path or "~" in path:
            return None
        workdir = run.state.workdir
        if not path.startswith("/"):
            path = posixpath.join(workdir, path) if isinstance(workdir, str) else ""
        return posixpath.normpath(path) if path else None
    return None
