"""Compares our reader with Docker's official parser (the ``dockerfile`` package on top of it)."""

from __future__ import annotations

import json
import re
from typing import Any

import dockerfile

from dockwright.syntax.dockerfile import parse
from dockwright.syntax.dockerfile.nodes import Form, InstructionNode, ProblemKind
from dockwright.text import Source


def _instruction(node: InstructionNode) -> tuple[Any, ...]:
    child = node.child
    inner = node if child is None else child
    values: list[str] = []
    if inner.form is Form.UNKNOWN:
        # The official parser keeps no argument of an instruction that it does not know.
        values = [""]
    elif child is not None and child.child is not None:
        values = [child.child.raw_keyword]
    elif inner.pairs and inner.keyword == "ARG":
        values = [
            pair.name.text if pair.value is None else f"{pair.name.text}={pair.value.text}"
            for pair in inner.pairs
        ]
    elif inner.pairs:
        for pair in inner.pairs:
            assert pair.value is not None
            values += [pair.name.text, pair.value.text]
    else:
        if inner.health_type is not None:
            values.append(inner.health_type.text)
        values += [word.text for word in inner.words]
    return (
        node.raw_keyword,
        None if child is None else child.raw_keyword,
        inner.form is Form.JSON,
        node.start_line,
        node.end_line,
        tuple(flag.text for flag in node.flags),
        tuple(values),
        tuple((heredoc.name, heredoc.descriptor, heredoc.content) for heredoc in node.heredocs),
    )


def official(text: str) -> list[tuple[Any, ...]] | None:
    """What the official parser says; None for a refusal."""
    try:
        commands = dockerfile.parse_string(text)
    except dockerfile.GoParseError:
        return None
    return [
        (
            # The binding gives None for an empty keyword.
            command.cmd or "",
            command.sub_cmd,
            command.json,
            command.start_line,
            command.end_line,
            command.flags,
            command.value,
            tuple(
                (heredoc.name, heredoc.file_descriptor, heredoc.content)
                for heredoc in command.heredocs
            ),
        )
        for command in commands
    ]


_PATTERN_MODIFIER = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*[#%/]")
_SPACED_HEREDOC = re.compile(r"<<-?[ \t\v\f\r]+[^ \t\v\f\r]")


def difference(data: bytes) -> str | None:
    """Where the two differ on a file, or None where they agree.

    Differences with a reason of their own begin with ``explained: ``; the reasons are those of
    ``docs/disagreements.md``.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        # The binding takes text alone: bytes that are not UTF-8 reach neither side.
        text = data.decode("utf-8", "replace")
    # Nor does it take more than a C string holds.
    text = text.partition("\0")[0]
    theirs = official(text)
    tree = parse(Source("Dockerfile", text))
    refused = tree.is_refused_at(ProblemKind.PARSE)
    mine = None if refused else [_instruction(node) for node in tree.instructions]
    if theirs == mine:
        return None
    if any(_SPACED_HEREDOC.search(node.line) for node in tree.instructions):
        return "explained: white space between << and the word, a heredoc since 2025-03"
    if any("<<" in node.line and _PATTERN_MODIFIER.search(node.line) for node in tree.instructions):
        return "explained: a pattern modifier in a line with a heredoc, read since 2024-06"
    if theirs is None or mine is None:
        return "we accept what it refuses" if theirs is None else "we refuse what it accepts"
    if len(theirs) != len(mine):
        return f"{len(mine)} instructions, it has {len(theirs)}"
    reason = ""
    for node, one, other in zip(tree.instructions, mine, theirs, strict=True):
        if one == other:
            continue
        if not _has_text_after_array(node):
            return f"{one!r}, it has {other!r}"
        reason = "explained: text after a JSON array, which made it plain text since 2024-07"
    return reason or None


def _has_text_after_array(node: InstructionNode) -> bool:
    inner = node if node.child is None else node.child
    if inner.form not in {Form.SHELL, Form.LIST}:
        return False
    text = inner.text
    if inner.health_type is not None:
        text = text.removeprefix(inner.health_type.text).strip()
    if not text.startswith("["):
        return False
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return False
    return isinstance(value, list) and bool(text[end:].strip(" \t\r\n"))
