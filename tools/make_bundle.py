"""Makes the start-up bundle for the running interpreter: see ``docs/design/0004-start-up.md``.

    python tools/make_bundle.py FILE      write it, to look at or to measure with

``hatch_build.py`` calls ``make_bundle`` when a wheel is built.  It needs nothing but the standard
library and the package's sources.
"""

from __future__ import annotations
import __future__

import _sre  # type: ignore[import-not-found]
import ast
import json
import marshal
import os
import subprocess
import sys
import tempfile
from array import array
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"

PLAIN = """\
FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
USER 10001
CMD ["python", "main.py"]
"""
"""What is imported for this file is read from the bundle in one piece."""

BEFORE = ("dockwright", "dockwright.bundle")
"""What is imported before there is a bundle to import from."""

USUAL = (
    PLAIN,
    """\
FROM python:3.12
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt && python -m compileall .
COPY . .
EXPOSE 8000
CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
""",
    """\
# syntax=docker/dockerfile:1
FROM node:22 AS web
WORKDIR /web
COPY package.json package-lock.json ./
RUN npm ci
COPY web .
RUN npm run build

FROM python:3.12 AS final
ARG VERSION=1.0
ENV PYTHONUNBUFFERED=1 APP_VERSION=$VERSION
LABEL org.opencontainers.image.version="1.0"
RUN apt-get update && apt-get install -y curl git && rm -rf /var/lib/apt/lists/*
COPY --from=web --chown=app:app /web/dist /srv/web
ADD https://example.com/model.bin /models/
EXPOSE 8000/tcp
HEALTHCHECK --interval=30s CMD curl -f http://localhost:8000/ || exit 1
USER app
ENTRYPOINT ["gunicorn"]
CMD ["app:app", "--bind", "0.0.0.0:8000"]
""",
)
"""The patterns that these use are loaded together, and all others when one of them is asked for;
functions that none of them calls are loaded when they are called."""

RECORD = """\
import json, os, sys
sys.path.insert(0, sys.argv[1])
from importlib.machinery import SourceFileLoader
called = set()
def profile(frame, event, argument):
    if event == "call":
        called.add(frame.f_code)
done = []
run = SourceFileLoader.exec_module
def exec_module(self, module):
    run(self, module)
    done.append(module.__name__)
SourceFileLoader.exec_module = exec_module
sys.setprofile(profile)
from dockwright.cli import main
from dockwright.text import regex
for name in sys.argv[2:]:
    main(["check", "--no-cache", name, "--output", os.devnull])
sys.setprofile(None)
root = sys.argv[1] + "/"
print(json.dumps([[name for name in done if name.startswith("dockwright")],
                  [key for key in regex._made if isinstance(key[0], str)],
                  sorted([code.co_filename.removeprefix(root), code.co_firstlineno]
                         for code in called if code.co_filename.startswith(root))]))
"""


def make_bundle(source: Path = SOURCE) -> bytes:
    """Return the bundle of the package below ``source`` for the running interpreter."""
    sys.path.insert(0, str(source))
    try:
        from dockwright import bundle
        from dockwright.kb.load import sections_of
        from dockwright.rules.engine import triggers
        from dockwright.rules.registry import entries, read_index
    finally:
        sys.path.remove(str(source))
    package = source / "dockwright"
    files = {_module_name(file, source): file for file in sorted(package.rglob("*.py"))}
    core = [name for name in _record(source, [PLAIN])[0] if name in files and name not in BEFORE]
    _, used, called = _record(source, USUAL)
    usual = set(used)
    others = _written_patterns(files.values()) - usual
    cold: dict[str, Any] = {}
    codes: dict[str, Any] = {}
    for name, file in files.items():
        tree, shown = _tree(file, source)
        if name in core:
            hot = {line for path, line in called if path == shown}
            functions = _set_apart(tree, hot, shown)
            if functions:
                cold[f"cold.{name}"] = functions
        codes[name] = _compiled(tree, shown)
    text = (package / "kb" / "compiled.json").read_text(encoding="utf-8")
    sections = {name: json.loads(body) for name, body in sections_of(text).items()}
    as_of = sections.pop("as_of")
    del sections["schema"]
    parts: dict[str, Any] = {
        # In one piece, so that strings which many modules have are there once.
        "core": {name: codes[name] for name in core},
        "patterns": _patterns(usual),
        "patterns.more": _patterns(others),
        "rules.index": read_index(),
        **{
            f"rules.triggers.{kind}": triggers(kind)
            for kind in sorted({entry.kind for entry in entries()})
        },
        "kb": (as_of, tuple(sections)),
        **{f"kb.{name}": section for name, section in sections.items() if name != "groups"},
        **{f"kb.group.{number}": group for number, group in enumerate(sections["groups"])},
        **codes,
        **cold,
    }
    index: dict[str, tuple[int, int, bool]] = {}
    body = bytearray()
    for name, part in parts.items():
        data = marshal.dumps(part)
        is_package = name in files and files[name].name == "__init__.py"
        index[name] = (len(body), len(data), is_package)
        body += data
    head = marshal.dumps(index)
    mark = bundle.interpreter_mark(_sre.MAGIC)
    return bundle.MAGIC + mark + len(head).to_bytes(4, "little") + head + bytes(body)


