"""Checking one file of another kind than a Dockerfile: reading, rules, comments, severities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.document import open_document
from dockwright.model.project import Project
from dockwright.rules.document import check_document
from dockwright.run.checker import MARKS, known_rules, suppressed, with_user_severities
from dockwright.run.runner import Declined

if TYPE_CHECKING:
    from dockwright.model.document import Document, Part
    from dockwright.report.suppress import Suppressions
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.run.plan import FilePlan
    from dockwright.text import Source

__all__ = ["check_document_file", "read_document_under", "report_document_under"]


def check_document_file(source: Source, plan: FilePlan) -> list[Diagnostic]:
    """Return the findings in one file of another kind under its plan."""
    document = read_document_under(source, plan)
    project = plan.settings.project or Project()
    if not plan.wants_fixes:
        found = check_document(document, plan.settings, project)
    else:
        from dockwright.fixes.attach import Recorder

        recorder = Recorder()
        found = recorder.with_fixes(check_document(document, plan.settings, project, recorder))
    return report_document_under(plan, document, found)


def read_document_under(source: Source, plan: FilePlan) -> Document:
    """Read a file of another kind than a Dockerfile.

    Raises:
        Declined: its content shows that it is no file of the kind.
    """
    settings = plan.settings
    project = settings.project or Project()
    document = open_document(plan.kind, source, settings.dockerfile or source.path, project)
    if document.declined:
        raise Declined(document.declined)
    return document


def report_document_under(
    plan: FilePlan, document: Document, found: list[Diagnostic]
) -> list[Diagnostic]:
    """Return the findings that comments let through, with the user's severities.

    A finding in a file that is merged with the checked one heeds the comments there.
    """
    if plan.honours_comments:
        for part in (document.own, *document.others):
            comments = _comments(part)
            if comments is None:
                continue
            own = [each for each in found if each.primary.path == part.source.path]
            found = [each for each in found if each.primary.path != part.source.path]
            if part is document.own:
                found += suppressed(own, comments, plan)
            else:
                found += [each for each in own if not any(c.covers(each) for c in comments.items)]
        found.sort(key=lambda diagnostic: diagnostic.sort_key)
    return with_user_severities(found, plan)


def _comments(part: Part) -> Suppressions | None:
    """Return what the comments of a file tell linters; None where they tell nothing."""
    lowered = part.source.lowered
    if "#" not in lowered or not any(mark in lowered for mark in MARKS):
        return None
    from dockwright.report.suppress import Comment, read_suppressions

    line_of = part.source.lines.line_of
    comments = [
        Comment(remark.span, remark.text, line_of(remark.span.start)) for remark in part.remarks
    ]
    return read_suppressions(part.source, comments, part.scopes, known_rules())
