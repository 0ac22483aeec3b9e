"""The reader of pip's files of requirements: logical lines with their places, no opinions.

Source: pip's documentation, "Requirements File Format".
"""

from __future__ import annotations

from dockwright.syntax.requirements.reader import LineKind, RequirementLine, parse

__all__ = ["LineKind", "RequirementLine", "parse"]
