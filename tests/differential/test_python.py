"""Our reader of Python against the interpreter's own, over the standard library.

Compared are the imports, the texts of string constants, and the names of what is called.  Files
that ``ast`` refuses are passed over, and so are those above the size that our reader takes; the
package ``test``, which tries the interpreter's own parser, is left out.
"""

from __future__ import annotations

import ast
import re
import sysconfig
import tokenize
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockwright.syntax.python import parse, string_value
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.syntax.python import Module, Node

LIBRARY = Path(sysconfig.get_path("stdlib"))
FOLDERS = sorted(
    {"."}
    | {
        path.name
        for path in LIBRARY.iterdir()
        if path.is_dir() and path.name not in {"site-packages", "__pycache__", "test"}
    }
)
MOST_BYTES = 1 << 20
DEEPEST = 150
"""Our reader leaves out what lies deeper than 200 levels of its own tree."""

READ_OTHERWISE = re.compile(r"^\s*type\(.*\).*(?<![=!<>])=(?!=)", re.MULTILINE)
"""What the grammar takes for the statement ``type``; such files are passed over."""


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_standard_library_reads_as_the_interpreter_reads_it(folder: str) -> None:
    pattern = LIBRARY.glob("*.py") if folder == "." else (LIBRARY / folder).rglob("*.py")
    for path in sorted(pattern):
        if "site-packages" in path.parts or path.stat().st_size > MOST_BYTES:
            continue
        data = path.read_bytes()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                theirs = ast.parse(data)
            with tokenize.open(path) as file:
                text = file.read()
        except (SyntaxError, ValueError, UnicodeError, RecursionError):
            continue
        if _depth(theirs) > DEEPEST or READ_OTHERWISE.search(text):
            continue
        ours = parse(Source(str(path), text))
        assert not ours.problems, path
        for name, by_us, by_them in (
            ("imports", _our_imports(ours), _their_imports(theirs)),
            ("strings", _our_strings(ours), _their_strings(theirs)),
            ("calls", _our_calls(ours), _their_calls(theirs)),
        ):
            us, them = Counter(by_us), Counter(by_them)
            assert us == them, f"{path}: {name}: we alone {us - them}, they alone {them - us}"


def _depth(tree: ast.AST) -> int:
    deepest, pending = 0, [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        deepest = max(deepest, depth)
        pending += [(child, depth + 1) for child in ast.iter_child_nodes(node)]
    return deepest


def _their_imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (f"{each.name} as {each.asname}" for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            yield from (f"{origin} {each.name} as {each.asname}" for each in node.names)


def _our_imports(module: Module) -> Iterator[str]:
    for node in module.root.walk():
        if node.kind not in {
            "import_statement",
            "import_from_statement",
            "future_import_statement",
        }:
            continue
        if node.kind == "import_statement":
            origin = ""
        elif node.kind == "future_import_statement":
            origin = "__future__ "
        else:
            held = node.get("module_name")
            assert held is not None
            origin = "".join(module.text(held).split()) + " "
        if any(child.kind == "wildcard_import" for child in node.children):
            yield f"{origin}* as None"
        for child in node.all("name"):
            is_aliased = child.kind == "aliased_import"
            named = child.get("name") if is_aliased else child
            alias = child.get("alias")
            assert named is not None
            shown = "None" if alias is None else module.text(alias)
            yield f"{origin}{module.text(named)} as {shown}"


def _their_strings(tree: ast.AST) -> Iterator[str]:
    within = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in within
        ):
            yield node.value


def _our_strings(module: Module) -> Iterator[str]:
    """Yield the texts of the strings that are no f-string, nor stand in one."""
    pending = [module.root]
    while pending:
        node = pending.pop()
        if node.kind in {"string", "concatenated_string"}:
            value = string_value(module, node)
            if value is not None and not _is_formatted(module, node):
                yield value
            continue
        pending += node.children


def _is_formatted(module: Module, node: Node) -> bool:
    parts = node.children if node.kind == "concatenated_string" else [node]
    for part in parts:
        opening = module.text(part).lstrip()
        if "f" in opening[: opening.find(opening.rstrip()[-1])].lower():
            return True
    return False


def _their_calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _their_name(node.func)
            if name:
                yield name


def _their_name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = _their_name(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def _our_calls(module: Module) -> Iterator[str]:
    for node in module.root.walk():
        function = node.get("function") if node.kind == "call" else None
        name = "" if function is None else _our_name(module, function)
        if name:
            yield name


def _our_name(module: Module, node: Node) -> str:
    if node.kind == "parenthesized_expression" and len(node.children) == 1:
        return _our_name(module, node.children[0])
    if node.kind == "identifier":
        return module.text(node)
    if node.kind == "attribute":
        owner, name = node.get("object"), node.get("attribute")
        held = "" if owner is None else _our_name(module, owner)
        return f"{held}.{module.text(name)}" if held and name is not None else ""
    return ""
