"""DW107: an instruction uses a variable that nothing sets."""

from __future__ import annotations

from dockwright.model.dockerfile import AUTOMATIC_ARGS, PREDEFINED_ARGS
from dockwright.model.expansion import expanded_texts
from dockwright.model.instructions import Env, Expose, From, Instruction
from dockwright.model.unknown import Unknown
from dockwright.rules._buildkit import Phase, is_buildkit, is_dispatched, is_reached, lookup_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re
from dockwright.text.suggest import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic, Label


@rule(
    "DW107",
    "undefined-variable",
    on=Instruction,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    aliases=("UndefinedVar",),
    facts=("dockerfile.empty-entry-names", "secret.names"),
    triggers=("$",),
)
def undefined_variable(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """An instruction uses a variable that nothing sets.

    ## What it does

    Reports variables in words that Docker expands itself, such as those of COPY, ENV, WORKDIR and
    USER, that no ARG or ENV of the stage, of the stages that it is FROM, or of the base image sets.

    ## Why it matters

    They expand to nothing without a word:
    COPY takes the whole context instead of a folder, a path begins at the root.
    An ARG before the first FROM does not reach into a stage unless it is declared there again.

    ## Example

    ```dockerfile bad
    ARG APP_DIR=/app
    FROM python:3.13-slim
    WORKDIR $APP_DIR/data
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    ARG APP_DIR=/app
    WORKDIR $APP_DIR/data
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where the base image is not known and may set the variable, unless it is one letter away from
    one that is set; for references that say what holds when it is not set (`${NAME:-…}`); in RUN,
    CMD and ENTRYPOINT, where a shell expands; for ONBUILD; for `MANPATH` and its like appended to
    themselves, where an empty entry stands for the usual directories.
    Each variable is told once a stage.
    A variable appended to itself (`ENV PYTHONPATH=/app:$PYTHONPATH`) is an info: it leaves an empty
    entry, which means the current directory.
    So is one in EXPOSE, which only documents.

    ## Fix safety

    A word of EXPOSE that is nothing but such a variable exposes no port: it goes, which is safe, as
    the image stays the same.
    So is an empty entry of PYTHONPATH where another entry names the working directory, which is
    what the empty one stands for, and no script or `cd` may start Python in another one.
    Else unsafe, as whether the name or the declaration is wrong is not known: a name that is near
    to one that is set is corrected; an ARG from before the first FROM, and one that BuildKit
    sets, is declared in the stage; `$HOME` becomes root's folder where root runs; and what a
    variable appends to itself becomes `${NAME:+…}`, which leaves no empty entry.
    Refused else, as the value has to be chosen, and for secrets.

    ## With other rules

    DW105 reports FROM, DW006 words that cannot be expanded.

    ## References

    - Docker documentation, Build checks, "UndefinedVar"
    """
    if isinstance(instruction, From) or not is_dispatched(ctx, instruction.stage):
        return
    if "$" not in instruction.node.line and not instruction.node.heredocs:
        return
    if isinstance(instruction, Expose) and is_buildkit(ctx):
        return
    if not is_reached(ctx, Phase.DISPATCH, instruction):
        return
    seen: set[str] = set()
    suspects: dict[str, str] = {}

    def see(name: str) -> str | Unknown | None:
        got = lookup_of(ctx, instruction, name)
        if is_buildkit(ctx) or not isinstance(got, Unknown) or name in instruction.state.variables:
            return got
        meant = _nearly(name, instruction)
        if meant is not None:
            suspects[name] = meant
            return None
        return got

    for text in expanded_texts(instruction, see):
        for name in dict.fromkeys(text.unmatched):
            if name in seen or (not is_buildkit(ctx) and _is_told(name, instruction, ctx)):
                continue
            found = list(_report(instruction, text, name, suspects.get(name), ctx))
            if found or is_buildkit(ctx):
                seen.add(name)
            yield from found


def _is_told(name: str, instruction: Instruction, ctx: Context) -> bool:
    """Tell whether an earlier instruction of the stage uses it and is reported for it."""
    stage = instruction.stage
    if stage is None or instruction.is_onbuild:
        return False
    mention = re.compile(rf"\$\{{?{re.escape(name)}\b")
    for earlier in stage.instructions:
        if earlier is instruction:
            return False
        if earlier.is_onbuild or not mention.search(earlier.node.line):
            continue
        from functools import partial

        for text in expanded_texts(earlier, partial(lookup_of, ctx, earlier)):
            if name in text.unmatched and not any(
                found.name == name and found.operator for found in text.references(earlier.escape)
            ):
                return True
    return False


def _nearly(name: str, instruction: Instruction) -> str | None:
    """Return a variable that is set and one letter away, where the base image is not known."""
    if len(name) < 4:
        return None
    return nearest(name, ["PATH", *instruction.state.variables], limit=1) or _swapped(
        name, instruction
    )


def _swapped(name: str, instruction: Instruction) -> str | None:
    options = {"PATH", *instruction.state.variables}
    return next(
        (
            option
            for option in sorted(options)
            if option != name and len(option) == len(name) and sorted(option) == sorted(name)
        ),
        None,
    )


def _report(
    instruction: Instruction, text: Text, name: str, suspect: str | None, ctx: Context
) -> Iterator[Diagnostic]:
    reference = next(
        (found for found in text.references(instruction.escape) if found.name == name), None
    )
    if not is_buildkit(ctx) and reference is not None and reference.operator:
        return
    appends = isinstance(instruction, Env) and _is_own_name(instruction, name, text)
    if appends and not is_buildkit(ctx) and name in ctx.kb.names("dockerfile.empty-entry-names"):
        return
    known = ["PATH", *instruction.state.variables]
    meant = suspect or nearest(name, known, limit=1) or _swapped(name, instruction)
    late = _global(name, ctx)
    if late or name in AUTOMATIC_ARGS or name in PREDEFINED_ARGS:
        remedy = f"Declare it in the stage with `ARG {name}`"
    elif meant:
        remedy = f"Write `${{{meant}}}`"
    elif appends:
        is_first = reference is not None and not text.raw[: reference.start].strip("\"'")
        part = f"${{{name}:+${name}:}}" if is_first else f"${{{name}:+:${name}}}"
        remedy = f"Write `{part}` for the part that may be missing, its colon included"
    elif name == "HOME":
        remedy = "Write the directory itself: Docker sets HOME only for what runs"
    elif _is_secret(name, ctx):
        remedy = (
            f"Leave it to `docker run -e {name}`: what ARG or ENV hold of a secret stays in the "
            "image"
        )
    else:
        remedy = f"Declare it with `ARG {name}=…` or `ENV {name}=…` before this instruction"
    empties = appends and not meant and not late and not is_buildkit(ctx)
    span = text.span if reference is None else text.part_span(reference.start, reference.end)
    yield ctx.report(
        span,
        f"nothing sets `{name}` before this instruction, so it expands to nothing"
        + (" and leaves an empty entry, which means the current directory" if empties else ""),
        help=remedy,
        related=late,
        severity=Severity.INFO
        if (appends and not meant) or isinstance(instruction, Expose)
        else None,
        confidence=Confidence.MEDIUM if suspect else None,
    )


def _is_secret(name: str, ctx: Context) -> bool:
    secret = ctx.kb.secret_names
    upper = name.upper()
    return upper not in secret.not_secret_names and (
        upper in secret.names
        or upper.endswith(secret.suffixes)
        or upper.lower().rpartition("_")[2] in secret.words
    )


def _is_own_name(instruction: Env, name: str, text: Text) -> bool:
    return ":" in text.raw and any(
        pair.name.raw == name and pair.value.span == text.span for pair in instruction.pairs
    )


def _global(name: str, ctx: Context) -> list[Label]:
    for instruction in ctx.dockerfile.global_args:
        for argument in instruction.arguments:
            if argument.name == name:
                return [ctx.label(argument.span, "this ARG holds for FROM lines alone")]
    return []