def _module_name(file: Path, source: Path) -> str:
    parts = list(file.relative_to(source).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _tree(file: Path, source: Path) -> tuple[ast.Module, str]:
    """Return a module's stripped tree, and how its file is called in tracebacks."""
    # Relative to the directory that is on the module path: that is where tracebacks look too.
    shown = file.relative_to(source).as_posix()
    # ``from __future__ import annotations`` is taken as said, so that nothing imports __future__.
    tree = ast.parse(file.read_bytes(), shown)
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    ]
    _strip(tree)
    return tree, shown


def _compiled(tree: ast.Module, shown: str) -> Any:
    flag = __future__.annotations.compiler_flag
    return compile(tree, shown, "exec", flags=flag, dont_inherit=True)


def _set_apart(tree: ast.Module, hot: set[int], shown: str) -> list[tuple[Any, ...]]:
    """Take the functions that usual files do not call out of a module; return them.

    Each is replaced by a stand-in that fetches it when it is called: see ``bundle``.  Compiled
    code is most of what there is to load, and three functions in five are not called.
    """
    taken: list[tuple[Any, ...]] = []

    def visit(body: list[ast.stmt], owner: str) -> None:
        for at, node in enumerate(body):
            if isinstance(node, ast.ClassDef) and not owner:
                visit(node.body, node.name)
            if not (isinstance(node, ast.FunctionDef) and _may_be_set_apart(node, owner)):
                continue
            decorators = node.decorator_list
            if (decorators[0] if decorators else node).lineno in hot:
                continue
            node.decorator_list = []
            holder = _compiled(ast.Module([node], []), shown)
            code = next(each for each in holder.co_consts if hasattr(each, "co_code"))
            path = f"{owner}.{node.name}" if owner else node.name
            defaults = tuple(map(ast.literal_eval, node.args.defaults))
            by_name = {
                argument.arg: ast.literal_eval(value)
                for argument, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                if value is not None
            }
            stand_in: ast.expr = ast.Call(
                ast.Name("__cold__", ast.Load()), [ast.Constant(len(taken))], []
            )
            for decorator in reversed(decorators):
                stand_in = ast.Call(decorator, [stand_in], [])
            taken.append((code.replace(co_qualname=path), defaults, by_name, owner, node.name))
            assigned = ast.Assign([ast.Name(node.name, ast.Store())], stand_in)
            body[at] = ast.fix_missing_locations(ast.copy_location(assigned, node))

    visit(tree.body, "")
    return taken


def _may_be_set_apart(node: ast.FunctionDef, owner: str) -> bool:
    """Tell whether a function means the same wherever it is compiled."""
    if node.name.startswith("__"):
        return False
    for decorator in node.decorator_list:
        name = decorator.id if isinstance(decorator, ast.Name) else ""
        if name not in {"property", "classmethod", "staticmethod"}:
            return False
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    names |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    if names & {"super", "__class__"} or (
        owner and any(name.startswith("__") and not name.endswith("__") for name in names)
    ):
        return False
    try:
        for value in (*node.args.defaults, *node.args.kw_defaults):
            if value is not None:
                ast.literal_eval(value)
    except ValueError:
        return False
    return True


