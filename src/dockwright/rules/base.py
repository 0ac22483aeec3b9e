"""The rule decorator, the context that rules read, and the families."""

from __future__ import annotations

from dockwright.rules.diagnostic import (
    Confidence,
    Diagnostic,
    Label,
    Severity,
    effect_impact,
    unknown_impact,
)
from dockwright.text import Span
from dockwright.text.light import Enum, Generic, Protocol, TypeVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from dockwright.kb import KnowledgeBase
    from dockwright.model.brought import MissingSource, TakenFolder
    from dockwright.model.context import BuildContext
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.install import Install
    from dockwright.model.instructions import CopyLike, Instruction
    from dockwright.model.listed import Listed
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.unknown import Unknown
    from dockwright.packages.read_wheels import ReadWheel
    from dockwright.packages.yanked import Yanked
    from dockwright.rules.diagnostic import Fix, Impact

__all__ = ["BaseContext", "Context", "Family", "Placed", "Rule", "Status", "rule"]

NodeT = TypeVar("NodeT")
ContextT = TypeVar("ContextT", bound="BaseContext")


_KINDS = {
    "model.bake": "bake",
    "model.ci": "workflow",
    "model.compose": "compose",
    "model.kubernetes": "kubernetes",
    "packages": "dependencies",
}
"""The kinds of files whose models have a room of their own."""


_COSTS = {
    "2": "how long a build takes more depends on what it does",
    "3": "the size of what is stored is not told by the files",
    "5": "no bytes or minutes, but what the program does",
}
"""What findings of a family cost where no figure is known, by its digit."""
_FAILURE = "a build or a program that fails"


class Family(Enum):
    """What a rule is about; its digit is the first of the code's three."""

    READING = ("reading", 0)
    CORRECTNESS = ("correctness", 1)
    CACHE = ("cache", 2)
    SIZE = ("size", 3)
    SECURITY = ("security", 4)
    PYTHON = ("python", 5)
    GPU = ("gpu", 6)
    COMPOSE = ("compose", 7)
    CONTEXT = ("context", 8)
    STYLE = ("style", 9)

    def __init__(self, title: str, digit: int) -> None:
        self.title = title
        self.digit = digit

    @property
    def prefix(self) -> str:
        """Return the prefix of this family's codes, such as ``DW2``."""
        return f"DW{self.digit}"


class Status(Enum):
    """How settled a rule is."""

    STABLE = "stable"
    PREVIEW = "preview"


class Placed(Protocol):
    """Anything that has a place in the Dockerfile: what a rule may point at."""

    @property
    def span(self) -> Span:
        """Return the place."""


class Rule(Generic[NodeT]):
    """A rule: what it is called, what it looks at, and the function that looks.

    Attributes:
        code: the stable code, such as ``DW203``.
        name: the name, which states the defect.
        on: the model type that the function is given.
        family: what it is about.
        severity: how loud it is unless a finding says otherwise.
        confidence: how sure it is unless a finding says otherwise.
        since: the version that brought it.
        default: whether it is on without being asked for.
        aliases: other tools' ids for the same defect.
        facts: ids of the facts that it rests on.
        triggers: lower-case words of which at least one stands in every file that it can find
            something in; empty where it must always run.
        status: how settled it is.
        options: the options it takes, with their defaults.
        given: attributes of the node (dotted: of the node's attribute) without which the rule has
            nothing to find: where one of them is false or empty, it is not called, nor imported;
            ``options`` stands for its own options, of which one has to say something, and
            ``beside:FACT`` for names of files of which one has to lie at the top of the context;
            ``context.NAME`` is an attribute of the build context.
        reported_by: what makes its findings where that is not ``check``, in words; else empty.
        effect: what happens where a finding is true, for rules that are not about bytes and
            minutes, as the rest of a sentence, such as ``the build fails``; empty for what the
            family's findings do.
        needs: the option, such as ``online``, without which it is not run, since it has nothing to
            go by; empty for none.
        check: the function.
    """

    __slots__ = (
        "aliases",
        "check",
        "code",
        "confidence",
        "default",
        "effect",
        "facts",
        "family",
        "given",
        "name",
        "needs",
        "on",
        "options",
        "reported_by",
        "severity",
        "since",
        "status",
        "triggers",
    )

    def __init__(
        self,
        code: str,
        name: str,
        on: type[NodeT],
        check: Callable[[NodeT, Any], Iterable[Diagnostic]],
        *,
        family: Family,
        severity: Severity,
        confidence: Confidence,
        since: str,
        default: bool,
        aliases: tuple[str, ...],
        facts: tuple[str, ...],
        triggers: tuple[str, ...],
        status: Status,
        options: Mapping[str, Any],
        given: tuple[str, ...],
        reported_by: str,
        needs: str,
        effect: str,
    ) -> None:
        self.code = code
        self.name = name
        self.on = on
        self.check = check
        self.family = family
        self.severity = severity
        self.confidence = confidence
        self.since = since
        self.default = default
        self.aliases = aliases
        self.facts = facts
        self.triggers = triggers
        self.status = status
        self.options = options
        self.given = given
        self.reported_by = reported_by
        self.needs = needs
        self.effect = effect

    @property
    def documentation(self) -> str:
        """Return the function's docstring, which is the rule's page."""
        import inspect

        return inspect.cleandoc(self.check.__doc__ or _written_page(self.check) or "")

    @property
    def kind(self) -> str:
        """Return the kind of file that the rule is about: its node belongs to that kind's model."""
        room = ".".join(self.on.__module__.split(".")[1:3])
        return _KINDS.get(room, "dockerfile")

    def __repr__(self) -> str:
        return f"Rule({self.code} {self.name})"


