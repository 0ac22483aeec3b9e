"""Reading Python modules: as Python's own parser does, within bounds, and of any text."""

from __future__ import annotations

import ast
import sysconfig
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.syntax.python import MAX_LENGTH, Module, Node, parse, string_value
from dockwright.text import Source, Span

FOLDERS = ("stdlib", "purelib")
EVERY = 97
"""Of the installed modules, every so manieth is compared."""


def read(text: str) -> Module:
    return parse(Source("m.py", text))


def installed() -> list[Path]:
    found = {
        path
        for folder in FOLDERS
        for path in Path(sysconfig.get_path(folder)).rglob("*.py")
        if "lib2to3/tests" not in path.as_posix()
    }
    return sorted(found)[::EVERY]


def strings(module: Module) -> list[str]:
    """Return the constant strings outside of formatted ones."""
    found: list[str] = []
    pending: list[Node] = [module.root]
    while pending:
        node = pending.pop()
        if node.kind in {"string", "concatenated_string"}:
            pieces = node.children if node.kind == "concatenated_string" else [node]
            starts = [module.text(piece.children[0]).lower() for piece in pieces if piece.children]
            if any("f" in start.rstrip("'\"") for start in starts):
                continue
            value = string_value(module, node)
            if value is not None:
                found.append(value)
            continue
        pending += node.children
    return sorted(found)


def strings_of_python(tree: ast.AST) -> list[str]:
    inside = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
    }
    return sorted(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside
    )


def imports(module: Module) -> list[str]:
    found: list[str] = []
    for node in module.root.walk():
        if node.kind == "import_statement":
            for child in node.children:
                named = child.get("name") if child.kind == "aliased_import" else child
                assert named is not None
                found.append("".join(module.text(named).split()))
        elif node.kind == "import_from_statement":
            origin = node.get("module_name")
            assert origin is not None
            found.append("".join(module.text(origin).split()))
        elif node.kind == "future_import_statement":
            found.append("__future__")
    return sorted(found)


def imports_of_python(tree: ast.AST) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return sorted(found)


def definitions(module: Module) -> list[str]:
    kinds = {"function_definition", "class_definition"}
    names = (node.get("name") for node in module.root.walk() if node.kind in kinds)
    return sorted(module.text(name) for name in names if name is not None)


def definitions_of_python(tree: ast.AST) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return sorted(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def test_installed_modules_are_read_as_python_reads_them() -> None:
    compared = 0
    for path in installed():
        data = path.read_bytes()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(data)
            data.decode()
        except (SyntaxError, ValueError):
            continue
        module = parse(Source.from_bytes(str(path), data))
        assert module.problems == (), path
        assert imports(module) == imports_of_python(tree), path
        assert definitions(module) == definitions_of_python(tree), path
        assert strings(module) == strings_of_python(tree), path
        calls = sum(node.kind == "call" for node in module.root.walk())
        assert calls == sum(isinstance(node, ast.Call) for node in ast.walk(tree)), path
        compared += 1
    assert compared > 20


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"'a\nb'", "a\nb"),
        (r"r'a\nb'", r"a\nb"),
        ("'a' 'b'", "ab"),
        (r"'\x41\u0042\U00000043\104\N{DIGIT ONE}'", "ABCD1"),
        ("'a\\\nb'", "ab"),
        ('"""a\r\nb"""', "a\nb"),
        (r"'\q'", r"\q"),
        (r"r'\\'", "\\\\"),
        ("u'ä'", "ä"),
        ("b'a'", None),
        ("f'{a}'", None),
        ("f'{{a}}'", "{a}"),
        (r"'\U00ffffff'", None),
        (r"'\N{no such name}'", None),
    ],
)
def test_the_value_of_a_literal(text: str, value: str | None) -> None:
    module = read(f"x = {text}\n")
    node = next(each for each in module.root.walk() if each.field == "right")
    assert string_value(module, node) == value


@pytest.mark.parametrize(
    "text",
    [
        "match a:\n    case [1, *_]:\n        pass\n",
        "type Pair[T] = tuple[T, T]\n",
        "try:\n    pass\nexcept* OSError:\n    pass\n",
        "x = f'{a['b']}'\n",
        "def f[T](a: T, /, *, b: T = 1) -> T: ...\n",
        "with (open('a') as a, open('b') as b):\n    pass\n",
        "print(f'{(y := 1)}')\n",
        "async def f():\n    async with a as b:\n        yield await c\n",
    ],
)
def test_the_syntax_of_later_pythons_is_no_problem(text: str) -> None:
    assert read(text).problems == ()


def test_what_is_wrong_has_a_place_and_the_rest_is_read() -> None:
    module = read("import os\nx = = 1\nimport sys\n")
    assert [module.source.slice(each.span) for each in module.problems] != []
    assert all(10 <= each.span.start < 18 for each in module.problems)
    assert imports(module) == ["os", "sys"]


def test_places_count_characters() -> None:
    module = read("ä = 'ö'; use(ü)\n")
    call = next(node for node in module.root.walk() if node.kind == "call")
    assert call.span == Span(9, 15)
    assert module.text(call) == "use(ü)"


def test_what_is_too_deep_or_too_long_is_told() -> None:
    assert [each.message for each in read("(" * 5000 + ")" * 5000).problems]
    (problem,) = read("#" * (MAX_LENGTH + 1)).problems
    assert "long" in problem.message
    assert read("x = " + "-" * 3000 + "1\n").problems


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(data: bytes) -> None:
    check_spans(parse(Source.from_bytes("m.py", data)))


@given(st.text(st.characters(), max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_lone_surrogates_too(text: str) -> None:
    check_spans(read(text))


PIECES = st.sampled_from(
    (
        *("import a", "from . import b", "x = f'{a!r:>{w}}'", "if x:", "    y", "(", ")", "'"),
        *('"""', "ä", "\udcff", "\r\n", "\n", "\t", "\\", "def f(:", "@", "class", "lambda: 0"),
        *("try:", "0x"),
    )
)


@given(st.lists(PIECES, max_size=30))
@settings(max_examples=200, deadline=None)
def test_broken_python_is_read(pieces: list[str]) -> None:
    check_spans(read("".join(pieces)))


def check_spans(module: Module) -> None:
    length = len(module.source.text)
    for node in module.root.walk():
        assert 0 <= node.start <= node.end <= length
        assert all(node.start <= child.start <= child.end <= node.end for child in node.children)
        if node.kind in {"string", "concatenated_string"}:
            string_value(module, node)
    assert all(0 <= each.span.start <= each.span.end <= length for each in module.problems)
