"""``$(NAME)`` in commands, arguments and values of variables, as the kubelet expands it.

Source: Kubernetes documentation, "Define Dependent Environment Variables"; API reference,
"Container", ``command``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["expand_references"]


def expand_references(text: str, lookup: Callable[[str], str | None]) -> str:
    """Return a text with its ``$(NAME)`` replaced; a name without value stays as it is written.

    ``$$`` is a dollar sign.  Values are not expanded again.

    >>> expand_references("--port=$(PORT) $$(PORT) $HOME $(NONE)", {"PORT": "80"}.get)
    '--port=80 $(PORT) $HOME $(NONE)'
    """
    parts: list[str] = []
    at = 0
    while True:
        dollar = text.find("$", at)
        if dollar < 0 or dollar + 1 == len(text):
            break
        parts.append(text[at:dollar])
        sign = text[dollar + 1]
        close = text.find(")", dollar + 2) if sign == "(" else -1
        if close >= 0:
            value = lookup(text[dollar + 2 : close])
            parts.append(text[dollar : close + 1] if value is None else value)
            at = close + 1
        else:
            parts.append("$" if sign == "$" else f"${sign}")
            at = dollar + 2
    parts.append(text[at:])
    return "".join(parts)