def _written_page(check: Callable[..., object]) -> str | None:
    """Return a function's docstring from its source: compiled code may come without it."""
    import ast
    import sys

    spec = sys.modules[check.__module__].__spec__
    read = getattr(spec and spec.loader, "get_source", lambda _: None)
    for node in ast.parse(read(check.__module__) or "").body:
        if isinstance(node, ast.FunctionDef) and node.name == check.__name__:
            return ast.get_docstring(node)
    return None


def rule(
    code: str,
    name: str,
    *,
    on: type[NodeT],
    family: Family,
    severity: Severity,
    confidence: Confidence = Confidence.HIGH,
    since: str = "0.1",
    default: bool | None = None,
    aliases: Iterable[str] = (),
    facts: Iterable[str] = (),
    triggers: Iterable[str] = (),
    status: Status = Status.STABLE,
    options: Mapping[str, Any] | None = None,
    given: Iterable[str] = (),
    reported_by: str = "",
    needs: str = "",
    effect: str = "",
) -> Callable[[Callable[[NodeT, ContextT], Iterator[Diagnostic]]], Rule[NodeT]]:
    """Turn a generator function over a model node into a rule.

    The function's docstring is the rule's page; see CONTRIBUTING.md for its sections.
    A rule of severity ``style`` is off unless ``default`` says otherwise.

    Raises:
        ValueError: the code does not belong to the family, or a name is malformed.
    """
    if not (code.startswith(family.prefix) and len(code) == 5 and code[2:].isdecimal()):
        raise ValueError(f"code {code} does not belong to family {family.prefix}")
    words = name.split("-")
    if not name.isascii() or name != name.lower() or not all(map(str.isalnum, words)):
        raise ValueError(f"rule name {name!r} is not lower-case words joined by hyphens")

    def decorate(check: Callable[[NodeT, ContextT], Iterator[Diagnostic]]) -> Rule[NodeT]:
        return Rule(
            code,
            name,
            on,
            check,
            family=family,
            severity=severity,
            confidence=confidence,
            since=since,
            default=severity is not Severity.STYLE if default is None else default,
            aliases=tuple(aliases),
            facts=tuple(facts),
            triggers=tuple(word.lower() for word in triggers),
            status=status,
            options=dict(options or {}),
            given=tuple(given),
            reported_by=reported_by,
            needs=needs,
            effect=effect,
        )

    return decorate


class Running(Protocol):
    """A rule as far as its findings tell of it."""

    @property
    def code(self) -> str:
        """Return the code."""

    @property
    def severity(self) -> Severity:
        """Return how loud it is unless a finding says otherwise."""

    @property
    def confidence(self) -> Confidence:
        """Return how sure it is unless a finding says otherwise."""


