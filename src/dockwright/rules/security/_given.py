"""Secrets that a command is given as literal words: passwords, tokens, access keys."""

from __future__ import annotations

from dockwright.model.secrets import (
    is_literal,
    is_secret_name,
    looks_random,
    weak_password,
)
from dockwright.model.words import piece, text_of
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.instructions import Run
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Span

__all__ = ["Given", "given_secrets"]

_WITH_USER = frozenset({"-u", "--user", "-U", "--proxy-user"})
"""Options of curl whose value is ``user:password``."""

_LOCAL = ("localhost", "127.0.0.1", "anonymous")


class Given(NamedTuple):
    """A secret among the words of a command."""

    span: Span
    to: str
    """What it is given to, such as ``curl --user``."""


def given_secrets(run: Run, kb: KnowledgeBase) -> Iterator[Given]:
    """Yield the secrets that stand as plain words in the commands of a RUN."""
    options: Mapping[str, list[str]] = kb.mapping("security.password-options")
    operands = kb.name_set("security.secret-operands")
    programs = _programs(kb)
    is_piped = "stdin" in run.node.text or "stdin" in run.script_text()[0]
    for command in run.commands:
        if command.program not in programs and not is_piped:
            continue
        words = command.words
        if any(here in text_of(word) for word in words for here in _LOCAL):
            continue
        name, named = command.program, None
        for size in (1, 2, 3):
            name = " ".join([command.program, *(text_of(word) for word in words[1:size])])
            if name in options:
                named = options[name]
                break
        if named is not None:
            yield from _options(name, words[size:], named, kb)
        for size in (2, 3):
            name = " ".join([command.program, *(text_of(word) for word in words[1:size])])
            if name in operands and len(words) > size:
                yield from _operands(name, words[size:], kb)
        if is_piped and any(text_of(word) == "--password-stdin" for word in words):
            yield from _piped(command, run, kb)


@lru_cache(maxsize=4)
def _programs(kb: KnowledgeBase) -> frozenset[str]:
    """Return the programs of which options or operands may be secrets."""
    known = (*kb.mapping("security.password-options"), *kb.names("security.secret-operands"))
    return frozenset([name.partition(" ")[0] for name in known])


def _options(
    name: str, words: tuple[ShellWord, ...], options: list[str], kb: KnowledgeBase
) -> Iterator[Given]:
    """Yield the passwords that options are given: ``-p VALUE``, ``-pVALUE``, ``--name=VALUE``."""
    user = ""
    at = 0
    while at < len(words):
        text = text_of(words[at])
        for option in options:
            value: ShellWord | None = None
            if text == option and at + 1 < len(words):
                at += 1
                value = words[at]
            elif text.startswith(option + "="):
                value = piece(words[at], len(option) + 1)
            elif len(option) == 2 and text.startswith(option) and len(text) > 2:
                value = piece(words[at], 2)
            if value is None:
                continue
            if option in _WITH_USER and name == "curl":
                user, colon, _ = text_of(value).partition(":")
                if not colon:
                    break
                value = piece(value, len(user) + 1)
            password = text_of(value)
            if is_literal(password) and not weak_password(user, password, kb):
                yield Given(value.span, f"{name} {option}")
            break
        at += 1


def _operands(name: str, words: tuple[ShellWord, ...], kb: KnowledgeBase) -> Iterator[Given]:
    """Yield the secrets among the operands of a login: alone, or after what they are called."""
    plain = [word for word in words if not text_of(word).startswith("-")]
    for at, word in enumerate(plain):
        text = text_of(word)
        before = text_of(plain[at - 1]) if at else ""
        is_named = is_secret_name(before.rpartition(":")[2] or before, kb)
        is_basic = at == 2 and text_of(plain[0]).startswith("http-basic.")
        alone = at == 0 and len(plain) == 1
        if (
            (alone or is_named or is_basic or before.startswith("pypi-token."))
            and is_literal(text)
            and looks_random(text, kb)
        ):
            yield Given(word.span, name)


def _piped(command: Command, run: Run, kb: KnowledgeBase) -> Iterator[Given]:
    """Yield what ``echo VALUE`` writes into a command that reads a password."""
    number, place, _ = command.simple.pipeline
    for other in run.commands:
        if other.program not in {"echo", "printf"} or other.simple.pipeline[:2] != (
            number,
            place - 1,
        ):
            continue
        words = [word for word in other.words[1:] if not text_of(word).startswith("-")]
        if words and is_literal(text_of(words[-1])):
            text = text_of(words[-1])
            if not weak_password("", text, kb):
                yield Given(words[-1].span, f"{command.program} … --password-stdin")
