"""Text for terminals: colours, and characters made harmless and measured in cells."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Style", "cell_width", "visible", "visible_char", "wants_colour"]

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}


def wants_colour(
    environ: Mapping[str, str], *, is_terminal: bool, wanted: bool | None = None
) -> bool:
    """Tell whether to write colours.

    Args:
        environ: the environment's variables.
        is_terminal: whether the output is connected to a terminal.
        wanted: what ``--color`` or ``--no-color`` says, or None where neither was given.

    A flag goes before ``NO_COLOR``, that before ``FORCE_COLOR`` (``0`` and empty mean nothing),
    that before ``TERM=dumb`` and what the output is connected to.
    """
    if wanted is not None:
        return wanted
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in {"", "0", "false"}:
        return True
    return is_terminal and environ.get("TERM") != "dumb"


class Style:
    """Writes words in colours, or as they are where colours are not wanted."""

    __slots__ = ("enabled",)

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled

    def __call__(self, text: str, *names: str) -> str:
        """Return ``text`` in the named colours and weights."""
        if not self.enabled or not text or not names:
            return text
        return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"


def visible_char(char: str) -> str:
    r"""Return what stands for a character so that a terminal shows it and does not obey it.

    A control character becomes its picture (``␛``), a byte that is not UTF-8 ``\xff``, any other
    character without a shape of its own ``\u{202e}``.
    """
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{{{code:x}}}"


def visible(text: str) -> str:
    """Return ``text`` with every character in it that a terminal may obey made visible."""
    if text.isprintable():
        return text
    return "".join([visible_char(char) for char in text])


def cell_width(text: str) -> int:
    """Return how many cells of a terminal a visible text fills."""
    if text.isascii():
        return len(text)
    return len(text) + sum([_extra_width(char) for char in text if char > "\x7f"])


def _extra_width(char: str) -> int:
    import unicodedata

    if unicodedata.east_asian_width(char) in "WF":
        return 1
    return -int(unicodedata.category(char) in {"Mn", "Me", "Cf"})
