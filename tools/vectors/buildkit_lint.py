"""Check our build checks against the vectors of BuildKit's own lint tests and pages."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from dockwright.rules.engine import check_dockerfile
from dockwright.rules.registry import entries
from dockwright.rules.settings import CheckSettings
from dockwright.syntax.dockerfile import parse
from dockwright.syntax.dockerfile.check_options import (
    CHECK_ARGUMENT,
    CheckOptions,
    comment_options,
    parse_check_options,
)
from dockwright.syntax.dockerfile.directives import find_directive
from dockwright.text import Source

__all__ = ["applies", "check"]

_EXPERIMENTAL = frozenset({"InvalidDefinitionDescription"})
_CODES = {
    alias: entry.code
    for entry in entries()
    for alias in entry.aliases[:1]
    if alias.isalpha() and alias[:1].isupper() and alias != alias.upper()
}
"""BuildKit's name of a check to our code: the first alias of the rules that have one."""


def applies(record: dict[str, Any]) -> bool:
    """Tell whether the record can be judged without a build."""
    if record["kind"] == "doc":
        return record.get("flag") != "doc_inaccurate"
    return "expect" in record


def check(record: dict[str, Any]) -> str | None:
    """Return why ``record`` does not hold, None where it does."""
    text = record["dockerfile"]
    if record["kind"] == "doc":
        return _check_page(record)
    found = sorted(_findings(text, record.get("context_files"), record.get("build_args") or {}))
    unplaced = list(found)
    for wanted in record["expect"]:
        place = next(
            (
                place
                for place in unplaced
                if place[2] == wanted["rule"] and place[0] <= wanted["line"] <= place[1]
            ),
            None,
        )
        if place is None:
            return f"{wanted['rule']} at line {wanted['line']} is missing, found {found}"
        unplaced.remove(place)
    return f"finds {unplaced} too" if unplaced else None


def _check_page(record: dict[str, Any]) -> str | None:
    text = record["dockerfile"]
    if not any(node.keyword == "FROM" for node in parse(Source("Dockerfile", text)).instructions):
        # The pages show fragments: an image to stand on makes a Dockerfile of them.
        text = "FROM scratch\n" + text
    lines = [line for line in text.split("\n") if line.strip() != "..."]
    rule = record["rule"]
    build_args: dict[str, str] = {}
    if rule in _EXPERIMENTAL:
        build_args[CHECK_ARGUMENT] = f"experimental={rule}"
    found = _findings("\n".join(lines), record.get("context_files"), build_args)
    fires = any(name == rule for _, _, name in found)
    return None if fires == record["expect_rule"] else f"fires: {fires}"


def _findings(
    text: str, files: dict[str, str] | None, build_args: dict[str, str]
) -> list[tuple[int, int, str]]:
    """Return (first line, last line of the instruction, BuildKit's name) of each finding."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # The tests' contexts hold the Dockerfile itself.
        for path, content in {"Dockerfile": text, **(files or {})}.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode("utf-8", "surrogateescape"))
        source = Source(str(folder / "Dockerfile"), text)
        settings = CheckSettings(
            enabled=frozenset(_CODES.values()),
            profile="buildkit",
            build_args={key: value for key, value in build_args.items() if key != CHECK_ARGUMENT},
            context=name,
        )
        diagnostics = check_dockerfile(source, settings)
    names = {code: alias for alias, code in _CODES.items()}
    tree = parse(source)
    told = build_args.get(CHECK_ARGUMENT)
    directive = find_directive(text, "check")
    options = parse_check_options(
        told if told is not None else directive.value if directive else ""
    )
    if isinstance(options, str):
        return []
    found: list[tuple[int, int, str]] = []
    for diagnostic in diagnostics:
        alias = names.get(diagnostic.code, diagnostic.code)
        at = source.lines.position(diagnostic.primary.span.start).line
        node = next(
            (node for node in tree.instructions if node.start_line <= at <= node.end_line), None
        )
        own: CheckOptions = options
        if node is not None:
            commented = comment_options(node.comments)
            if isinstance(commented, CheckOptions) and alias not in _WHOLE_FILE:
                own = options.merge(commented)
        if own.is_on(alias, experimental=alias in _EXPERIMENTAL):
            first, last = (at, at) if node is None else (node.start_line, node.end_line)
            found.append((first, last, alias))
    return found


_WHOLE_FILE = frozenset(
    {
        "NoEmptyContinuation",
        "DuplicateStageName",
        "ReservedStageName",
        "ConsistentInstructionCasing",
        "InvalidDefaultArgInFrom",
        "InvalidBaseImagePlatform",
    }
)
"""The checks that BuildKit makes outside of an instruction: a comment before one is no matter."""
