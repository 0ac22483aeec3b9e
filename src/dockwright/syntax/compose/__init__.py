"""The small languages within Compose files: templates, ports, volumes, sizes, durations."""

from __future__ import annotations

from dockwright.syntax.compose.quantities import duration_of, size_of
from dockwright.syntax.compose.short import Port, ShortFormError, Volume, parse_ports, parse_volume
from dockwright.syntax.compose.template import (
    TemplateError,
    Variable,
    operator_of,
    substitute,
    variables_in,
)
from dockwright.syntax.compose.words import CommandLine, split_command

__all__ = [
    "CommandLine",
    "Port",
    "ShortFormError",
    "TemplateError",
    "Variable",
    "Volume",
    "duration_of",
    "operator_of",
    "parse_ports",
    "parse_volume",
    "size_of",
    "split_command",
    "substitute",
    "variables_in",
]
