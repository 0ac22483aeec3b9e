"""Secrets that are written out in the file: what takes their place."""

from __future__ import annotations

from dockwright.edits.flags import add_flag
from dockwright.edits.pairs import remove_pair
from dockwright.edits.words import substitute
from dockwright.fixes.repair import Refusal
from dockwright.fixes.repairs.security._secrets import (
    secret_mount,
    stays,
    take_away,
    without_credentials,
)
from dockwright.model.actions import GitClone
from dockwright.model.instructions import Add, Arg, CopyLike, Env, Instruction, Label, Run
from dockwright.text import Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.repair import RepairContext
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Edit

__all__ = ["Replaced", "instruction_at", "name_before", "replaced_literal", "secret_id"]


class Replaced(NamedTuple):
    """The edits that take a secret out of the file, and how it is given instead."""

    title: str
    edits: list[Edit]


def instruction_at(span: Span, ctx: RepairContext) -> Instruction | None:
    """Return the instruction that a finding's place is in."""
    return min(
        (
            each
            for each in ctx.dockerfile.instructions
            if each.span.start <= span.start and span.end <= each.span.end
        ),
        key=lambda each: (not each.is_onbuild, each.span.end - each.span.start),
        default=None,
    )


def secret_id(text: str) -> str:
    """Return a name for a secret that flags and paths take as it is."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_") or "secret"


def replaced_literal(
    instruction: Instruction, span: Span, name: str, ctx: RepairContext, info: Span | None = None
) -> Replaced | Refusal:
    """Return what takes a written-out secret away, or why it must stay.

    Args:
        instruction: where it stands.
        span: the secret's own text.
        name: what the secret is to be called, where it has no name of its own.
        ctx: the repair's context.
        info: the credentials of the address that it stands in, user and password.
    """
    if instruction.is_onbuild:
        return Refusal("an ONBUILD trigger runs in builds that are not seen here")
    if isinstance(instruction, (Arg, Env)):
        return _variable(instruction, span, ctx)
    if isinstance(instruction, Label):
        return _label(instruction, span, ctx)
    if isinstance(instruction, Run):
        return _in_run(instruction, span, name, ctx, info)
    if isinstance(instruction, Add):
        return Refusal("ADD cannot be given a secret: a RUN that fetches the file can")
    if isinstance(instruction, CopyLike):
        return Refusal(
            "COPY writes it into the image: the file must be given to the container when it starts"
        )
    return Refusal(
        f"{instruction.keyword} is part of the image's configuration: the container must be given "
        "the secret when it starts"
    )


def _variable(instruction: Arg | Env, span: Span, ctx: RepairContext) -> Replaced | Refusal:
    if isinstance(instruction, Arg):
        pairs = [(each.name, each.span) for each in instruction.arguments]
    else:
        pairs = [(each.name.known or "", each.span) for each in instruction.pairs]
    name = next((name for name, own in pairs if own.start <= span.start < own.end), "")
    if not name:
        return Refusal("the variable's name cannot be told")
    edits = take_away(instruction, name, ctx)
    if isinstance(edits, Refusal):
        return edits
    title = f"Mount it for the RUNs that read it: `docker build --secret id={name},env={name} …`"
    if isinstance(instruction, Env):
        title += f", and give the container `-e {name}` when it starts"
    return Replaced(title, edits)


def _label(instruction: Label, span: Span, ctx: RepairContext) -> Replaced | Refusal:
    spans = [each.span for each in instruction.pairs]
    own = next((each for each in spans if each.start <= span.start < each.end), None)
    if own is None:
        return Refusal("its place in the file does not allow it")
    return Replaced("Take the label out", list(remove_pair(ctx.tree, instruction.node, own, spans)))


def _in_run(
    run: Run, span: Span, name: str, ctx: RepairContext, info: Span | None
) -> Replaced | Refusal:
    if run.is_exec_form:
        return Refusal("the RUN is in exec form: no shell reads a secret there")
    if any(
        command.parent is not None
        and command.span.start <= span.start
        and span.end <= command.span.end
        for command in run.commands
    ):
        return Refusal("it stands in the text of another command, whose quoting would change")
    word = min(
        (
            each
            for each in _words(run)
            if each.span.start <= span.start and span.end <= each.span.end
        ),
        key=lambda each: each.span.end - each.span.start,
        default=None,
    )
    if word is None:
        return Refusal("it stands in the text of a heredoc, which another program reads")
    command = next(
        (
            each
            for each in run.commands
            if each.span.start <= span.start and span.end <= each.span.end and not each.parent
        ),
        None,
    )
    if command is not None and stays(command, run, ctx.kb):
        return Refusal(
            "the step writes it into a file or the settings of a program, where it would stay: "
            "that file has to be mounted as a secret"
        )
    clone = None if command is None else GitClone.of(command)
    edits: list[Edit] = []
    if clone is not None and info is not None and clone.url is word:
        made = without_credentials(
            ctx.tree,
            clone,
            info,
            tuple(
                f"$(cat /run/secrets/{name})" if part == span else ctx.tree.source.slice(part)
                for part in _parts(info, span)
            ),
        )
    else:
        made = substitute(ctx.tree, word, span, f"cat /run/secrets/{name}")
    if made is None:
        return Refusal("the quotes around it do not let a command be put in its place")
    edits += made
    if not any(getattr(use.mount, "id", None) == name for use in run.mounts):
        edits = [*add_flag(run.node, secret_mount(run, name)), *edits]
    return Replaced(
        f"Read it from a secret of the build: `docker build --secret id={name},src=FILE …`", edits
    )


def _parts(info: Span, secret: Span) -> tuple[Span, ...]:
    """Return the user's and the password's places in the credentials of an address."""
    if info == secret:
        return (secret,)
    return (Span(info.start, secret.start - 1), secret)


def name_before(span: Span, ctx: RepairContext) -> str:
    """Return what a value in the file is called: ``NAME=`` or ``"name": "`` before it."""
    before = ctx.tree.source.text[max(0, span.start - 80) : span.start].rpartition("\n")[2]
    match = re.search(
        r"""(?:(?<=\\n)|(?<![\w.\\-]))([A-Za-z_][\w.-]*)["']?\s*(?:=\s*["']?|:\s+["']?|:["'])$""",
        before,
    )
    return "" if match is None else secret_id(match.group(1))


def _words(run: Run) -> Iterator[ShellWord]:
    script = run.script
    for simple in script.commands if script is not None else ():
        yield from simple.words
        for assignment in simple.assignments:
            if assignment.value is not None:
                yield assignment.value
        for redirect in simple.redirects:
            if redirect.target is not None:
                yield redirect.target
