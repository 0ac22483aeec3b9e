"""Check the reading of Dockerfiles against the vectors of BuildKit's parser tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockwright.model.dockerfile import build_model
from dockwright.model.instructions import CopyLike
from dockwright.model.refusals import refusals
from dockwright.syntax.dockerfile import parse
from dockwright.syntax.dockerfile.blanks import json_strings
from dockwright.syntax.dockerfile.directives import find_directive
from dockwright.syntax.dockerfile.git_ref import GitRef, parse_git_ref
from dockwright.syntax.dockerfile.mounts import Device, parse_device
from dockwright.syntax.dockerfile.nodes import Form, ProblemKind
from dockwright.syntax.dockerfile.ports import parse_port
from dockwright.syntax.dockerfile.reader import heredoc_of_word, pairs_of, split_words
from dockwright.text import OriginMap, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.syntax.dockerfile.nodes import DockerfileTree, Heredoc, InstructionNode

__all__ = ["check"]

_ERROR = "error"
_REFUSED = (ProblemKind.PARSE, ProblemKind.INSTRUCTION)


def check(record: dict[str, Any]) -> str | None:
    """Return why ``record`` does not hold, None where it does."""
    reader = _KINDS.get(record["kind"])
    if reader is None:
        return f"unknown kind {record['kind']!r}"
    actual, error = reader(record)
    expected = record["expected"]
    if expected == _ERROR:
        wanted = record.get("error", "")
        if error is None:
            return f"gives {actual!r}, expected an error"
        return None if wanted in error else f"error {error!r}, expected one with {wanted!r}"
    if error is not None:
        return f"error {error!r}, expected {expected!r}"
    return None if actual == expected else f"gives {actual!r}, expected {expected!r}"


def _tree(text: str) -> DockerfileTree:
    return parse(Source("Dockerfile", text))


def _problem(tree: DockerfileTree, *kinds: ProblemKind) -> str | None:
    return next((found.message for found in tree.problems if found.kind in kinds), None)


_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    '"': '\\"',
    "\\": "\\\\",
}


def _quoted(text: str) -> str:
    """Write a string as Go's ``strconv.Quote`` does."""
    return '"' + "".join(_ESCAPES.get(char) or _plain(char) for char in text) + '"'


