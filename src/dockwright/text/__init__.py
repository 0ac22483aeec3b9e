"""Places in text: sources, spans, line indexes, edits and origin maps.

Everything above this room speaks in ``Span``: half-open offsets into the decoded text of a
``Source``.  Lines and columns exist in ``report/`` only, UTF-16 in ``lsp/`` only.
"""

from __future__ import annotations

from dockwright.text.edit import Edit, apply_edits, edits_conflict
from dockwright.text.origin import OriginMap
from dockwright.text.source import LineIndex, Position, Source
from dockwright.text.span import Span

__all__ = [
    "Edit",
    "LineIndex",
    "OriginMap",
    "Position",
    "Source",
    "Span",
    "apply_edits",
    "edits_conflict",
]
