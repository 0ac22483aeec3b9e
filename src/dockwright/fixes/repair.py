"""The repair decorator, what a repair reads, and what it returns.

A repair is a function beside its rule, not within it: ``check`` imports none, and a rule's file
stays about the defect.  It is given what the rule was looking at, and the finding; it answers with
fixes, or with a reason why this finding is not repaired::

    @repair("DW301", on=Run, touches=("run",))
    def pip_cache_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
        …
        yield ctx.fix("Keep pip's cache out of the layer: `--no-cache-dir`", edits)

Where it yields several fixes, the first that the user allows is taken.
"""

from __future__ import annotations

from dockwright.fixes.digest import FACETS
from dockwright.rules.diagnostic import Applicability, Fix
from dockwright.text.light import Generic, NamedTuple, TypeVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from dockwright.kb import KnowledgeBase
    from dockwright.model.context import BuildContext
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.unknown import Unknown
    from dockwright.rules.base import Context
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.syntax.dockerfile.nodes import DockerfileTree, Heredoc
    from dockwright.text import Edit

__all__ = ["Refusal", "Repair", "RepairContext", "repair"]

NodeT = TypeVar("NodeT")
ContextT = TypeVar("ContextT")


class Refusal(NamedTuple):
    """Why a finding is not repaired: the rest of a sentence that begins "not repaired: "."""

    reason: str


class Repair(Generic[NodeT]):
    """A repair: the rule it belongs to, the type it is given, and the function.

    Attributes:
        code: the rule's code.
        on: the type of what it is given: what the rule says its finding is ``about``, else the
            node that the rule was given.
        touches: the facets of the build that its fixes may change (see ``digest.FACETS``).
        make: the function.
    """

    __slots__ = ("code", "make", "on", "touches")

    def __init__(
        self,
        code: str,
        on: type[NodeT] | tuple[type[Any], ...],
        touches: frozenset[str],
        make: Callable[[NodeT, Any], Iterable[Fix | Refusal]],
    ) -> None:
        self.code = code
        self.on = on
        self.touches = touches
        self.make = make


def repair(
    code: str, *, on: type[NodeT], touches: Iterable[str] = ()
) -> Callable[[Callable[[NodeT, ContextT], Iterator[Fix | Refusal]]], Repair[NodeT]]:
    """Turn a generator function into the repair of a rule's findings.

    ``touches`` are facets of ``digest.FACETS``; those of other kinds of files than Dockerfiles are
    the keys that the file has, dotted, such as ``services.ports``.

    Raises:
        ValueError: ``touches`` names a facet that there is not.
    """
    facets = frozenset(touches)
    unknown = {facet for facet in facets - FACETS if "." not in facet}
    if unknown:
        raise ValueError(f"no facets: {', '.join(sorted(unknown))}")

    def decorate(
        make: Callable[[NodeT, ContextT], Iterator[Fix | Refusal]],
    ) -> Repair[NodeT]:
        return Repair(code, on, facets, make)

    return decorate


class RepairContext:
    """What a repair reads besides its subject.

    Attributes:
        finding: the finding to repair.
    """

    __slots__ = ("_context", "_touches", "finding")

    def __init__(self, context: Context, finding: Diagnostic, touches: frozenset[str]) -> None:
        self._context = context
        self._touches = touches
        self.finding = finding

    @property
    def dockerfile(self) -> Dockerfile:
        """Return the model of the file."""
        return self._context.dockerfile

    @property
    def tree(self) -> DockerfileTree:
        """Return the syntax tree of the file."""
        return self._context.dockerfile.tree

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base."""
        return self._context.kb

    @property
    def options(self) -> Mapping[str, Any]:
        """Return the rule's options."""
        return self._context.options

    @property
    def build_context(self) -> BuildContext | Unknown:
        """Return the directory that COPY takes from, or why it is not known."""
        return self._context.build_context

    def packages(self, install: Install) -> tuple[PackageSpec, ...]:
        """Return an install's packages, those that its files of requirements list included."""
        return tuple(self._context.packages(install))

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
        """Return a fix of this file, or a refusal where a builder had no edits to give.

        Args:
            title: what it does, as an imperative phrase.
            edits: the edits of the Dockerfile; None where they could not be built.
            applicability: whether it is applied without asking.
            touches: the facets that it changes, where not all that the repair declares.
            others: edits of further files, by path as shown to people.
            unless: the reason of the refusal that takes its place where ``edits`` is None.
        """
        if edits is None:
            return Refusal(unless)
        open_ = _open_heredoc(self.tree)
        if open_ is not None and any(edit.span.end > open_.span.end for edit in edits):
            line = self.tree.source.lines.line_of(open_.span.start)
            return Refusal(
                f"the here-document of line {line} is not closed, and holds the rest of the file"
            )
        by_path = {self.dockerfile.source.path: tuple(edits)}
        for path, each in (others or {}).items():
            by_path[path] = tuple(each)
        facets = self._touches if touches is None else frozenset(touches)
        triggers = [each.span for each in self.dockerfile.instructions if each.is_onbuild]
        if any(span.start <= edit.span.start <= span.end for edit in edits for span in triggers):
            facets |= {"onbuild"}
        return Fix(title, by_path, applicability, facets)

    def unsafe(self, title: str, edits: Sequence[Edit] | None, **how: Any) -> Fix | Refusal:
        """Return a fix that may change what the image does; see ``fix``."""
        return self.fix(title, edits, applicability=Applicability.UNSAFE, **how)


def _open_heredoc(tree: DockerfileTree) -> Heredoc | None:
    """Return the heredoc that goes on to the end of the file, for want of its delimiter."""
    heredocs = tree.instructions[-1].heredocs if tree.instructions else ()
    ends = ((each, each.terminator_span) for each in heredocs)
    return next((each for each, end in ends if end.start == end.end), None)