def _strip(tree: ast.Module) -> None:
    """Leave out what nothing asks for at run time: docstrings, and annotations of functions.

    Annotations of classes stay, since named tuples are made of them.  A rule's page is its
    docstring; ``Rule.documentation`` finds it in the source.
    """
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                if len(node.body) > 1 or isinstance(node, ast.Module):
                    del node.body[0]
                else:
                    node.body[0] = ast.copy_location(ast.Pass(), first)
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None


def _record(
    source: Path, texts: Any
) -> tuple[list[str], list[tuple[str, int]], list[tuple[str, int]]]:
    """Return what a check of these Dockerfiles takes: modules, patterns, functions.

    A function is a file and the line that it begins in.
    """
    with tempfile.TemporaryDirectory() as directory:
        names = []
        for number, text in enumerate(texts):
            path = Path(directory) / f"{number}.Dockerfile"
            path.write_text(text, encoding="utf-8")
            names.append(str(path))
        done = subprocess.run(
            [sys.executable, "-c", RECORD, str(source), *names],
            check=True,
            stdout=subprocess.PIPE,
            cwd=directory,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
    modules, patterns, functions = json.loads(done.stdout)
    return modules, list(map(tuple, patterns)), list(map(tuple, functions))


def _written_patterns(files: Any) -> set[tuple[str, int]]:
    """Return the regular expressions that stand in the sources as they are."""
    import re

    found: set[tuple[str, int]] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_bytes())):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.args
            ):
                continue
            given = [*node.args[1:], *(word.value for word in node.keywords)]
            names = {
                each.attr
                for part in given
                for each in ast.walk(part)
                if isinstance(each, ast.Attribute)
            }
            flags = 0
            for name in names & {"IGNORECASE", "MULTILINE", "DOTALL", "VERBOSE"}:
                flags |= int(getattr(re, name))
            try:
                text = ast.literal_eval(node.args[0])
            except ValueError:
                continue
            if isinstance(text, str):
                found.add((text, flags))
    return found


def _patterns(keys: set[tuple[str, int]]) -> dict[tuple[str, int], tuple[Any, ...]]:
    return {key: made for key in sorted(keys) if (made := _pattern(*key)) is not None}


def _pattern(text: str, flags: int) -> tuple[Any, ...] | None:
    """Return what ``_sre`` makes a pattern of; None where ``re`` is not as it was in any version.

    ``re.compile`` ends in a call of ``_sre.compile``, whose arguments these are.
    """
    import importlib
    import re

    try:
        compiler: Any = importlib.import_module("re._compiler")
    except ImportError:
        return None
    made: list[tuple[Any, ...]] = []

    class _Listener:
        def __getattr__(self, name: str) -> Any:
            return getattr(_sre, name)

        def compile(self, *arguments: Any) -> Any:
            made.append(arguments)
            return _sre.compile(*arguments)

    original = compiler._sre  # noqa: SLF001 - there is no public way to the compiled form
    compiler._sre = _Listener()  # noqa: SLF001 - as above
    try:
        compiler.compile(text, flags)
    except re.error:
        return None
    finally:
        compiler._sre = original  # noqa: SLF001 - as above
    if len(made) != 1 or len(made[0]) != 6:
        return None
    _, all_flags, code, groups, names, by_number = made[0]
    words = array("I", code)
    if words.itemsize != 4:
        return None
    return int(all_flags), words.tobytes(), groups, dict(names), tuple(by_number)


def main() -> int:
    """Write the bundle to the file that the command line names."""
    if len(sys.argv) != 2:
        print("usage: make_bundle.py FILE", file=sys.stderr)
        return 2
    Path(sys.argv[1]).write_bytes(make_bundle())
    return 0


if __name__ == "__main__":
    sys.exit(main())
