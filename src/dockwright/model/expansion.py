"""Which words of an instruction BuildKit expands, in the order in which it does.

Derived from BuildKit's ``dockerfile2llb`` and ``instructions`` (Apache-2.0).
"""

from __future__ import annotations

from dockwright.model.instructions import (
    Add,
    Arg,
    CopyLike,
    Env,
    Expose,
    From,
    Label,
    Run,
    Stopsignal,
    User,
    Volume,
    Workdir,
)
from dockwright.model.text import Text, make_text
from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile.mounts import csv_fields
from dockwright.text import OriginMap, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.instructions import Instruction
    from dockwright.syntax.dockerfile.nodes import Flag, Heredoc, Pair, Word

__all__ = ["default_variables", "expanded_texts"]

_DEFAULT_PLATFORM = {
    "PLATFORM": "linux/amd64",
    "OS": "linux",
    "OSVERSION": "",
    "ARCH": "amd64",
    "VARIANT": "",
}
"""What stands in for the platform where the user names none: any valid one does."""


def expanded_texts(
    instruction: Instruction, lookup: Callable[[str], str | Unknown | None] | None = None
) -> Iterator[Text]:
    """Yield the words of an instruction that BuildKit expands when it builds, in its order.

    Words without ``$``, quotes and escapes are left out: they stand for themselves.

    Args:
        instruction: what to look at; ONBUILD triggers expand in later builds, they yield nothing.
        lookup: what a variable stands for; what the instruction itself sees where left out.
    """
    node = instruction.node
    if instruction.is_onbuild or node.has_error:
        return
    if isinstance(instruction, Run) and not node.flags:
        return  # all that BuildKit expands there are mounts
    if not node.heredocs and not _is_special(node.line, instruction.escape):
        return
    if lookup is None and isinstance(instruction, (Env, Label)) and _has_values(node.pairs):
        # The model has expanded them with the same variables.
        for pair in instruction.pairs:
            for text in (pair.name, pair.value):
                if text.raw and _is_special(text.raw, instruction.escape):
                    yield text
        return
    see = instruction.lookup if lookup is None else lookup
    for text in _texts(instruction, see):
        if text.raw and _is_special(text.raw, instruction.escape):
            yield text


def _has_values(pairs: Iterable[Pair]) -> bool:
    return all(pair.value is not None for pair in pairs)


def _is_special(raw: str, escape: str) -> bool:
    return "$" in raw or escape in raw or '"' in raw or "'" in raw


def _texts(
    instruction: Instruction, lookup: Callable[[str], str | Unknown | None]
) -> Iterator[Text]:
    node = instruction.node
    if isinstance(instruction, From):
        if node.words:
            yield _word(instruction, node.words[0], lookup)
        flag = node.flag("platform")
        if flag is not None:
            yield _flag(instruction, flag, lookup)
    elif isinstance(instruction, Arg):
        yield from _arguments(instruction, lookup)
    elif isinstance(instruction, (Env, Label)):
        for pair in node.pairs:
            if _is_special(pair.name.text, instruction.escape):
                yield _word(instruction, pair.name, lookup)
            if pair.value is not None and _is_special(pair.value.text, instruction.escape):
                yield _word(instruction, pair.value, lookup)
    elif isinstance(instruction, CopyLike):
        yield from _copy(instruction, lookup)
    elif isinstance(instruction, Run):
        for flag in node.flags_named("mount"):
            yield from _mount(instruction, flag, lookup)
    elif isinstance(instruction, (Workdir, User, Volume, Stopsignal, Expose)):
        for word in node.words:
            if _is_special(word.text, instruction.escape):
                yield _word(instruction, word, lookup)


def _word(
    instruction: Instruction, word: Word, lookup: Callable[[str], str | Unknown | None]
) -> Text:
    return make_text(
        word.text,
        word.span,
        lookup,
        escape=instruction.escape,
        start=word.start,
        origin=instruction.node.origin if word.is_verbatim else None,
    )


def _flag(
    instruction: Instruction, flag: Flag, lookup: Callable[[str], str | Unknown | None]
) -> Text:
    return make_text(flag.value or "", flag.value_span, lookup, escape=instruction.escape)