def _plain(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _dump(node: InstructionNode) -> str:
    parts = [node.keyword.lower()]
    if node.flags:
        parts.append("[" + " ".join(_quoted(flag.text) for flag in node.flags) + "]")
    if node.child is not None:
        parts.append(f"({_dump(node.child)})\n")
    if node.health_type is not None:
        parts.append(_quoted(node.health_type.text))
    for pair in node.pairs:
        if node.keyword == "ARG":
            value = "" if pair.value is None else "=" + pair.value.text
            parts.append(_quoted(pair.name.text + value))
        else:
            value = "" if pair.value is None else pair.value.text
            parts += [_quoted(pair.name.text), _quoted(value)]
            parts.append(_quoted("=" if pair.has_delimiter else ""))
    parts += [_quoted(word.text) for word in node.words]
    return " ".join(parts).strip()


def _ast(record: dict[str, Any]) -> tuple[object, str | None]:
    tree = _tree(record["dockerfile"])
    text = "\n".join(f"({_dump(node)})" for node in tree.instructions)
    error = _problem(tree, ProblemKind.PARSE)
    if record["expected"] != _ERROR and text.strip() == record["expected"].strip():
        text = record["expected"]
    return text, error


def _split(record: dict[str, Any]) -> tuple[object, str | None]:
    return [word for word, _, _ in split_words(record["input"])], None


def _json_array(record: dict[str, Any]) -> tuple[object, str | None]:
    found = json_strings(record["input"])
    if found is None or isinstance(found, str):
        return None, found or "no JSON array"
    return [string.value for string in found], None


def _name_value(record: dict[str, Any]) -> tuple[object, str | None]:
    text = record["input"]
    origin = OriginMap.identity(0, len(text))
    pairs = pairs_of(text, 0, record["instruction"], "\\", origin)
    if isinstance(pairs, str):
        return None, pairs
    shown: list[str] = []
    for pair in pairs:
        value = "" if pair.value is None else pair.value.text
        shown += [pair.name.text, value, "=" if pair.has_delimiter else ""]
    return shown, None


def _directives(record: dict[str, Any]) -> tuple[object, str | None]:
    tree = _tree(record["dockerfile"])
    found = [[directive.name, directive.value] for directive in tree.directives]
    # A file without instructions is no error of its directives.
    error = next(
        (
            problem.message
            for problem in tree.problems
            if "directive" in problem.message or "escape token" in problem.message
        ),
        None,
    )
    return found, error


def _directive(record: dict[str, Any]) -> tuple[object, str | None]:
    name = record["directive"]
    found = find_directive(record["dockerfile"], name, any_format=name == "syntax")
    if found is None:
        return {"found": False}, None
    shown = {"found": True, "value": found.value, "line": found.line}
    return {key: value for key, value in shown.items() if key in record["expected"]}, None


def _shown_heredoc(heredoc: Heredoc) -> dict[str, object]:
    return {
        "name": heredoc.name,
        "content": heredoc.content,
        "expand": heredoc.expand,
        "chomp": heredoc.chomp,
        "fd": heredoc.descriptor,
    }


def _heredocs(record: dict[str, Any]) -> tuple[object, str | None]:
    tree = _tree(record["dockerfile"])
    found = [
        [_shown_heredoc(heredoc) for heredoc in node.heredocs] or None
        for node in tree.instructions[1:]
    ]
    return found, _problem(tree, ProblemKind.PARSE)


def _heredoc_chomp(record: dict[str, Any]) -> tuple[object, str | None]:
    body = record["input"]
    tree = _tree(f"RUN <<-EOF\n{body}EOF\n")
    model = build_model(tree)
    run: Any = model.instructions[0]
    return run.script_text()[0], None


def _heredoc_word(record: dict[str, Any]) -> tuple[object, str | None]:
    found = heredoc_of_word(record["input"])
    if isinstance(found, str):
        return None, found
    if isinstance(record["expected"], dict) and found is not None:
        shown = dict(zip(("name", "expand", "chomp", "fd"), found, strict=True))
        return {key: value for key, value in shown.items() if key in record["expected"]}, None
    return None if found is None else found[0], None


def _heredoc_line(record: dict[str, Any]) -> tuple[object, str | None]:
    tree = _tree(record["input"])
    nodes = tree.instructions
    announced = [
        text
        for node in nodes
        if node.keyword in {"RUN", "COPY", "ADD"}
        for text in _announced_names(node.line)
    ]
    return announced, None


def _announced_names(line: str) -> list[str]:
    from dockwright.syntax.dockerfile.reader import announced_heredocs

    found = announced_heredocs(line)
    return [] if isinstance(found, str) else [heredoc[0] for heredoc in found]


def _instruction(record: dict[str, Any]) -> tuple[object, str | None]:
    text = record["dockerfile"]
    tree = _tree(text)
    # The vectors are single instructions: that no stage has begun is no matter of theirs.
    problems = [
        problem.message
        for problem in tree.problems
        if problem.kind in _REFUSED and problem.message != "no build stage in current context"
    ]
    error = problems[0] if problems else None
    expected = record["expected"]
    if isinstance(expected, dict) and tree.instructions:
        return {"flags_used": [flag.name for flag in tree.instructions[0].flags]}, error
    return "ok", error


def _copy(record: dict[str, Any]) -> tuple[object, str | None]:
    copy = build_model(_tree("FROM scratch\n" + record["dockerfile"])).instructions[1]
    if not isinstance(copy, CopyLike) or copy.destination is None:
        return None, "no COPY"
    return {
        "dest": copy.destination.raw,
        "sources": [source.raw for source in copy.sources],
        "contents": [
            {"path": heredoc.name, "data": heredoc.content, "expand": heredoc.expand}
            for heredoc in copy.heredocs
        ],
    }, None


def _run(record: dict[str, Any]) -> tuple[object, str | None]:
    tree = _tree(record["dockerfile"])
    node = tree.instructions[0]
    return {
        "shell": node.form is Form.SHELL,
        "cmdline": [word.text for word in node.words],
        "files": [
            {"name": heredoc.name, "data": heredoc.content, "chomp": heredoc.chomp}
            for heredoc in node.heredocs
        ],
    }, _problem(tree, ProblemKind.PARSE)


def _device(record: dict[str, Any]) -> tuple[object, str | None]:
    found = parse_device(record["input"])
    if isinstance(found, Device):
        return {"name": found.name, "required": found.required}, None
    return None, found


def _build_plan(record: dict[str, Any]) -> tuple[object, str | None]:
    target = record.get("target")
    model = build_model(_tree(record["dockerfile"]), target=target)
    found = next(iter(refusals(model, target=target)), None)
    return "ok", None if found is None else found.message


def _expose(record: dict[str, Any]) -> tuple[object, str | None]:
    names: list[str] = []
    for word in record["input"]:
        port = parse_port(word)
        if isinstance(port, str):
            return None, port
        names += port.names
    return names, None


def _error_line(record: dict[str, Any]) -> tuple[object, str | None]:
    source = Source("Dockerfile", record["dockerfile"])
    tree = parse(source)
    if record["build_time_only"]:
        # What only a build tells is no matter of reading: the file itself is right.
        problem = _problem(tree, *_REFUSED, ProblemKind.STRUCTURE)
        return "refused" if problem else "fine", None if problem else "only when built"
    for found in tree.problems:
        line = source.lines.position(found.span.start).line
        if line in record["error_lines"]:
            return None, found.message
    return "no problem on these lines", None


def _git_ref(record: dict[str, Any]) -> tuple[object, str | None]:
    found = parse_git_ref(record["input"])
    if isinstance(found, GitRef):
        names = {
            "remote": found.remote,
            "short_name": found.short_name,
            "ref": found.ref,
            "sub_dir": found.sub_dir,
            "checksum": found.checksum,
            "indistinguishable_from_local": found.is_indistinguishable_from_local,
            "unencrypted_t_c_p": found.is_unencrypted,
            "keep_git_dir": found.keep_git_dir,
            "submodules": found.submodules,
            "m_time": found.mtime,
            "fetch_by_commit": found.fetch_by_commit,
        }
        shown = {key: value for key, value in names.items() if value not in {"", None}}
        expected = record["expected"]
        if isinstance(expected, dict):
            # The vectors leave out what is false.
            shown = {
                key: value for key, value in shown.items() if value is not False or key in expected
            }
        return shown, None
    return None, found


_KINDS: dict[str, Callable[[dict[str, Any]], tuple[object, str | None]]] = {
    "ast": _ast,
    "build-plan": _build_plan,
    "copy-heredoc": _copy,
    "directive": _directive,
    "directives": _directives,
    "error-line": _error_line,
    "expose": _expose,
    "git-ref": _git_ref,
    "heredoc": _heredocs,
    "heredoc-chomp": _heredoc_chomp,
    "heredoc-line": _heredoc_line,
    "heredoc-word": _heredoc_word,
    "instr-error": _instruction,
    "instr-ok": _instruction,
    "json-array": _json_array,
    "nameval": _name_value,
    "parse-words": _split,
    "run-device": _device,
    "run-heredoc": _run,
}
