"""Conditions of jobs and steps (``if:``): when they run, and which never run together.

A condition is put into its ways: each way is a set of tests that together let a step run.  Tests
of values that are known, such as those of a matrix, are decided; others are kept, so that two
conditions can be compared.  What cannot be read is a test of its own, of which nothing is known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ALWAYS", "Test", "Ways", "are_for_tags", "exclude_each_other", "joined", "ways_of"]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d[\w.]*)|(?P<name>[A-Za-z_][\w-]*(?:\.[\w*-]+)*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[()!<>,\[\]]))"
)
_CONTEXTS = ("matrix.", "inputs.", "env.")
_MOST_WAYS = 64
_NOT_TEXT = re.compile(r"true|false|null|[-+.\d].*", re.IGNORECASE)
"""What YAML may have read as no text: how such a value compares with a text is not known."""
_FALSE = frozenset({"", "false", "0", "null"})
_MOST_DEPTH = 40


class Test(NamedTuple):
    """A test that a condition makes.

    Attributes:
        subject: what is tested, in lower case: a name, or an expression of which nothing is known.
        value: the text that a name is compared with; None where the subject itself is the test.
        holds: whether the test must hold, or must not.
    """

    subject: str
    value: str | None
    holds: bool


Way: TypeAlias = frozenset[Test]
Ways: TypeAlias = tuple[Way, ...]

ALWAYS: Ways = (frozenset(),)
"""The ways of a step without a condition."""


def ways_of(condition: str, environment: Mapping[str, str]) -> Ways:
    """Return the ways in which a condition holds; none where it never does.

    Args:
        condition: the text of ``if:``, with or without ``${{ }}`` around it.
        environment: what is known: variables by their names, values of the matrix and inputs by
            their whole names.
    """
    text = condition.strip()
    inner = re.fullmatch(r"\$\{\{(.*)\}\}", text, re.DOTALL)
    text = text if inner is None else inner[1]
    try:
        reader = _Reader(text, environment)
        found = reader.either(holds=True)
        if reader.is_at_end and len(found) <= _MOST_WAYS:
            return found
    except (_Unreadable, RecursionError):
        pass
    return _alone(Test(_plain(condition), None, holds=True))


def joined(*conditions: Ways) -> Ways:
    """Return the ways in which several conditions hold together."""
    try:
        return _all_of(list(conditions))
    except _Unreadable:
        return ALWAYS


def exclude_each_other(ways: Ways, others: Ways) -> bool:
    """Tell whether no run meets both of two conditions."""
    return all(_contradict(way | other) for way in ways for other in others)


def are_for_tags(ways: Ways) -> bool:
    """Tell whether a condition holds for tags and releases alone."""
    return bool(ways) and all(any(_is_of_tag(test) for test in way) for way in ways)


def _is_of_tag(test: Test) -> bool:
    return test.holds and (
        (test.subject, test.value) in {("github.event_name", "release"), ("github.ref_type", "tag")}
        or re.match(r"startswith\(github\.ref,'refs/tags(/|'\))", test.subject) is not None
    )


def _contradict(way: Way) -> bool:
    """Tell whether tests cannot all come out as they must."""
    equal: dict[str, str] = {}
    for test in way:
        if test._replace(holds=not test.holds) in way:
            return True
        is_equality = test.holds and test.value is not None
        if is_equality and equal.setdefault(test.subject, test.value or "") != test.value:
            return True
    return any(
        test.holds and test.value is None and _begins_otherwise(test.subject, equal) for test in way
    )


def _begins_otherwise(test: str, equal: dict[str, str]) -> bool:
    """Tell whether a test of how a name begins cannot hold for the value that it must have."""
    found = re.fullmatch(r"startswith\(([\w.-]+),'([^']*)'\)", test)
    return found is not None and not equal.get(found[1], found[2]).startswith(found[2])


def _alone(test: Test) -> Ways:
    return (frozenset({test}),)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


class _Unreadable(Exception):  # noqa: N818
    """A condition is not written as the reader knows it."""


class _Value(NamedTuple):
    """An operand: its text where it is known, how it is named, and whether it is a literal text."""

    text: str | None
    name: str
    is_quoted: bool = False


class _Reader:
    """Reads a condition, by GitHub's order of operators."""

    __slots__ = ("at", "depth", "environment", "has_matrix", "tokens")

    def __init__(self, text: str, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.has_matrix = any(name.startswith("matrix.") for name in environment)
        self.tokens: Sequence[re.Match[str]] = _tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def is_at_end(self) -> bool:
        return self.at == len(self.tokens)

    def _next(self) -> str:
        return "" if self.is_at_end else self.tokens[self.at][0].strip()

    def _take(self, sign: str) -> bool:
        if self._next() != sign:
            return False
        self.at += 1
        return True

    def either(self, *, holds: bool) -> Ways:
        """Read what stands between ``||``; ``holds`` is false below a ``!``."""
        found = [self._both(holds=holds)]
        while self._take("||"):
            found.append(self._both(holds=holds))
        return _any_of(found) if holds else _all_of(found)

    def _both(self, *, holds: bool) -> Ways:
        found = [self._compared(holds=holds)]
        while self._take("&&"):
            found.append(self._compared(holds=holds))
        return _all_of(found) if holds else _any_of(found)

    def _compared(self, *, holds: bool) -> Ways:
        if self._take("!"):
            return self._compared(holds=not holds)
        begin = self.at
        if self._take("("):
            self.depth += 1
            if self.depth > _MOST_DEPTH:
                raise _Unreadable
            inner = self.either(holds=holds)
            self.depth -= 1
            if not self._take(")") or self._next() in {"==", "!=", "<", ">", "<=", ">="}:
                raise _Unreadable
            return inner
        left = self._operand()
        for sign in ("==", "!="):
            if self._take(sign):
                right = self._operand()
                return _equality(left, right, holds == (sign == "=="))
        if self._next() in {"<", ">", "<=", ">="}:
            self.at += 1
            self._operand()
            return _alone(Test(self._text_from(begin), None, holds))
        return _truth(left, holds=holds)

    def _operand(self) -> _Value:
        if self.is_at_end:
            raise _Unreadable
        token = self.tokens[self.at]
        begin = self.at
        self.at += 1
        if token["text"] is not None:
            return _Value(token["text"][1:-1].replace("''", "'"), token["text"], is_quoted=True)
        if token["number"] is not None:
            return _Value(token["number"], token["number"])
        name = token["name"]
        if name is None:
            raise _Unreadable
        if self._next() in {"(", "["}:
            is_call = self._next() == "("
            self._skip()
            called = self._text_from(begin)
            if is_call and called in {"always()", "success()"}:
                return _Value("true", called)
            return _Value(None, called)
        if name.lower() in {"true", "false", "null"}:
            return _Value("" if name.lower() == "null" else name.lower(), name.lower())
        return _Value(self._known(name), name.lower())

    def _skip(self) -> None:
        """Pass over parentheses and brackets with what they hold."""
        depth = 0
        while not self.is_at_end:
            sign = self._next()
            self.at += 1
            depth += (sign in {"(", "["}) - (sign in {")", "]"})
            if depth == 0 and self._next() not in {"(", "["}:
                return
        if depth:
            raise _Unreadable

    def _text_from(self, begin: int) -> str:
        return "".join(each[0].strip() for each in self.tokens[begin : self.at]).lower()

    def _known(self, name: str) -> str | None:
        """Return the value of a name; None where it is not known."""
        if not name.startswith(_CONTEXTS):
            return None
        value = self.environment.get(name.removeprefix("env."))
        if value is None and name.startswith("matrix.") and self.has_matrix:
            # What a run's combination lacks is empty, unless it has values below it.
            below = any(each.startswith(f"{name}.") for each in self.environment)
            return None if below else ""
        return None if value is None or "${{" in value else value


def _tokens(text: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None:
            raise _Unreadable
        found.append(token)
        at = token.end()
    if not found:
        raise _Unreadable
    return found


def _decided(outcome: bool, *, holds: bool) -> Ways:
    return ALWAYS if outcome == holds else ()


def _truth(value: _Value, *, holds: bool) -> Ways:
    if value.text is None:
        return _alone(Test(value.name, None, holds))
    return _decided(value.text != "" if value.is_quoted else value.text not in _FALSE, holds=holds)


def _equality(left: _Value, right: _Value, holds: bool) -> Ways:
    """Return the ways in which two operands are equal, or are not."""
    if left.is_quoted and not right.is_quoted:
        left, right = right, left
    if left.text is None or right.text is None:
        if right.text is not None and right.is_quoted:
            return _alone(Test(left.name, right.text.lower(), holds))
        return _alone(Test(f"{left.name}=={right.name}", None, holds))
    same = left.text.lower() == right.text.lower()
    if left.is_quoted != right.is_quoted and _NOT_TEXT.fullmatch(left.text) and same:
        return _alone(Test(f"{left.name}=={right.name}", None, holds))
    return _decided(same, holds=holds)


def _any_of(parts: list[Ways]) -> Ways:
    found = tuple(dict.fromkeys(way for ways in parts for way in ways))
    if frozenset() in found:
        return ALWAYS
    if len(found) > _MOST_WAYS:
        raise _Unreadable
    return found


def _all_of(parts: list[Ways]) -> Ways:
    found: Ways = ALWAYS
    for ways in parts:
        both = (one | other for one in found for other in ways)
        found = tuple(dict.fromkeys(way for way in both if not _contradict(way)))
        if len(found) > _MOST_WAYS:
            raise _Unreadable
    return found
