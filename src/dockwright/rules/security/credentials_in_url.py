"""DW404: credentials in an address that the build fetches from."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.model.instructions import Add, Arg, Env, Run
from dockwright.model.secrets import (
    Userinfo,
    is_secret_name,
    shaped,
    shapes_within,
    userinfos,
    weak_password,
)
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.words import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span

_HELP = (
    "Mount the secret for this step alone, `RUN --mount=type=secret,id=…`, as a .netrc, a "
    "configuration file, or read with `$(cat /run/secrets/…)`"
)


@rule(
    "DW404",
    "credentials-in-url",
    on=Dockerfile,
    family=Family.SECURITY,
    severity=Severity.ERROR,
    triggers=("://",),
    facts=("security.fetching-schemes", "security.placeholders"),
)
def credentials_in_url(dockerfile: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    r"""Credentials stand in an address that the build fetches from.

    ## What it does

    Finds `https://user:password@host/` and `https://token@host/` in the commands of RUN, in ADD,
    and in the values of ENV and ARG, such as `PIP_INDEX_URL` or `PIP_EXTRA_INDEX_URL`: written out,
    or filled in from a build argument.

    ## Why it matters

    A build argument is written into the history of every image whose steps could use it, for
    anyone with `docker history` to read.
    An address with credentials also stays where the command wrote it: in `.git/config` after a
    clone, in lock files and in logs.
    In ENV it is part of the image's configuration and of every container.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir \
        --index-url https://build:k3Xv9QpL2mZ7@packages.example/simple tagger==1.2.0
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN --mount=type=secret,id=netrc,target=/root/.netrc \
        pip install --no-cache-dir --index-url https://packages.example/simple tagger==1.2.0
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For a user without password (`git@`), placeholders and defaults; for credentials that the step
    reads from a secret mount, by `$(cat /run/secrets/…)`, by a variable of its own, or by `env=`;
    and for build arguments used in a stage whose layers do not ship, since neither its history nor
    its files reach the image.

    ## Fix safety

    Unsafe: the secret must be given to the build in another way, which the fix tells.
    What is written out is read in its place, `https://user:$(cat /run/secrets/…)@host`; `git
    clone` is given it by a helper instead, since it writes the address into the clone's
    `.git/config`.
    A build argument or a variable goes as DW401 has it.
    Refused for ADD, which reads no secret; where the step keeps the address in a file or in
    settings; for ONBUILD, and where the quotes around it leave no place for a command.

    ## With other rules

    DW402 reports secrets of known shape elsewhere; within an address this rule carries.
    DW401 reports the names of the arguments; DW415 secrets written into files.

    ## References

    - Docker documentation, "Build secrets"
    - pip documentation, "Authentication"
    """
    for instruction in dockerfile.instructions:
        if isinstance(instruction, Arg):
            for argument in instruction.arguments:
                value = argument.default
                if value is not None:
                    yield from _texts(
                        ctx, instruction, value.raw, value.part_span, f"`{argument.name}`"
                    )
        elif isinstance(instruction, Env):
            for pair in instruction.pairs:
                yield from _texts(
                    ctx, instruction, pair.value.raw, pair.value.part_span, f"`{pair.name.raw}`"
                )
        elif isinstance(instruction, Add):
            for source in instruction.sources:
                yield from _texts(ctx, instruction, source.raw, source.part_span, "ADD")
        elif isinstance(instruction, Run):
            if instruction.is_exec_form:
                for word in instruction.argv:
                    yield from _texts(ctx, instruction, word.raw, word.part_span, "RUN")
            else:
                text, origin = instruction.script_text()
                yield from _texts(ctx, instruction, text, origin.span, "RUN")


def _texts(
    ctx: Context,
    instruction: Instruction,
    text: str,
    place: Callable[[int, int], Span],
    where: str,
) -> Iterator[Diagnostic]:
    schemes = ctx.kb.name_set("security.fetching-schemes")
    for info in userinfos(text):
        if info.scheme not in schemes:
            continue
        words = _written_out(info, ctx) or _filled_in(info, instruction, ctx)
        if words is not None:
            yield ctx.report(
                place(info.start, info.end),
                f"the address of `{info.host}` in {where} holds {words}",
                help=_HELP,
            )


def _written_out(info: Userinfo, ctx: Context) -> str | None:
    """Return what an address holds where its credentials are written in the file."""
    password = info.password
    if password and "$" not in password:
        if weak_password(info.user, password, ctx.kb):
            return None
        return "a password, which everyone who has this file can read"
    if not password and "$" not in info.user:
        found = next(shaped(info.user, "", shapes_within(info.user, ctx.kb), ctx.kb), None)
        return None if found is None else f"a secret, {found.title} `{found.shown}`"
    return None


def _filled_in(info: Userinfo, instruction: Instruction, ctx: Context) -> str | None:
    """Return what an address holds where a build argument fills its credentials in."""
    stage = instruction.stage
    if stage is None or not (stage.ships or instruction.is_onbuild):
        return None
    state = instruction.state
    declared = state.declared_args
    secret_part = info.password if info.password is not None else info.user
    for reference in references(secret_part, escape=instruction.escape):
        name = reference.name
        if name in _mounted(instruction):
            continue
        if name not in declared and name not in state.image_env:
            continue
        if info.password is None and not is_secret_name(name, ctx.kb):
            continue
        if isinstance(instruction, Env):
            return f"`{name}`, which stays in the image's environment"
        if name in state.image_env:
            return f"`{name}`, which is in the image's environment"
        return f"the build argument `{name}`, which the image's history shows"
    return None


def _mounted(instruction: Instruction) -> frozenset[str]:
    """Return the variables that a RUN's secret mounts set."""
    if not isinstance(instruction, Run):
        return frozenset()
    names = (getattr(use.mount, "env", None) for use in instruction.mounts)
    return frozenset(name for name in names if name)
