"""Runs rules on example text, for the golden and the documentation tests."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from dockwright.model.document import open_document
from dockwright.model.project import Project
from dockwright.rules.document import check_document
from dockwright.rules.engine import check_dockerfile
from dockwright.rules.registry import entries
from dockwright.rules.settings import CheckSettings
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.rules.diagnostic import Diagnostic


def default_codes() -> frozenset[str]:
    return frozenset(entry.code for entry in entries() if entry.default)


def settings_of(case: Path | None, codes: frozenset[str], context: Path | None) -> CheckSettings:
    """The settings of a case: only ``codes`` run; ``case`` is its TOML file, if there is one."""
    told: dict[str, Any] = {}
    if case is not None and case.is_file():
        told = tomllib.loads(case.read_text())
    options = told.pop("options", {})
    told.pop("file", None)
    return CheckSettings(
        enabled=codes,
        rule_options=dict.fromkeys(codes, options) if options else {},
        context=None if context is None else str(context),
        **told,
    )


FILE_NAMES = {
    "bake": "docker-bake.hcl",
    "compose": "compose.yaml",
    "dockerfile": "Dockerfile",
    "kubernetes": "pod.yaml",
    "workflow": ".github/workflows/build.yaml",
}
"""What the examples of a kind are called; a case alone is ``CASE.NAME``."""


def run(
    text: str, settings: CheckSettings, path: str = "Dockerfile", kind: str = "dockerfile"
) -> list[Diagnostic]:
    """Check a text of a kind; for another kind than Dockerfiles the path is a real one."""
    source = Source(path, text)
    if kind == "dockerfile":
        return check_dockerfile(source, settings)
    project = settings.project or Project()
    return check_document(open_document(kind, source, path, project), settings, project)


def lines_of(found: list[Diagnostic], text: str, root: Path | None = None) -> list[str]:
    """One line a finding: place, code, severity and words; its related places below it.

    A place in another file than the checked one is told with its path below ``root``.
    """
    source = Source("", text)
    own = found[0].primary.path if found else ""
    shown: list[str] = []
    for diagnostic in found:
        span = diagnostic.primary.span
        start = source.lines.position(span.start)
        end = source.lines.position(span.end)
        shown.append(
            f"{start.line}:{start.column}-{end.line}:{end.column} {diagnostic.code} "
            f"{diagnostic.severity.value}: {diagnostic.message}"
        )
        for label in diagnostic.related:
            place, where = source, ""
            if label.path != own and root is not None:
                file = root / label.path
                place = Source("", file.read_bytes().decode("utf-8", "surrogateescape"))
                where = f"{file.relative_to(root).as_posix()}:"
            at = place.lines.position(label.span.start)
            shown.append(f"    {where}{at.line}:{at.column} {label.text}")
    return shown
