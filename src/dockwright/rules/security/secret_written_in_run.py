"""DW415: RUN writes a secret into a file of the image."""

from __future__ import annotations

from dockwright.model.actions import Remove, Setting
from dockwright.model.instructions import Run
from dockwright.model.secrets import is_secret_name, userinfos
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.security._shared import base_name
from dockwright.syntax.dockerfile.words import references
from dockwright.syntax.shell.nodes import PartKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


@rule(
    "DW415",
    "secret-written-in-run",
    on=Run,
    family=Family.SECURITY,
    severity=Severity.ERROR,
    facts=("secret.words", "security.login-commands"),
)
def secret_written_in_run(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """RUN writes a secret build argument into a file that stays in the layer.

    ## What it does

    Follows build arguments and ENV variables that are named like secrets into the commands of RUN,
    and reports those that end in a file of an image that ships: by a redirection or `tee`, by a
    program's own settings (`npm config set`, `git config`, `pip config set`), by `sed -i`, or by a
    login command that keeps what it is given.

    ## Why it matters

    The file is in the layer for everyone who can pull the image.
    A later `RUN rm` hides it from the container only; the value is in the image's history besides.

    ## Example

    ```dockerfile bad
    FROM node:22-slim
    ARG REGISTRY_AUTH
    RUN echo "//packages.example/:_authToken=${REGISTRY_AUTH}" > /root/.npmrc
    USER 1000
    CMD ["node", "--version"]
    ```

    ## Instead

    ```dockerfile good
    FROM node:22-slim
    RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm view tagger
    USER 1000
    CMD ["node", "--version"]
    ```

    ## When it stays silent

    For ENV whose value stands in the file; for variables of the step's own, such as those read
    from a secret mount; where the same step removes the file; for stages that do not ship; and for
    addresses with credentials, which DW404 takes up.

    ## Fix safety

    Unsafe: where `echo`, `printf` or `cat` makes a file that programs read by themselves
    (`.npmrc`, `.netrc`), or `npm config set` does, the command and the build argument go, and the
    whole file is mounted as a secret for the RUNs that read it.
    Refused for other files and logins, whose form is their program's, where the argument is used
    elsewhere too, and where no step that is seen reads the file.

    ## With other rules

    DW401 reports the declaration of such an argument by its name; this rule what is done with it.
    DW404 carries where the secret is part of an address.

    ## References

    - Docker documentation, "Build secrets"
    """
    stage = run.stage
    if stage is None or not (stage.ships or run.is_onbuild):
        return
    names = _secrets_of(run, ctx)
    if not names:
        return
    for command in run.commands:
        found = next(_named(command, names), None)
        if found is None:
            continue
        name, span = found
        place = _kept(command, run, ctx)
        if place is None or _is_removed(place, command, run):
            continue
        kind = "build argument" if name in run.state.declared_args else "variable"
        yield ctx.report(
            span,
            f"the secret {kind} `{name}` is written to {place}, which stays in the layer",
            help="Mount the secret as that file for the steps that need it, "
            "`RUN --mount=type=secret,id=…,target=…`",
        )


def _secrets_of(run: Run, ctx: Context) -> frozenset[str]:
    state = run.state
    mounted = {getattr(use.mount, "env", None) for use in run.mounts}
    return frozenset(
        name
        for name in {*state.declared_args, *state.image_env}
        if name not in mounted
        and is_secret_name(name, ctx.kb)
        and (name in state.declared_args or isinstance(state.image_env[name], Unknown))
    )


def _named(command: Command, names: frozenset[str]) -> Iterator[tuple[str, Span]]:
    """Yield the secrets that a command's words and heredocs name, with their places."""
    for word in command.words[1:]:
        text = text_of(word)
        if next(userinfos(text), None) is not None:
            continue
        # sed takes out what its pattern names, and writes what its replacement names.
        written = text.split(text[1])[2:3] if _is_substitution(command, text) else None
        for part in word.parts:
            if part.kind is not PartKind.VARIABLE or part.name not in names:
                continue
            if part.operator != ":+" and (written is None or part.text in "".join(written)):
                yield part.name, part.span
    for redirect in command.simple.redirects:
        if redirect.body is not None and redirect.operator.startswith("<<"):
            body = redirect.body
            for info in reversed(list(userinfos(body))):
                body = body[: info.start] + body[info.end :]
            for reference in references(body):
                if reference.name in names:
                    yield reference.name, redirect.span


def _is_substitution(command: Command, text: str) -> bool:
    return command.program == "sed" and len(text) > 2 and text[0] == "s" and not text[1].isalnum()


def _kept(command: Command, run: Run, ctx: Context) -> str | None:
    """Return in words where a command's text goes, or None where it goes nowhere that stays."""
    setting = Setting.of(command)
    if setting is not None:
        return f"the settings of {command.program}"
    words = [text_of(word) for word in command.words[:4]]
    logins = ctx.kb.name_set("security.login-commands")
    if any(" ".join([command.program, *words[1:size]]) in logins for size in (2, 3, 4)):
        return f"what `{command.program}` keeps of the login"
    if command.program == "sed" and any(word.startswith(("-i", "--in-place")) for word in words):
        return f"`{text_of(command.words[-1])}`"
    number, place, _ = command.simple.pipeline
    for other in run.commands:
        simple = other.simple
        if other is not command and (simple.pipeline[0] != number or simple.pipeline[1] < place):
            continue
        if other is not command and any(
            " ".join([other.program, *(text_of(w) for w in other.words[1:size])]) in logins
            for size in (2, 3, 4)
        ):
            return f"what `{other.program}` keeps of the login"
        target = _written(other)
        if target is not None:
            return f"`{target}`"
    return None


def _written(command: Command) -> str | None:
    """Return the file that a command's output goes to."""
    if command.program in {"echo", "printf", "cat", "tee", "envsubst", "base64", "tr", "sed"}:
        for redirect in command.simple.redirects:
            if redirect.operator in {">", ">>", ">|", "&>"} and redirect.target is not None:
                target = text_of(redirect.target)
                return None if target.startswith("/dev/") else target
    if command.program == "tee":
        return text_of(command.operands[0]) if command.operands else None
    return None


def _is_removed(place: str, command: Command, run: Run) -> bool:
    """Tell whether the same step removes what was written."""
    path = place.strip("`")
    for other in run.commands:
        if other.span.start <= command.span.start:
            continue
        remove = Remove.of(other)
        if remove is not None and any(
            base_name(text_of(word)) == base_name(path)
            or (remove.recursive and path.startswith(text_of(word).rstrip("/*") + "/"))
            for word in remove.paths
        ):
            return True
    return False
