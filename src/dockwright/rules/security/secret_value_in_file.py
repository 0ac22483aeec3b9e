"""DW402: a secret is written into the Dockerfile."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.model.instructions import Arg, CopyLike, Env, Label, Run, Runnable
from dockwright.model.secrets import (
    named_values,
    random_value,
    shaped,
    shapes_within,
    userinfos,
    weak_password,
)
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.security._given import given_secrets
from dockwright.text import OriginMap, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockwright.kb.records import SecretShape
    from dockwright.rules.diagnostic import Diagnostic

_HELP = (
    "Revoke it, since everyone who has the file or the image has it; give the new one to the build "
    "with `--mount=type=secret` or to the container when it starts"
)


@rule(
    "DW402",
    "secret-value-in-file",
    on=Dockerfile,
    family=Family.SECURITY,
    severity=Severity.ERROR,
    facts=(
        "secret.placeholder-words",
        "security.placeholders",
        "secret.minimum-entropy",
        "security.password-options",
        "security.secret-operands",
    ),
)
def secret_value_in_file(dockerfile: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    r"""A secret is written into the Dockerfile.

    ## What it does

    Finds values that have the shape of a known provider's secret anywhere in an instruction, and
    random-looking values of variables that are named like secrets, in ARG, ENV, LABEL, the text of
    RUN and of other commands, and files written as heredocs.
    In RUN also passwords that a program is given as a word: `curl --user name:word`,
    `wget --password`, `docker login -p`, `wandb login KEY`, `aws configure set` and their like.
    The message shows at most the first four characters.

    ## Why it matters

    The value is in the repository's history, in the image's history and configuration, and in
    every cache and registry that either of them passed.
    Overwriting or unsetting it later changes none of that.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    LABEL com.example.token=hf_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN --mount=type=secret,id=token,target=/run/secrets/token \
        python -c "open('/run/secrets/token').read()"
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For placeholders and defaults (`changeme`, `AKIA…EXAMPLE`, `postgres:postgres@db`), for values
    that come from a variable, for fingerprints, digests and public keys, for plain text in base64,
    for passwords of servers on this machine, and for words rather than random characters, which
    only a name could give away.

    ## Fix safety

    Unsafe, and not enough: whatever was committed stays in the history, so the secret must be
    revoked where it was issued.
    An ARG or ENV goes as DW401 has it, a label goes; in RUN the value is read in its place from a
    secret mount, `$(cat /run/secrets/…)`, in quotes that fit those around it, and the fix says
    how the build is given it.
    Refused in CMD, ENTRYPOINT, files that COPY writes and ONBUILD, where no mount reaches; where
    the step would still write the value into a file or a program's settings; in JSON forms,
    heredocs and the text of another command.

    ## With other rules

    DW401 judges by names alone: where the value of a pair is a secret too, this rule carries.
    DW404 carries for credentials in the addresses of packages, repositories and downloads.
    DW403 finds secrets in files that are copied.

    ## References

    - Docker documentation, "Build secrets"
    - GitHub documentation, "Supported secret scanning patterns"
    """
    shapes = shapes_within(dockerfile.source.text, ctx.kb)
    for instruction in dockerfile.instructions:
        if isinstance(instruction, Arg):
            for argument in instruction.arguments:
                value = argument.default
                if value is not None:
                    yield from _texts(
                        ctx, shapes, argument.name, value.raw, value.span, value.part_span
                    )
        elif isinstance(instruction, (Env, Label)):
            for pair in instruction.pairs:
                value = pair.value
                yield from _texts(
                    ctx, shapes, pair.name.raw, value.raw, value.span, value.part_span
                )
        elif isinstance(instruction, Runnable):
            yield from _runnable(ctx, shapes, instruction)
        elif isinstance(instruction, CopyLike):
            for heredoc in instruction.heredocs:
                start = heredoc.body_span.start
                for line in re.finditer(r"[^\n]+", heredoc.content):
                    yield from _line(ctx, shapes, line.group(), start + line.start())


def _runnable(
    ctx: Context, shapes: tuple[SecretShape, ...], instruction: Runnable
) -> Iterator[Diagnostic]:
    kind = instruction.keyword
    if instruction.is_exec_form:
        for word in instruction.argv if shapes or "@" in instruction.node.line else ():
            yield from _texts(ctx, shapes, "", word.raw, word.span, None, kind)
        return
    text, origin = instruction.script_text()
    taken: list[Span] = []
    for found in _found(ctx, shapes, "", text, origin.span, kind):
        taken.append(found.primary.span)
        yield found
    if not isinstance(instruction, Run):
        return
    for name, start, end in named_values(text, ctx.kb):
        span = origin.span(start, end)
        if not _is_taken(span, taken):
            taken.append(span)
            yield _random(ctx, name, span)
    for secret in given_secrets(instruction, ctx.kb):
        if not _is_taken(secret.span, taken):
            yield ctx.report(
                secret.span,
                f"RUN holds a secret: what is given to `{secret.to}`",
                help=_HELP,
                confidence=Confidence.MEDIUM,
            )


def _is_taken(span: Span, taken: list[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in taken)


def _line(
    ctx: Context, shapes: tuple[SecretShape, ...], line: str, start: int
) -> Iterator[Diagnostic]:
    """Report the secrets of one line of a file: ``name = value`` or ``name: value``."""
    origin = OriginMap.identity(start, len(line))
    match = re.match(r"""[\s"'-]*(?:export\s+)?([\w.-]+)["']?\s*[=:]\s*["']?([^\s"',]+)""", line)
    name = "" if match is None else match.group(1)
    found = list(_found(ctx, shapes, name, line, origin.span, "this file"))
    yield from found
    for found_name, begin, end in () if found else named_values(line, ctx.kb):
        yield _random(ctx, found_name, origin.span(begin, end))


def _texts(
    ctx: Context,
    shapes: tuple[SecretShape, ...],
    name: str,
    text: str,
    span: Span,
    place: Callable[[int, int], Span] | None,
    where: str = "",
) -> Iterator[Diagnostic]:
    """Report the secrets in a value: those of known shape, else the value itself."""
    found: list[Diagnostic] = []
    if shapes or "@" in text:
        at = place or (lambda _start, _end: span)
        found += _found(ctx, shapes, name, text, at, where or f"`{name}`")
    yield from found
    if name and not found and random_value(name, text.strip("'\""), ctx.kb):
        yield _random(ctx, f"`{name}`", span)


def _found(
    ctx: Context,
    shapes: tuple[SecretShape, ...],
    name: str,
    text: str,
    place: Callable[[int, int], Span],
    where: str,
) -> Iterator[Diagnostic]:
    for secret in shaped(text, name, shapes, ctx.kb):
        yield ctx.report(
            place(secret.start, secret.end),
            f"{where} holds a secret: {secret.title}, `{secret.shown}`",
            help=_HELP,
        )
    for info in userinfos(text):
        if (
            info.password is None
            or "$" in info.password
            or info.scheme in ctx.kb.name_set("security.fetching-schemes")
            or weak_password(info.user, info.password, ctx.kb)
        ):
            continue
        yield ctx.report(
            place(info.start, info.end),
            f"{where} holds a secret: the password of an address `{info.scheme}://…`",
            help=_HELP,
            confidence=Confidence.MEDIUM,
        )


def _random(ctx: Context, name: str, span: Span) -> Diagnostic:
    return ctx.report(
        span,
        f"{name} holds what looks like a real secret, {span.end - span.start} random characters",
        help=_HELP,
        confidence=Confidence.MEDIUM,
    )
