"""Values that are secrets by their shape, or by their name and randomness."""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import SecretShape

__all__ = [
    "Found",
    "Userinfo",
    "has_secret_value",
    "is_literal",
    "is_placeholder",
    "is_secret_name",
    "looks_random",
    "named_values",
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


@lru_cache(maxsize=4096)
def is_secret_name(name: str, kb: KnowledgeBase) -> bool:
    """Tell whether a variable's name says that its value is a secret."""
    known = kb.secret_names
    upper = re.sub(r"[.-]|(?<=[a-z])(?=[A-Z])", "_", name).upper()
    parts = set(upper.lower().split("_"))
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
    around = ""
    taken: list[tuple[int, int]] = []
    for shape in shapes:
        if shape.literal not in text:
            continue
        if shape.needs_name:
            around = around or f"{lowered}\0{text.lower()}"
            if not any(word in around for word in shape.needs_name):
                continue
        for match in re.finditer(shape.pattern, text):
            start, end = match.span()
            token = match.group()
            if shape.needs_name and not any(
                word in lowered or word in _name_before(text, start, kb)
                for word in shape.needs_name
            ):
                continue
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


def _name_before(text: str, start: int, kb: KnowledgeBase) -> str:
    """Return in lower case what a value in a text is called: ``name=``, ``name:``, ``name ``."""
    before = text[max(0, start - 80) : start]
    match = re.search(r"""([\w.-]+)(?:\\?["'])?(\s*[=:]\s*|[ \t]+)(?:\\?["'])?$""", before)
    if match is None or (match.group(2).isspace() and not is_secret_name(match.group(1), kb)):
        return ""
    return match.group(1).lower()


def _is_in_userinfo(text: str, start: int, end: int) -> bool:
    return any(found.start <= start and end <= found.end for found in userinfos(text))


def is_literal(value: str) -> bool:
    """Tell whether a word stands for itself: no variable, no command, no path, no placeholder."""
    return bool(value) and not any(char in value for char in "$`<>{}") and value[0] not in "/~@"


def random_value(name: str, value: str, kb: KnowledgeBase) -> bool:
    """Tell whether a variable named like a secret has a value that nobody made up."""
    return is_secret_name(name, kb) and looks_random(value, kb)


def looks_random(value: str, kb: KnowledgeBase) -> bool:
    """Tell whether a value is random characters rather than words, a path or a placeholder."""
    if len(value) < _RANDOM_LENGTH or any(char in value for char in "$ \t\n/\\<>{}()"):
        return False
    if not any(char.isdigit() for char in value) or not any(char.isalpha() for char in value):
        return False
    if is_placeholder(value, kb) or _is_weak(value, kb) or _is_encoded_text(value):
        return False
    if re.fullmatch(r"[0-9a-fA-F]+", value):
        return len(value) >= _HEX_LENGTH and entropy(value) >= kb.number("secret.minimum-entropy")
    return entropy(value) >= _RANDOM_ENTROPY


def _is_encoded_text(value: str) -> bool:
    """Tell whether a value is plain text in base64, and not credentials: a page, a setting."""
    import base64
    import binascii

    try:
        decoded = base64.b64decode(value, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return False
    if "PRIVATE KEY" in decoded or re.fullmatch(r"[^\s:]+:[^\s:]+", decoded):
        return False
    return decoded.replace("\n", " ").isprintable()


_BEFORE_SECRETS = ("Bearer", "token", "password")
_NAMED: list[re.Pattern[str]] = []
"""What may be a random value after a name, then with its name, then after a word."""


def named_values(text: str, kb: KnowledgeBase) -> Iterator[tuple[str, int, int]]:
    """Yield what is called a secret within a text, and is random: its name and place.

    ``name=value`` and ``"name": "value"`` count, ``Bearer value`` of a request's header and
    ``login … password …`` of a .netrc.
    """
    if not _NAMED:
        _NAMED.extend(
            (
                # Most texts have none, which this tells faster than the one with a name before it.
                re.compile(
                    r"""[=:][ \t]*(?:\\?["'])?[^\s"'\\,;|&)$/<>{}(]{16,}""",
                ),
                re.compile(
                    r"""(?<![\w$.-])([A-Za-z_][\w.-]*)(?:\\?["'])?[ \t]*[=:][ \t]*"""
                    r"""(?:\\?["'])?([^\s"'\\,;|&)]{16,})"""
                ),
                re.compile(rf"\b({'|'.join(_BEFORE_SECRETS)})[ \t]+([A-Za-z0-9._~+=-]{{16,}})"),
            )
        )
    named = _NAMED[1].finditer(text) if _NAMED[0].search(text) else ()
    for match in named:
        name, value = match.groups()
        is_kaggle = name == "key" and "kaggle" in text
        if (is_kaggle or is_secret_name(name, kb)) and looks_random(value, kb):
            yield f"`{name}`", *match.span(2)
    if not any(word in text for word in _BEFORE_SECRETS):
        return
    for match in _NAMED[2].finditer(text):
        word, value = match.groups()
        line = text[: match.start()].rpartition("\n")[2]
        if (
            "login " in line if word == "password" else "authorization" in line.lower()
        ) and looks_random(value, kb):
            yield f"`{word}`", *match.span(2)


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
