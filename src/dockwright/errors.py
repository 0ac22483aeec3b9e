"""Faults of the environment, of the usage and of ourselves: what only a face may catch.

Bad input is never one of these: a file that cannot be read is a value in the result, and a
Dockerfile that cannot be parsed is a diagnostic.
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "DefectError",
    "DockwrightError",
    "EnvironmentFaultError",
    "UsageError",
]


class DockwrightError(Exception):
    """A fault that ends the command, told in one line and a hint.

    Attributes:
        message: the fact, one sentence without a full stop.
        hint: what to do about it, or ``""``.
        place: where it is, such as ``dockwright.toml:3:5``, or ``""``.
        exit_status: what the program exits with.
    """

    exit_status = 2

    def __init__(self, message: str, *, hint: str = "", place: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class UsageError(DockwrightError):
    """The command line, or a call of the library, asks for what cannot be."""


class ConfigError(DockwrightError):
    """A configuration file or a ``DOCKWRIGHT_*`` variable says what cannot be."""


class EnvironmentFaultError(DockwrightError):
    """A program or a file that the command needs is missing or fails."""


class DefectError(DockwrightError):
    """Our own program broke one of its promises."""

    exit_status = 3
