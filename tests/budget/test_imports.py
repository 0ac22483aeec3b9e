"""What a check of a plain Dockerfile imports, which is most of what it costs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Runner

OURS = 154
"""Modules of ours that a check of the plain Dockerfile may import; it was 137.

Four are for what COPY brings, one for hashes of requirements, one for programs that packages call,
one for versions of torch's siblings in files of requirements, two for what code imports, one for
files of requirements that the ignore file drops, one for wheels that such files name, one for
programs that a project declares, one for libraries that code loads, one for files that it opens.
"""
OTHERS = 42
"""Modules of Python's own, most of which the interpreter imports for itself; it was 38."""

NEVER = {
    "__future__",
    "_json",
    "argparse",
    "ast",
    "asyncio",
    "base64",
    "collections",
    "concurrent.futures",
    "contextlib",
    "copy",
    "dataclasses",
    "datetime",
    "enum",
    "fnmatch",
    "functools",
    "gettext",
    "hashlib",
    "importlib",
    "inspect",
    "ipaddress",
    "json",
    "locale",
    "logging",
    "math",
    "multiprocessing",
    "operator",
    "pathlib",
    "pathspec",
    "re",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "textwrap",
    "threading",
    "tomllib",
    "tree_sitter",
    "types",
    "typing",
    "unicodedata",
    "urllib",
    "warnings",
    "yaml",
}
"""What a check of a plain Dockerfile has no use for."""

LATE = {
    "argparse",
    "base64",
    "collections",
    "contextlib",
    "dataclasses",
    "enum",
    "fnmatch",
    "functools",
    "inspect",
    "json",
    "math",
    "pathlib",
    "re",
    "typing",
    "unicodedata",
}
"""What our modules import where they use it, or take from ``text.light`` and ``text.regex``."""
HAVE_REASON_TO = {
    "cli/parser.py": {"argparse"},  # imported for help and complaints only
    "fixes/fixer.py": {"collections"},  # imported by the command fix only
    "run/known.py": {"contextlib"},  # imported with --baseline only
    "text/light.py": set(NEVER),  # where the others get them from
}

MODULES = """\
import sys
from dockwright import bundle
bundle.install()
from dockwright.cli import main
main(["check", "--no-cache", "Dockerfile"])
print(*sys.modules, file=sys.stderr)
"""

OTHER_KINDS = (
    "edits/yaml.py",
    "fixes/document.py",
    "fixes/repairs/ci/",
    "fixes/repairs/compose/",
    "fixes/repairs/kubernetes/",
    "image/",
    "model/bake/",
    "model/ci/",
    "model/code/",
    "model/compose/",
    "model/document.py",
    "model/kubernetes/",
    "model/origin.py",
    "model/serving.py",
    "model/survey.py",
    "model/workspace.py",
    "net.py",
    "packages/",
    "rules/bake/",
    "rules/ci/",
    "rules/compose/",
    "rules/document.py",
    "rules/kubernetes/",
    "report/context.py",
    "report/sizes.py",
    "run/contexts.py",
    "run/base_sizes.py",
    "run/size",
    "run/documents.py",
    "syntax/compose/",
    "syntax/dotenv/",
    "syntax/kubernetes/",
    "syntax/hcl/",
    "syntax/python/",
    "syntax/yaml/",
)
"""What a plain check of Dockerfiles never imports, as the counts above prove."""


def modules(python: Runner) -> list[str]:
    done = python(MODULES, "-S")
    assert "DW301" in done.stdout
    return done.stderr.split()


def test_a_plain_check_imports_nothing_that_it_does_not_use(python: Runner) -> None:
    assert NEVER.intersection(modules(python)) == set()


def test_a_plain_check_imports_no_more_modules_than_it_did(python: Runner) -> None:
    found = modules(python)
    ours = [name for name in found if name.partition(".")[0] == "dockwright"]
    assert len(ours) <= OURS
    assert len(found) - len(ours) <= OTHERS


def test_rules_that_have_nothing_to_look_at_are_not_imported(python: Runner) -> None:
    found = set(modules(python))
    for absent in (
        "dockwright.rules.reading.syntax_error",
        "dockwright.rules.reading.unused_suppression",
        "dockwright.rules.reading.unknown_copy_source",
        "dockwright.rules.size.apt_lists_in_layer",
        "dockwright.rules.style.amd64_only_wheel",
        "dockwright.rules.style.missing_healthcheck",
        "dockwright.model.ignore",
        "dockwright.model.refusals",
        "dockwright.report.suppress",
        "dockwright.cli.parser",
    ):
        assert absent not in found


def imported_at_once(tree: ast.Module) -> Iterator[str]:
    """Yield what importing a module imports: type checkers' part is left out."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def sources() -> list[str]:
    from dockwright import api

    folder = api.__file__.rpartition("/")[0]
    from pathlib import Path

    return [
        path.relative_to(folder).as_posix()
        for path in sorted(Path(folder).rglob("*.py"))
        # Reports for programs, pages and schemas are made by commands that wait for other things.
        if (not path.match("report/formats/*.py") or path.stem == "text")
        and not path.relative_to(folder).as_posix().startswith(OTHER_KINDS)
    ]


@pytest.mark.parametrize("name", sources())
def test_no_module_imports_at_once_what_most_runs_do_without(name: str, root: Path) -> None:
    tree = ast.parse((root / "src" / "dockwright" / name).read_text(encoding="utf-8"))
    allowed = HAVE_REASON_TO.get(name, set())
    assert LATE.intersection(imported_at_once(tree)) - allowed == set(), (
        "take it from dockwright.text.light or dockwright.text.regex, or import it where it is used"
    )
