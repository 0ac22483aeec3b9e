"""Every rule with a repair repairs its golden cases as their files say, and as it promises.

Beside ``tests/rules/DW301/NAME.Dockerfile`` stand ``NAME.fixed`` (the file after the safe fixes),
``NAME.unsafe`` (after the unsafe ones too, where that is something else) and ``NAME.refused`` (what
remains then, and why); in a case's folder they are ``fixed``, ``unsafe`` and ``refused``, and
``fixed+NAME`` or ``unsafe+NAME`` for a further file that changes.  A file that is not there says
that nothing is changed, or that nothing remains.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import pytest

from dockwright.fixes.attach import load_repair
from dockwright.report.repaired import reason_of
from dockwright.text import Source
from fixes.fixing import ALL, SAFE, fixed
from rules.running import settings_of
from rules.test_goldens import cases, kind_of, placed

if TYPE_CHECKING:
    from pathlib import Path

CASES = [case for case in cases() if load_repair(case[0]) is not None]


def golden(file: Path, context: Path | None, kind: str) -> Path:
    if context is not None:
        return context / kind
    return file.with_name(f"{file.name.partition('.')[0]}.{kind}")


def compare(path: Path, text: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-goldens"):
        if text:
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
        else:
            path.unlink(missing_ok=True)
    wanted = path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""
    assert text == wanted


@pytest.mark.parametrize(
    ("code", "file", "expected", "case", "context"),
    CASES,
    ids=[f"{case[0]}/{case[1].parent.name}/{case[1].name}" for case in CASES],
)
def test_repairs_are_the_golden_ones(
    code: str,
    file: Path,
    expected: Path,
    case: Path,
    context: Path | None,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    del expected
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    path, root = placed(code, file, context, tmp_path)
    settings = settings_of(case, frozenset({code}), root)
    kind = kind_of(code)
    safe = fixed(text, settings, SAFE, path, root, kind)
    unsafe = fixed(text, settings, ALL, path, root, kind)
    for repair in (safe, unsafe):
        assert not repair.defects
        allowed = ALL if repair is unsafe else SAFE
        again = fixed(repair.after.text, settings, allowed, path, kind=kind)
        if not repair.others:
            assert again.after.text == repair.after.text, "a second run changes something"
    compare(
        golden(file, context, "fixed"), safe.after.text if safe.after.text != text else "", request
    )
    differs = unsafe.after.text != safe.after.text
    compare(golden(file, context, "unsafe"), unsafe.after.text if differs else "", request)
    for word, repair in (("fixed", safe), ("unsafe", unsafe)):
        for name, content in repair.others.items():
            compare(golden(file, context, f"{word}+{posixpath.basename(name)}"), content, request)
    remains = [
        f"{Source('', unsafe.after.text).lines.line_of(each.primary.span.start)}: "
        f"{reason_of(each)}\n"
        for each in unsafe.remaining
    ]
    compare(golden(file, context, "refused"), "".join(remains), request)
