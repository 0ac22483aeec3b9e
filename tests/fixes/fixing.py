"""Repairs example text without touching files, for the golden and the property tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.attach import Recorder
from dockwright.fixes.document import DocumentDigest
from dockwright.fixes.fixer import Examined, FileRepair, examined_dockerfile, repair_file
from dockwright.model.dockerfile import build_model
from dockwright.model.document import open_document
from dockwright.model.project import Project
from dockwright.rules.diagnostic import Applicability, Severity
from dockwright.rules.document import check_document
from dockwright.rules.engine import check_model
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source
from rules.running import default_codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dockwright.rules.settings import CheckSettings

SAFE = frozenset({Applicability.SAFE})
ALL = frozenset({Applicability.SAFE, Applicability.UNSAFE})


def fixed(
    text: str,
    settings: CheckSettings,
    allowed: frozenset[Applicability] = SAFE,
    path: str = "Dockerfile",
    root: Path | None = None,
    kind: str = "dockerfile",
) -> FileRepair:
    """Repair a text as ``dockwright fix`` does; ``settings.enabled`` says which rules' findings."""

    def examine(source: Source, others: Mapping[str, str]) -> Examined:
        project = Project()
        for name, content in others.items():
            project.replace(name if root is None else str(root / name), content.encode())
        proof = settings._replace(enabled=settings.enabled | default_codes(), project=project)
        recorder = Recorder()
        if kind != "dockerfile":
            document = open_document(kind, source, path, project)
            found = check_document(document, proof, project, recorder)
            return Examined(
                document.problems,
                document.own.remarks,
                DocumentDigest(document),
                recorder.with_fixes([each for each in found if each.code in settings.enabled]),
                [each for each in found if each.severity is Severity.ERROR],
                tuple(recorder.defects),
            )
        model = build_model(
            parse(source),
            build_args=settings.build_args,
            target=settings.target,
            platform=settings.platform,
        )
        found = check_model(model, proof, recorder)
        wanted = [each for each in found if each.code in settings.enabled]
        return examined_dockerfile(
            model,
            recorder.with_fixes(wanted),
            [each for each in found if each.severity is Severity.ERROR],
            tuple(recorder.defects),
        )

    def read_other(name: str) -> str | None:
        file = None if root is None else root / name
        return file.read_text() if file is not None and file.is_file() else None

    return repair_file(Source(path, text), examine, allowed=allowed, read_other=read_other)
