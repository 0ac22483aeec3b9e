"""Values that are secrets by their shape, or by their name and randomness."""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import SecretShape

__all__ = [
    "Found",
    "Userinfo",
    "has_secret_value",
    "is_placeholder",
    "is_secret_name",
    "random_value",
    "shaped",
    "shapes_within",
    "userinfos",
    "weak_password",
]

_RANDOM_LENGTH = 16
_RANDOM_ENTROPY = 3.5
_HEX_LENGTH = 32
_PASSWORD_LENGTH = 8
_SHOWN = 4
"""Characters of a token that a message may show: providers' prefixes are this long."""


class Found(NamedTuple):
    """A secret in a text: what it is, where, and what of it a message may show."""

    title: str
    start: int
    end: int
    shown: str


class Userinfo(NamedTuple):
    """Credentials in an address: ``scheme://user:password@host``."""

    scheme: str
    user: str
    password: str | None
    host: str
    start: int
    end: int


def entropy(text: str) -> float:
    """Return the bits a character that a text carries, by how often each occurs."""
    from math import log2

    size = len(text)
    counts = map(text.count, dict.fromkeys(text))
    return -sum(n / size * log2(n / size) for n in counts) if size else 0.0


def is_secret_name(name: str, kb: KnowledgeBase) -> bool:
    """Tell whether a variable's name says that its value is a secret."""
    known = kb.secret_names
    upper = name.upper()
    parts = set(re.split(r"[_.-]+", name.lower()))
    if upper in known.names:
        return True
    if upper in known.not_secret_names or parts & known.not_secret_words:
        return False
    return f"_{upper}".endswith(known.suffixes) or bool(parts & known.words)


def is_placeholder(value: str, kb: KnowledgeBase) -> bool:
    """Tell whether a value only stands in for a secret."""
    lowered = value.lower()
    return any(word in lowered for word in kb.names("secret.placeholder-words"))


def _is_weak(value: str, kb: KnowledgeBase) -> bool:
    lowered = value.lower()
    return any(word in lowered for word in kb.names("security.placeholders"))


def shapes_within(text: str, kb: KnowledgeBase) -> tuple[SecretShape, ...]:
    """Return the shapes that can occur in a text, those with the longest literal first."""
    found = [
        shape for shape in kb.secret_shapes if shape.literal in text and shape.provider != _IN_URL
    ]
    found.sort(key=lambda shape: -len(shape.literal))
    return tuple(found)


_IN_URL = "url-password"


def shaped(
    text: str, name: str, shapes: Iterable[SecretShape], kb: KnowledgeBase
) -> Iterator[Found]:
    """Yield the secrets of known providers in a text that stands under a name."""
    lowered = name.lower()
    taken: list[tuple[int, int]] = []
    for shape in shapes:
        if shape.literal not in text:
            continue
        if shape.needs_name and not any(word in lowered for word in shape.needs_name):
            continue
        for match in re.finditer(shape.pattern, text):
            start, end = match.span()
            token = match.group()
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            if shape.min_entropy:
                if entropy(token) < shape.min_entropy or is_placeholder(token, kb):
                    continue
                if not any(char.isdigit() for char in token):
                    continue
                if _is_in_userinfo(text, start, end):
                    continue
            taken.append((start, end))
            shown = token[:_SHOWN] + "…" if shape.min_entropy else token
            yield Found(shape.title, start, end, shown)


def _is_in_userinfo(text: str, start: int, end: int) -> bool:
    return any(found.start <= start and end <= found.end for found in userinfos(text))


def random_value(name: str, value: str, kb: KnowledgeBase) -> bool:
    """Tell whether a variable named like a secret has a value that nobody made up."""
    if len(value) < _RANDOM_LENGTH or any(char in value for char in "$ \t\n/\\<>{}()"):
        return False
    if not any(char.isdigit() for char in value) or not any(char.isalpha() for char in value):
        return False
    if not is_secret_name(name, kb) or is_placeholder(value, kb) or _is_weak(value, kb):
        return False
    if re.fullmatch(r"[0-9a-fA-F]+", value):
        return len(value) >= _HEX_LENGTH and entropy(value) >= kb.number("secret.minimum-entropy")
    return entropy(value) >= _RANDOM_ENTROPY


def has_secret_value(name: str, value: str, kb: KnowledgeBase) -> bool:
    """Tell whether a variable's value is a secret by shape or randomness, not by name alone."""
    if random_value(name, value, kb):
        return True
    return next(shaped(value, name, shapes_within(value, kb), kb), None) is not None


_USERINFO: list[re.Pattern[str]] = []


def userinfos(text: str) -> Iterator[Userinfo]:
    """Yield the credentials in the addresses of a text."""
    if "@" not in text or "://" not in text:
        return
    if not _USERINFO:
        _USERINFO.append(
            re.compile(
                r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
                r"(?P<info>(?P<user>[^\s/:@'\"`]*)(?::(?P<password>[^\s/@'\"`]*))?)@"
                r"(?P<host>[^\s/'\"`:?#]+)"
            )
        )
    for match in _USERINFO[0].finditer(text):
        yield Userinfo(
            match.group("scheme").lower(),
            match.group("user"),
            match.group("password"),
            match.group("host"),
            match.start("info"),
            match.end("info"),
        )


def weak_password(user: str, password: str, kb: KnowledgeBase) -> bool:
    """Tell whether a password in an address is a default or stands in for one."""
    return (
        len(password) < _PASSWORD_LENGTH
        or password == user
        or is_placeholder(password, kb)
        or _is_weak(password, kb)
    )
