"""DW105: FROM uses an argument that is not declared before the first FROM."""

from __future__ import annotations

from dockwright.model.dockerfile import AUTOMATIC_ARGS
from dockwright.model.expansion import default_variables, expanded_texts
from dockwright.model.image_ref import parse_image_ref
from dockwright.model.instructions import Arg, From
from dockwright.rules._buildkit import Phase, is_buildkit, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re
from dockwright.text.suggest import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic, Label


@rule(
    "DW105",
    "undefined-arg-in-from",
    on=From,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    aliases=("UndefinedArgInFrom",),
    triggers=("$",),
)
def undefined_arg_in_from(instruction: From, ctx: Context) -> Iterator[Diagnostic]:
    """FROM uses an argument that is not declared before the first FROM.

    ## What it does

    Reports variables in the image name and the platform of FROM that no ARG before the first FROM
    declares.

    ## Why it matters

    They expand to nothing, and `--build-arg` cannot change that: the build takes another image than
    the one that was meant, or none.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim${VARIANT}
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    ARG VARIANT=
    FROM python:3.13-slim${VARIANT}
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For the arguments that BuildKit sets by itself, such as TARGETARCH, and for a reference with a
    default (`${NAME:-…}`) in our own profiles; where a comment that a preprocessor reads
    (`# %ARG NAME`) declares it.

    ## Fix safety

    Unsafe: a name that is near to one that is declared is corrected, and an ARG that stands in
    a stage only is put before the first FROM too, with its default.
    Refused else, as the default has to be chosen.

    ## With other rules

    DW109 reports arguments that are declared and have no default.

    ## References

    - Docker documentation, Build checks, "UndefinedArgInFrom"
    """
    if not is_reached(ctx, Phase.BASES, instruction):
        return
    declared = instruction.state.declared_args
    for text in expanded_texts(instruction):
        for name in dict.fromkeys(text.unmatched):
            if name in declared or name in AUTOMATIC_ARGS:
                continue
            reference = next(
                (found for found in text.references(instruction.escape) if found.name == name), None
            )
            if reference is None or (reference.operator and not is_buildkit(ctx)):
                continue
            if not is_buildkit(ctx) and _is_filled_in(name, ctx):
                continue
            meant = nearest(name, [*sorted(declared), *AUTOMATIC_ARGS])
            blank = _is_refused(text, instruction, ctx)
            yield ctx.report(
                text.part_span(reference.start, reference.end),
                f"no ARG before the first FROM declares `{name}`, so it is always empty here",
                help=f"Write `${{{meant}}}`"
                if meant
                else f"Put `ARG {name}=…` before the first FROM",
                related=_late_declaration(name, ctx),
                severity=Severity.ERROR if blank else None,
            )


def _is_filled_in(name: str, ctx: Context) -> bool:
    """Tell whether a comment asks a preprocessor to fill the argument in before the build."""
    asks = re.compile(rf"%\s*ARG\s+{re.escape(name)}\b")
    return any(asks.match(comment.text.lstrip("# ")) for comment in ctx.dockerfile.tree.comments)


def _is_refused(text: Text, instruction: From, ctx: Context) -> bool:
    """Tell whether nothing is left of the word, or what is left is no image's name."""
    from dockwright.syntax.dockerfile.words import expand

    values, _ = default_variables(ctx.dockerfile, given=True)
    left = expand(text.raw, values.get, escape=instruction.escape).value
    is_image = instruction.image is not None and text.span == instruction.image.span
    return not left or (is_image and parse_image_ref(left) is None)


def _late_declaration(name: str, ctx: Context) -> list[Label]:
    for instruction in ctx.dockerfile.instructions:
        if isinstance(instruction, Arg) and instruction.stage is not None:
            for argument in instruction.arguments:
                if argument.name == name:
                    return [ctx.label(argument.span, "this ARG belongs to the stage alone")]
    return []