class Known(Protocol):
    """What rules of every kind of file share."""

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base."""

    @property
    def platform(self) -> str | None:
        """Return the platform that the user builds for."""


class Shared(Known, Protocol):
    """What all rules about one Dockerfile share."""

    @property
    def dockerfile(self) -> str | None:
        """Return the absolute path of the file that is checked, where one is known."""

    def build_context(self, path: str) -> BuildContext | Unknown:
        """Return the build context of the Dockerfile at ``path``."""

    def brought(
        self, instruction: Instruction, path: str
    ) -> tuple[TakenFolder | MissingSource, ...]:
        """Return what a COPY or ADD of that Dockerfile takes from the context."""

    def listed(self, install: Install, path: str) -> Listed:
        """Return what the files of requirements list that an install of that Dockerfile reads."""

    def wheels(self, install: Install) -> tuple[ReadWheel, ...]:
        """Return what the wheels of an install were read to need; none where none were read."""

    @property
    def yanked(self) -> Mapping[tuple[str, str], Yanked]:
        """Return what the index has yanked of what is pinned, by package and version."""


class BaseContext:
    """What a rule of any kind of file reads besides its node.

    Attributes:
        kb: the knowledge base.
        options: the running rule's options, defaults filled in.
        platform: the platform that the user builds for, where one was given.
        profile: the profile in force; a peer's profile asks for that peer's meaning.
    """

    __slots__ = ("_rule", "_subjects", "kb", "options", "platform", "profile")

    def __init__(
        self, known: Known, running: Running, options: Mapping[str, Any], profile: str
    ) -> None:
        self.kb = known.kb
        self.platform = known.platform
        self.options = options
        self.profile = profile
        self._rule = running
        self._subjects: list[tuple[Diagnostic, object]] = []

    def report(
        self,
        at: Placed | Span,
        message: str,
        *,
        help: str = "",  # noqa: A002 - the field's name in the public interface
        related: Iterable[Label] = (),
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        impact: Impact | None = None,
        effect: str = "",
        fixes: Iterable[Fix] = (),
        about: object = None,
    ) -> Diagnostic:
        """Make a finding of the running rule at a place in the file.

        ``message`` states the fact, one sentence without a full stop; ``help`` the remedy.
        ``about`` is what the rule's repair is given, where that is not the rule's own node;
        ``effect`` what happens, where that is not what the rule says of its findings.
        """
        diagnostic = Diagnostic(
            code=self._rule.code,
            message=message,
            primary=self.label(at),
            severity=severity or self._rule.severity,
            confidence=confidence or self._rule.confidence,
            help=help,
            related=tuple(related),
            impact=impact or self._impact(severity or self._rule.severity, effect),
            fixes=tuple(fixes),
        )
        if about is not None:
            self._subjects.append((diagnostic, about))
        return diagnostic

    def _impact(self, severity: Severity, effect: str) -> Impact | None:
        """Return what a finding without figures costs, for families that are about costs."""
        words = _COSTS.get(self._rule.code[2:3])
        if words is None:
            return None
        effect = effect or self.rule.effect
        if effect:
            return effect_impact(effect)
        return effect_impact(_FAILURE) if severity is Severity.ERROR else unknown_impact(words)

    @property
    def rule(self) -> Rule[Any]:
        """Return the running rule."""
        from dockwright.rules.registry import load_rule

        return load_rule(self._rule.code)

    def subject_of(self, diagnostic: Diagnostic, node: object) -> object:
        """Return what a finding is about: what the rule said of it, else ``node``."""
        for known, about in self._subjects:
            if known is diagnostic:
                return about
        return node

    def label(self, at: Placed | Span, text: str = "") -> Label:
        """Return a place of the file that is checked with its own words, for ``related``."""
        raise NotImplementedError


class Context(BaseContext):
    """What a rule about a Dockerfile reads besides its node.

    Attributes:
        dockerfile: the model of the file being checked.
    """

    __slots__ = ("_shared", "dockerfile")

    def __init__(
        self,
        dockerfile: Dockerfile,
        shared: Shared,
        running: Running,
        options: Mapping[str, Any],
        profile: str = "default",
    ) -> None:
        super().__init__(shared, running, options, profile)
        self._shared = shared
        self.dockerfile = dockerfile

    @property
    def build_context(self) -> BuildContext | Unknown:
        """Return the directory that COPY takes from, or why it is not known."""
        return self._shared.build_context(self.dockerfile.source.path)

    def brought(self, copy: CopyLike) -> tuple[TakenFolder | MissingSource, ...]:
        """Return the folders that a COPY or ADD takes from the context, and what is not there."""
        return self._shared.brought(copy, self.dockerfile.source.path)

    def listed(self, install: Install) -> Listed:
        """Return what the files of requirements list that an install reads from the context."""
        return self._shared.listed(install, self.dockerfile.source.path)

    def packages(self, install: Install) -> tuple[PackageSpec, ...]:
        """Return the packages that an install names, and those that its files list."""
        named = install.packages
        return (*named, *self.listed(install).packages) if install.requirement_files else named

    def wheels(self, install: Install) -> tuple[ReadWheel, ...]:
        """Return what the wheels of an install were read to need; none where none were read."""
        return self._shared.wheels(install)

    @property
    def yanked(self) -> Mapping[tuple[str, str], Yanked]:
        """Return what the index has yanked of what is pinned, by package and version."""
        return self._shared.yanked

    def line_of(self, package: PackageSpec, install: Install) -> tuple[Label, ...]:
        """Return the line of the file of requirements that lists a package, for ``related``."""
        if not package.listed:
            return ()
        place = self.listed(install).places.get(package.listed)
        return () if place is None else (self.label_elsewhere(*place, "it is listed here"),)

    def lists_index(self, install: Install) -> bool:
        """Tell whether a file of requirements that an install reads names an index of its own."""
        return bool(install.requirement_files) and self.listed(install).names_index

    def is_open(self, install: Install) -> bool:
        """Tell whether an install brings more packages than ``packages`` gives."""
        if install.installs_lock or install.project:
            return True
        return bool(install.requirement_files) and not self.listed(install).is_whole

    def label(self, at: Placed | Span, text: str = "") -> Label:
        """Return a place of this Dockerfile with its own words, for ``related``."""
        span = at if isinstance(at, Span) else at.span
        return Label(self.dockerfile.source.path, span, text)

    def label_elsewhere(self, path: str, span: Span, text: str = "") -> Label:
        """Return a place in another file, by its absolute path, for ``related``."""
        from dockwright.model.document import shown_from

        own = self._shared.dockerfile or self.dockerfile.source.path
        return Label(shown_from(path, own, self.dockerfile.source.path), span, text)
