"""What a repair of a Compose file, a Bake file, a workflow or a manifest reads, and its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal
from dockwright.rules.diagnostic import Applicability, Fix

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from dockwright.kb import KnowledgeBase
    from dockwright.model.document import Document
    from dockwright.model.project import Project
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext
    from dockwright.text import Edit

__all__ = ["DocumentDigest", "DocumentRepairContext"]


class DocumentRepairContext:
    """What a repair reads besides its subject.

    Attributes:
        finding: the finding to repair.
    """

    __slots__ = ("_context", "_touches", "finding")

    def __init__(
        self, context: DocumentContext, finding: Diagnostic, touches: frozenset[str]
    ) -> None:
        self._context = context
        self._touches = touches
        self.finding = finding

    @property
    def document(self) -> Document:
        """Return the file as read."""
        return self._context.document

    @property
    def context(self) -> DocumentContext:
        """Return what the rule read."""
        return self._context

    @property
    def project(self) -> Project:
        """Return what further files are read through."""
        return self._context.project

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base."""
        return self._context.kb

    @property
    def options(self) -> Mapping[str, Any]:
        """Return the rule's options."""
        return self._context.options

    def fix(
        self,
        title: str,
        edits: Sequence[Edit] | None,
        *,
        applicability: Applicability = Applicability.SAFE,
        touches: Iterable[str] | None = None,
        others: Mapping[str, Sequence[Edit]] | None = None,
        unless: str = "its place in the file does not allow it",
    ) -> Fix | Refusal:
        """Return a fix of the file, or a refusal where a builder had no edits to give.

        Args:
            title: what it does, as an imperative phrase.
            edits: the edits of the file that is checked; None where they could not be built.
            applicability: whether it is applied without asking.
            touches: the facets that it changes, where not all that the repair declares.
            others: edits of further files, by absolute path.
            unless: the reason of the refusal that takes its place where ``edits`` is None.
        """
        if edits is None:
            return Refusal(unless)
        by_path = {self.document.source.path: tuple(edits)} if edits else {}
        for path, each in (others or {}).items():
            by_path[self._context.shown(path)] = tuple(each)
        facets = self._touches if touches is None else frozenset(touches)
        return Fix(title, by_path, applicability, facets)

    def unsafe(self, title: str, edits: Sequence[Edit] | None, **how: Any) -> Fix | Refusal:
        """Return a fix that may change what runs; see ``fix``."""
        return self.fix(title, edits, applicability=Applicability.UNSAFE, **how)


class DocumentDigest:
    """What a file means, facet by facet; see ``Document.facets``."""

    __slots__ = ("_facets",)

    def __init__(self, document: Document) -> None:
        self._facets = dict(document.facets())

    def changed(self, after: DocumentDigest, touches: frozenset[str]) -> frozenset[str]:
        """Return the facets that differ though ``touches`` does not name them."""
        one, other = self._facets, after._facets
        names = {*one, *other} - touches
        return frozenset(name for name in names if one.get(name) != other.get(name))
