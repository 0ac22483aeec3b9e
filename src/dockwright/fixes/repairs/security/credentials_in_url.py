"""Repairs DW404: the credentials of an address are read from a secret of the build.

Written-out ones are read in their place, ``https://user:$(cat /run/secrets/…)@host``.  Where a
build argument fills them in, the argument goes, as DW401 has it.
"""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._literals import (
    instruction_at,
    replaced_literal,
    secret_id,
)
from dockwright.fixes.repairs.security._secrets import take_away
from dockwright.model.dockerfile import Dockerfile
from dockwright.model.instructions import Arg, Env, Instruction
from dockwright.syntax.dockerfile.words import references
from dockwright.text import Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW404", on=Dockerfile, touches=("args", "env", "run", "mounts", "order"))
def credentials_in_url(dockerfile: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the credentials out of the address."""
    del dockerfile
    span = ctx.finding.primary.span
    instruction = instruction_at(span, ctx)
    if instruction is None:
        yield Refusal("it stands in no instruction")
        return
    text = ctx.tree.source.slice(span)
    user, colon, password = text.partition(":")
    secret = password if colon else user
    if "$" in secret and not isinstance(instruction, Env):
        yield from _filled_in(instruction, secret, ctx)
        return
    start = span.end - len(secret)
    host = re.match(r"@([^\s/'\"`:?#]+)", ctx.tree.source.text[span.end :])
    name = "_".join(
        secret_id(part)
        for part in (
            host[1] if host and "$" not in host[1] else "address",
            user if colon else "token",
        )
        if part
    )
    found = replaced_literal(instruction, Span(start, span.end), name, ctx, span)
    if isinstance(found, Refusal):
        yield found
        return
    yield ctx.unsafe(found.title, found.edits)


def _filled_in(
    instruction: Instruction, secret: str, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Take the build argument or variable away that fills the credentials in."""
    stage = instruction.stage
    if stage is None or instruction.is_onbuild:
        yield Refusal("an ONBUILD trigger runs in builds that are not seen here")
        return
    for reference in references(secret, escape=instruction.escape):
        name = reference.name
        declared = [
            each
            for each in stage.layers()
            if isinstance(each, (Arg, Env))
            and each.span.start < instruction.span.start
            and (
                any(argument.name == name for argument in each.arguments)
                if isinstance(each, Arg)
                else any(pair.name.known == name for pair in each.pairs)
            )
        ]
        if not declared:
            continue
        if len(declared) > 1 and not isinstance(declared[-1], Env):
            yield Refusal(f"`{name}` is declared several times")
            return
        edits = take_away(declared[-1], name, ctx)
        if isinstance(edits, Refusal):
            yield edits
            return
        yield ctx.unsafe(
            f"Mount it for the RUNs that read it: `docker build --secret id={name},env={name} …`",
            edits,
        )
        return
    yield Refusal("where its value comes from is not in this file")
