"""The value for what the text cannot tell."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

__all__ = ["Unknown"]


class Unknown(NamedTuple):
    """Something that cannot be told, and why.

    It stands wherever a build argument, a remote context or a dynamic word hides the truth.
    Rules match on it; none treats it as empty or false.
    """

    reason: str

    def __bool__(self) -> bool:
        raise TypeError("an Unknown is neither true nor false: match on it")
