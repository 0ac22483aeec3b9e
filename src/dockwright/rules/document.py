"""Running the rules of the kinds of files other than Dockerfiles, and what those rules read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.kb import load
from dockwright.model.document import shown_from
from dockwright.rules.base import BaseContext
from dockwright.rules.diagnostic import Confidence, Diagnostic, Label, Severity
from dockwright.rules.engine import FAILED_RULE, select_rules
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dockwright.kb import KnowledgeBase
    from dockwright.model.document import Document
    from dockwright.model.project import Project
    from dockwright.rules.base import Placed, Running
    from dockwright.rules.engine import Witness
    from dockwright.rules.registry import PlannedRule
    from dockwright.rules.settings import CheckSettings

__all__ = ["DocumentContext", "check_document"]


class DocumentContext(BaseContext):
    """What a rule about a Compose file, a Bake file, a workflow or a manifest reads.

    Attributes:
        document: the file that is checked; its ``root`` is the model.
        project: reads further files.
    """

    __slots__ = ("document", "project")

    def __init__(
        self,
        document: Document,
        shared: _Shared,
        running: Running,
        options: Mapping[str, Any],
        profile: str = "default",
    ) -> None:
        super().__init__(shared, running, options, profile)
        self.document = document
        self.project = shared.project

    def label(self, at: Placed | Span, text: str = "") -> Label:
        """Return a place with its own words, for ``related``.

        A span alone lies in the file that is checked; a place that has a ``path`` lies there.
        """
        own = self.document
        if isinstance(at, Span):
            return Label(own.source.path, at, text)
        path = getattr(at, "path", own.path)
        shown = own.source.path if path == own.source.path else self.shown(path)
        return Label(shown, at.span, text)

    def label_in(self, path: str, span: Span, text: str = "") -> Label:
        """Return a place in another file, by its absolute path, for ``related``."""
        return Label(self.shown(path), span, text)

    def shown(self, path: str) -> str:
        """Return a file's absolute path as people see it."""
        return shown_from(path, self.document.path, self.document.source.path)


class _Shared:
    """What all rules of one run share."""

    def __init__(self, settings: CheckSettings, project: Project) -> None:
        self.kb: KnowledgeBase = load()
        self.platform = settings.platform
        self.project = project


def check_document(
    document: Document,
    settings: CheckSettings,
    project: Project,
    witness: Witness | None = None,
) -> list[Diagnostic]:
    """Check a file of another kind with the rules that the settings enable.

    A rule that raises becomes a finding that names it, and the others run on.

    Args:
        document: the file.
        settings: which rules run, and how.
        project: reads further files.
        witness: is told of each finding with the rule's context and what the finding is about.
    """
    shared = _Shared(settings, project)
    by_type: dict[str, list[tuple[PlannedRule, DocumentContext]]] = {}
    for rule in select_rules(document.source.lowered, settings.enabled, document.kind):
        options = settings.options_of(rule)
        if rule.needs_options and not any(options.values()):
            continue
        context = DocumentContext(document, shared, rule, options, settings.profile)
        by_type.setdefault(rule.on, []).append((rule, context))
    found: list[Diagnostic] = []
    failed: set[str] = set()
    # A place that several services share, by `extends` or an anchor, is told once.
    told: dict[tuple[str, str, Span], object] = {}
    for node in document.nodes:
        for base in type(node).__mro__:
            for rule, context in by_type.get(base.__name__, ()):
                if rule.code in failed or (rule.given and not rule.wants(node)):
                    continue
                try:
                    for diagnostic in rule.check(node, context):
                        place = (rule.code, diagnostic.primary.path, diagnostic.primary.span)
                        if told.setdefault(place, node) is not node:
                            continue
                        found.append(diagnostic)
                        if witness is not None:
                            witness(diagnostic, context, context.subject_of(diagnostic, node))
                except Exception as error:  # noqa: BLE001 - one rule's defect must not end the run
                    failed.add(rule.code)
                    found.append(_failure(rule, node, context, error))
    if document.keeps_own:
        found = [each for each in found if each.primary.path == document.source.path]
    found.sort(key=lambda diagnostic: diagnostic.sort_key)
    return found


def _failure(
    rule: PlannedRule, node: Any, context: DocumentContext, error: Exception
) -> Diagnostic:
    span = getattr(node, "span", None)
    return Diagnostic(
        code=FAILED_RULE,
        message=(
            f"rule {rule.code} ({rule.name}) failed here with {type(error).__name__}: {error}"
        ),
        primary=context.label(node if isinstance(span, Span) else Span(0, 0)),
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        help=(
            "This is a defect of dockwright, not of your file: please report it with this file; "
            f"--ignore {rule.code} goes on without the rule"
        ),
    )
