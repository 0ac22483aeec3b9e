"""Which language a shell form is written in."""

from __future__ import annotations

from dockwright.syntax.shell.nodes import Dialect

__all__ = ["dialect_of"]

_NAMES = {
    "sh": Dialect.POSIX,
    "ash": Dialect.POSIX,
    "dash": Dialect.POSIX,
    "busybox": Dialect.POSIX,
    "bash": Dialect.BASH,
    "rbash": Dialect.BASH,
    "zsh": Dialect.BASH,
    "ksh": Dialect.BASH,
    "mksh": Dialect.BASH,
    "powershell": Dialect.POWERSHELL,
    "pwsh": Dialect.POWERSHELL,
    "cmd": Dialect.CMD,
}
_RUNNERS = frozenset({"env", "tini", "dumb-init"})


def dialect_of(shell: tuple[str, ...], script: str) -> Dialect:
    """Tell the language of a script.

    Args:
        shell: the words that run it, as SHELL sets them.
        script: its text; a ``#!`` line at its begin decides, as it does in a heredoc.
    """
    if script.startswith("#!"):
        words = script[2:].partition("\n")[0].split()
        return _dialect(words) if words else Dialect.POSIX
    return _dialect(shell)


def _dialect(words: tuple[str, ...] | list[str]) -> Dialect:
    for word in words:
        name = word.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
        if name in _NAMES:
            return _NAMES[name]
        if name in _RUNNERS or (word.startswith("-") and word is not words[0]):
            continue
        # A wrapper that ends in a shell (`conda run -n env /bin/bash -c`) still runs that shell.
        rest = [
            _NAMES[tail]
            for other in words
            if (tail := other.replace("\\", "/").rpartition("/")[2].lower()) in _NAMES
        ]
        return rest[-1] if rest else Dialect.OTHER
    return Dialect.OTHER
