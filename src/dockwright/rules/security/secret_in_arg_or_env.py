"""DW401: aRG or ENV carries a secret into the image."""

from __future__ import annotations

from dockwright.model.instructions import Arg, Env, Instruction
from dockwright.model.secrets import has_secret_value, shapes_within, userinfos
from dockwright.model.unknown import Unknown
from dockwright.rules._buildkit import Phase, is_buildkit, is_dispatched, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.text import Span


@rule(
    "DW401",
    "secret-in-arg-or-env",
    on=Instruction,
    family=Family.SECURITY,
    severity=Severity.WARNING,
    aliases=("SecretsUsedInArgOrEnv", "DL3064"),
    triggers=("arg", "env"),
    facts=(
        "secret.words",
        "secret.names",
        "secret.suffixes",
        "secret.placeholder-words",
        "secret.placeholder-sequences",
        "secret.placeholder-values",
        "secret.reference-prefixes",
    ),
)
def secret_in_arg_or_env(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """ARG or ENV carries a secret into the image.

    ## What it does

    Reports names of ARG and ENV that say they hold a password, a token or a key.
    Names that the providers document count, and endings such as `_PASSWORD` and `_API_KEY`.

    ## Why it matters

    ENV is part of the image:
    `docker inspect` shows it to whoever can pull.
    The value of an ARG is in the history of every RUN after it, and in the build's provenance.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    ARG HF_TOKEN
    RUN python -c "import app"
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN --mount=type=secret,id=HF_TOKEN,env=HF_TOKEN python -c "import app"
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For names that only sound so (`GPG_KEY`, `KEY_FILE`, `AUTH_MODE`), for values that are empty, a
    path, an address, a number, a truth value, the name of a secret that is kept elsewhere
    (`arn:…`, `vault:…`) or plainly a placeholder, and for an ARG without a value in a stage that
    does not ship.
    A made-up token of a provider's form (`ghp_abcdefgh…`) is none: the real one goes there.
    A variable that nothing in the file declares is taken as empty.
    An ARG that an ENV hands on is shown beside that ENV's finding, which is the worse of the two.
    The profile `buildkit` reports what BuildKit does, by the words of the name alone.

    ## Fix safety

    Unsafe: the ARG or ENV goes, and each RUN that reads the variable, or runs code of its own
    that may, gets `--mount=type=secret` and exports it for itself; an ENV's build argument goes
    with it.
    A file takes the place of `env=`, which only newer builders have; it is readable by the RUN's
    user. `git clone` is given the credentials by a helper, since an address is written into the
    clone.
    Whoever builds has to pass the secret in with `--secret`, as the fix says, and whoever starts
    a container what was in ENV.
    Refused where an instruction other than RUN uses the variable, where a RUN writes it into a
    file that stays (DW415), where nothing can be put before a RUN's commands, and for ONBUILD and
    the ARGs before the first FROM.

    ## With other rules

    DW402 carries where the value itself is a secret by its shape or its randomness, whatever the
    name.

    ## References

    - Docker documentation, Build checks, "SecretsUsedInArgOrEnv"
    - Docker documentation, Build secrets
    """
    if not isinstance(instruction, (Arg, Env)) or not is_dispatched(ctx, instruction.stage):
        return
    if not is_reached(ctx, Phase.DISPATCH, instruction):
        return
    if is_buildkit(ctx) and instruction.is_onbuild:
        return
    for name, value, span in _variables(instruction):
        if is_buildkit(ctx):
            if not _is_named_by_buildkit(name, ctx):
                continue
        elif not _is_reported(instruction, name, value, ctx):
            continue
        if isinstance(instruction, Arg) and _is_handed_on(instruction, name, ctx):
            continue
        keyword = instruction.keyword
        where = "the image's configuration" if keyword == "ENV" else "the build's history"
        yield ctx.report(
            span,
            f"{keyword} `{name}` puts a secret into {where}",
            help=f"Give it to its RUN alone: `RUN --mount=type=secret,id={name},env={name} …`"
            if isinstance(instruction, Arg)
            else _env_advice(instruction, name),
            related=() if value is None else _arguments(instruction, value, ctx),
        )


def _env_advice(instruction: Instruction, name: str) -> str:
    """Return what to do with an ENV: a step of the build may read it too."""
    stage = instruction.stage
    is_read = stage is not None and any(
        re.search(rf"\$\{{?{re.escape(name)}\b", run.script_text()[0])
        for run in stage.runs()
        if run.span.start > instruction.span.start
    )
    later = f"Set {name} when the container starts, from a secret or with `--env-file`"
    if not is_read:
        return later
    return (
        f"{later}, and let the start script do what a RUN below does with it; or give it to that "
        f"RUN alone: `RUN --mount=type=secret,id={name},env={name} …`"
    )


def _arguments(instruction: Arg | Env, value: Text, ctx: Context) -> Iterator[Label]:
    """Yield the declarations of the build arguments that an ENV hands on."""
    if not isinstance(instruction, Env) or is_buildkit(ctx):
        return
    names = {found.name for found in value.references(instruction.escape)}
    for other in ctx.dockerfile.instructions:
        if isinstance(other, Arg) and other.stage is instruction.stage:
            for argument in other.arguments:
                if argument.name in names and other.span.start < instruction.span.start:
                    yield ctx.label(argument.pair.name.span, "the build argument is in the history")


def _is_handed_on(instruction: Arg, name: str, ctx: Context) -> bool:
    """Tell whether an ENV of the same stage is reported that is given this argument's value."""
    return not is_buildkit(ctx) and any(
        other.stage is instruction.stage
        and other.span.start > instruction.span.start
        and any(found.name == name for found in value.references(other.escape))
        and _is_reported(other, variable, value, ctx)
        for other in ctx.dockerfile.instructions
        if isinstance(other, Env)
        for variable, value, _ in _variables(other)
        if value is not None
    )


def _is_reported(instruction: Arg | Env, name: str, value: Text | None, ctx: Context) -> bool:
    return _is_secret(name, ctx) and _is_at_risk(instruction, name, value, ctx)


def _variables(instruction: Arg | Env) -> Iterator[tuple[str, Text | None, Span]]:
    if isinstance(instruction, Arg):
        for argument in instruction.arguments:
            yield argument.name, argument.default, argument.pair.name.span
        return
    for pair in instruction.pairs:
        name = pair.name.value
        if isinstance(name, str):
            yield name, pair.value, pair.name.span


def _is_named_by_buildkit(name: str, ctx: Context) -> bool:
    secret = ctx.kb.secret_names
    parts = set(name.lower().split("_"))
    return not parts.isdisjoint(secret.buildkit_deny) and parts.isdisjoint(secret.buildkit_allow)


def _is_secret(name: str, ctx: Context) -> bool:
    secret = ctx.kb.secret_names
    upper = name.upper()
    if upper in secret.not_secret_names:
        return False
    if upper in secret.names:
        return True
    parts = upper.lower().split("_")
    if not secret.not_secret_words.isdisjoint(parts):
        return False
    return f"_{upper}".endswith(secret.suffixes) or parts[-1] in secret.words - {"auth"}


def _is_at_risk(instruction: Arg | Env, name: str, value: Text | None, ctx: Context) -> bool:
    """Tell whether a value that is a secret may end in what is pushed."""
    stage = instruction.stage
    ships = stage is not None and stage.ships
    if value is None:
        return ships or instruction.is_onbuild
    text = value.value
    if isinstance(text, Unknown):
        variables = instruction.state.variables
        names = {found.name for found in value.references(instruction.escape)}
        if instruction.is_onbuild or any(
            isinstance(variables.get(name), Unknown) for name in names
        ):
            return ships or instruction.is_onbuild
        # What nothing in the file declares is empty, whatever it is called.
        text = _without_the_image(value, variables, instruction.escape)
    return _stands_for_itself(text.strip(), ctx) and not has_secret_value(name, text, ctx.kb)


def _stands_for_itself(text: str, ctx: Context) -> bool:
    """Tell whether a value is a secret's own text: no path, no reference, no placeholder."""
    lowered = text.lower()
    if len(lowered) < 4 or re.fullmatch(r"[0-9.]+|true|false|yes|no|on|off", lowered):
        return False
    if lowered.startswith(("/", "./", "~", "file:", *ctx.kb.names("secret.reference-prefixes"))):
        return False
    if "://" in text and next(userinfos(text), None) is None:
        return False
    # Words between slashes are the place of a secret; brackets mark a token of a vocabulary, and
    # %WORD%, __WORD__ and {{word}} what a template fills in.
    if re.fullmatch(r"[a-z_.-]+(?:/[a-z_.-]+)+|\[[\w ]+\]|%\w+%|__\w+__|\{\{.*\}\}", lowered):
        return False
    words: frozenset[str] = frozenset(ctx.kb.names("secret.placeholder-words"))
    if _fits_a_shape(text, ctx):
        # A made-up token still shows where the real one goes.
        words -= ctx.kb.name_set("secret.placeholder-sequences")
    return lowered not in ctx.kb.name_set("secret.placeholder-values") and not any(
        word in lowered for word in words
    )


def _fits_a_shape(text: str, ctx: Context) -> bool:
    """Tell whether a value has the form of a provider's tokens from end to end."""
    return any(re.fullmatch(shape.pattern, text) for shape in shapes_within(text, ctx.kb))


def _without_the_image(value: Text, variables: Mapping[str, str | Unknown], escape: str) -> str:
    """Return what a value comes to when the base image sets none of its variables."""
    from dockwright.syntax.dockerfile.words import expand

    def see(name: str) -> str | None:
        found = variables.get(name)
        return found if isinstance(found, str) else None

    return expand(value.raw, see, escape=escape).value