def _arguments(instruction: Arg, lookup: Callable[[str], str | Unknown | None]) -> Iterator[Text]:
    # Each name of the line is set before the next default is expanded.
    own: dict[str, str | Unknown] = {}

    def see(name: str) -> str | Unknown | None:
        return own[name] if name in own else lookup(name)

    given = {} if instruction.stage is None else instruction.stage.dockerfile.build_args
    for argument in instruction.arguments:
        if argument.default is None or argument.name in given:
            own.setdefault(argument.name, Unknown(f"{argument.name} is declared here"))
            continue
        text = instruction.default_of(argument, see)
        yield text
        own[argument.name] = text.value


def _copy(instruction: CopyLike, lookup: Callable[[str], str | Unknown | None]) -> Iterator[Text]:
    node = instruction.node
    names = ("chown", "chmod", "checksum") if isinstance(instruction, Add) else ("chown", "chmod")
    for name in names:
        flag = node.flag(name)
        if flag is not None:
            yield _flag(instruction, flag, lookup)
    for source in instruction.sources:
        if _is_special(source.raw, instruction.escape):
            yield make_text(
                source.raw, source.span, lookup, escape=instruction.escape, start=source.start
            )
    if node.words and _is_special(node.words[-1].text, instruction.escape):
        yield _word(instruction, node.words[-1], lookup)
    for heredoc in node.heredocs:
        if heredoc.expand:
            yield heredoc_text(heredoc, lookup)


def heredoc_text(heredoc: Heredoc, lookup: Callable[[str], str | Unknown | None]) -> Text:
    """Return a heredoc's body, expanded as COPY does: quotes are plain characters in it."""
    from dockwright.syntax.dockerfile.words import expand, references

    raw = heredoc.content
    hidden = next(
        (
            got
            for reference in references(raw, skip_quotes=True)
            if isinstance(got := lookup(reference.name), Unknown)
        ),
        None,
    )

    def known(name: str) -> str | None:
        got = lookup(name)
        return name if isinstance(got, Unknown) else got

    result = expand(raw, known, skip_quotes=True)
    value: str | Unknown = result.value if hidden is None else hidden
    if result.error is not None:
        value = Unknown(result.error)
    return Text(
        raw,
        heredoc.body_span,
        value,
        origin=OriginMap.identity(heredoc.body_span.start, len(raw)),
        unmatched=result.unmatched,
        error=result.error,
    )


def _mount(
    instruction: Run, flag: Flag, lookup: Callable[[str], str | Unknown | None]
) -> Iterator[Text]:
    fields = csv_fields(flag.value or "")
    if isinstance(fields, str):
        return
    at = flag.value_span.start
    whole = flag.value_span
    is_verbatim = whole.end - whole.start == len(flag.value or "")
    for field in fields:
        key, equals, value = field.partition("=")
        if equals:
            start = at + len(key) + 1
            span = Span(start, start + len(value)) if is_verbatim else whole
            yield make_text(value, span, lookup, escape=instruction.escape)
        at += len(field) + 1


def default_variables(
    model: Dockerfile, *, given: bool
) -> tuple[dict[str, str], tuple[Arg, Text] | None]:
    """Return the global arguments with their values, and the first default that fails to expand.

    An argument without a value is left out: BuildKit expands it to nothing.

    Args:
        model: the Dockerfile.
        given: whether the user's build arguments count; without, only defaults do.
    """
    values: dict[str, str] = {}
    known = model.stages[0].from_.state.variables if model.stages else {}
    for side in ("BUILD", "TARGET"):
        for part, default in _DEFAULT_PLATFORM.items():
            name = side + part
            told = None if name in _declared(model) else known.get(name)
            values[name] = model.build_args.get(name) or (
                told if isinstance(told, str) else default
            )
    values["TARGETSTAGE"] = model.target.name or "default" if model.target else "default"
    for instruction in model.global_args:
        for argument in instruction.arguments:
            name = argument.name
            if given and name in model.build_args:
                values[name] = model.build_args[name]
            elif argument.default is not None:
                text = instruction.default_of(argument, values.get)
                if text.error is not None:
                    return values, (instruction, text)
                if isinstance(text.value, str):
                    values[name] = text.value
    return values, None


def _declared(model: Dockerfile) -> frozenset[str]:
    return model.global_state.declared_args
