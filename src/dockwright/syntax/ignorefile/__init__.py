"""The lossless reader of ignore files, with the opinions of Docker's own reader and no others."""

from __future__ import annotations

from dockwright.syntax.ignorefile.reader import (
    IgnoreFile,
    IgnoreLine,
    IgnoreProblem,
    clean_path,
    parse,
    trim_space,
)

__all__ = [
    "IgnoreFile",
    "IgnoreLine",
    "IgnoreProblem",
    "clean_path",
    "parse",
    "trim_space",
]
