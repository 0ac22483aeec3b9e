"""Runs rules over a Dockerfile: one walk, every rule called with the nodes that it asked for."""

from __future__ import annotations

from dockwright import bundle
from dockwright.kb import load
from dockwright.model.unknown import Unknown
from dockwright.rules.diagnostic import Confidence, Diagnostic, Label, Severity
from dockwright.rules.registry import entries, planned_rule
from dockwright.text.light import cache, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from dockwright.kb import KnowledgeBase
    from dockwright.model.brought import MissingSource, TakenFolder
    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.install import Install
    from dockwright.model.instructions import Instruction, Run
    from dockwright.model.listed import Listed
    from dockwright.model.told_context import ToldContext
    from dockwright.packages.read_wheels import ReadWheel
    from dockwright.packages.yanked import Yanked
    from dockwright.rules.base import BaseContext, Context
    from dockwright.rules.registry import PlannedRule, RuleEntry
    from dockwright.rules.settings import CheckSettings
    from dockwright.text import Source

    Witness = Callable[[Diagnostic, BaseContext, object], None]
    Group = tuple[PlannedRule, ...]
    """Rules that need the same of their nodes."""

__all__ = ["FAILED_RULE", "check_dockerfile", "check_model", "select", "select_rules", "triggers"]

FAILED_RULE = "DW099"
"""The code of findings that say a rule of ours failed; the run's exit status is then 3."""


def select_rules(
    lowered: str, enabled: frozenset[str], kind: str = "dockerfile"
) -> tuple[PlannedRule, ...]:
    """Return the enabled rules for a kind of file with a trigger in a text in lower case."""
    return _rules_of(select(lowered, enabled, kind), kind)


def select(lowered: str, enabled: frozenset[str], kind: str) -> int:
    """Return the same rules as a set of bits, see ``triggers``."""
    always, words = triggers(kind)
    wanted = _bits_of(enabled, kind)
    left = wanted & ~always
    for word, rules in words:
        # A word is looked for only where it can still add a rule.
        if rules & left and word in lowered:
            left &= ~rules
    return wanted & ~left


@cache
def triggers(kind: str) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Return the rules that need no trigger, and each trigger with the rules that it selects.

    Sets of rules are numbers: bit ``i`` stands for rule ``i`` of a kind of file.  Words that
    select most come first.
    """
    known: tuple[int, tuple[tuple[str, int], ...]] | None = bundle.data(f"rules.triggers.{kind}")
    if known is not None:
        return known
    always = 0
    by_word: dict[str, int] = {}
    for number, entry in enumerate(_of_kind(kind)):
        if not entry.triggers:
            always |= 1 << number
        for word in entry.triggers:
            by_word[word] = by_word.get(word, 0) | 1 << number
    words = sorted(by_word.items(), key=lambda item: (-item[1].bit_count(), item[0]))
    return always, tuple(words)


@cache
def _of_kind(kind: str) -> tuple[RuleEntry, ...]:
    return tuple([entry for entry in entries() if entry.kind == kind])


@lru_cache(maxsize=64)
def _bits_of(enabled: frozenset[str], kind: str) -> int:
    bits = 0
    for number, entry in enumerate(_of_kind(kind)):
        if entry.code in enabled and not entry.reported_by:
            bits |= 1 << number
    return bits


@lru_cache(maxsize=1024)
def _rules_of(chosen: int, kind: str) -> tuple[PlannedRule, ...]:
    rules = _of_kind(kind)
    return tuple(
        [planned_rule(entry.code) for number, entry in enumerate(rules) if chosen >> number & 1]
    )


@cache
def _on(name: str) -> int:
    """Return the rules about Dockerfiles that look at the nodes of a type, by its name."""
    bits = 0
    for number, entry in enumerate(_of_kind("dockerfile")):
        if entry.on == name:
            bits |= 1 << number
    return bits


@lru_cache(maxsize=4096)
def _groups_of(chosen: int) -> tuple[Group, ...]:
    """Return rules by what they need of their nodes."""
    groups: dict[tuple[str, ...], list[PlannedRule]] = {}
    for rule in _rules_of(chosen, "dockerfile"):
        groups.setdefault(rule.given, []).append(rule)
    return tuple([tuple(group) for group in groups.values()])


def check_dockerfile(source: Source, settings: CheckSettings) -> list[Diagnostic]:
    """Check one Dockerfile with the rules that the settings enable.

    A rule that raises becomes a finding that names it, and the others run on.
    """
    from dockwright.model.dockerfile import build_model
    from dockwright.syntax.dockerfile import parse

    model = build_model(
        parse(source),
        build_args=settings.build_args,
        target=settings.target,
        platform=settings.platform,
    )
    return check_model(model, settings)


def check_model(
    model: Dockerfile, settings: CheckSettings, witness: Witness | None = None
) -> list[Diagnostic]:
    """Check a Dockerfile whose meaning is worked out already.

    Args:
        model: the Dockerfile.
        settings: which rules run, and how.
        witness: is told of each finding with the rule's context and what the finding is about:
            what the rule says, else the node that it was given.
    """
    chosen = select(model.source.lowered, settings.enabled, "dockerfile")
    return _Walk(model, settings, chosen, witness).run()


class _Walk:
    def __init__(
        self,
        model: Dockerfile,
        settings: CheckSettings,
        chosen: int,
        witness: Witness | None,
    ) -> None:
        self.witness = witness
        self.model = model
        self.settings = settings
        self.chosen = chosen
        self.found: list[Diagnostic] = []
        self.failed: set[str] = set()
        self.contexts: dict[PlannedRule, Context | None] = {}
        self.handlers: dict[type[Any], tuple[Group, ...]] = {}
        self.shared = _Shared(settings)

    def run(self) -> list[Diagnostic]:
        from dockwright.model.instructions import Run

        model = self.model
        chosen = self.chosen
        if chosen & _on("Dockerfile"):
            self.visit(model)
        if chosen & _on("Stage"):
            for stage in model.stages:
                self.visit(stage)
        wants_missing = chosen & _on("MissingSource")
        wants_commands = chosen & _on("Command") or chosen & _on("Install")
        wants_taken = chosen & _on("TakenFolder")
        wants_brought = wants_taken or wants_missing or chosen & _on("CopiedFolder")
        for instruction in model.instructions:
            self.visit(instruction)
            is_copy = wants_brought and instruction.keyword in {"COPY", "ADD"}
            is_asked = wants_missing or wants_taken
            if is_copy or (is_asked and _may_bind(instruction)):
                for node in self.brought(instruction):
                    self.visit(node)
            if wants_commands and isinstance(instruction, Run):
                from dockwright.model.install import install_of

                for command in self.commands(instruction):
                    # An install is a command too: rules on either see it once.
                    self.visit(install_of(command) or command)
        self.found.sort(key=lambda diagnostic: diagnostic.sort_key)
        return self.found

    def commands(self, instruction: Run) -> tuple[Command, ...]:
        try:
            return instruction.commands
        except Exception as error:  # noqa: BLE001 - a defect in reading one RUN must not end the run
            self.fail_reading(instruction, error)
            return ()

    def brought(self, instruction: Instruction) -> Iterable[TakenFolder | MissingSource]:
        try:
            return self.shared.brought(instruction, self.model.source.path)
        except Exception as error:  # noqa: BLE001 - a defect in reading one COPY must not end the run
            self.fail_reading(instruction, error)
            return ()

    def visit(self, node: Any) -> None:
        kind = type(node)
        groups = self.handlers.get(kind)
        if groups is None:
            groups = self.handlers[kind] = self.groups_of(kind)
        for group in groups:
            if group[0].given:
                try:
                    if not group[0].wants(node):
                        continue
                except Exception as error:  # noqa: BLE001 - a defect of ours must not end the run
                    for rule in group:
                        self.fail(rule, node, error)
                    continue
            for rule in group:
                try:
                    context = self.contexts[rule]
                except KeyError:
                    context = self.contexts[rule] = self.context_of(rule)
                if context is None:
                    continue
                try:
                    if self.witness is None:
                        self.found.extend(rule.check(node, context))
                        continue
                    for diagnostic in rule.check(node, context):
                        self.found.append(diagnostic)
                        self.witness(diagnostic, context, context.subject_of(diagnostic, node))
                except Exception as error:  # noqa: BLE001 - a defect of one rule must not end the run
                    self.fail(rule, node, error)

    def groups_of(self, kind: type[Any]) -> tuple[Group, ...]:
        """Return the rules that look at nodes of a type, those of its base types too."""
        found: list[Group] = []
        for base in kind.__mro__:
            here = self.chosen & _on(base.__name__)
            if here:
                found += _groups_of(here)
        return tuple(found)

    def context_of(self, rule: PlannedRule) -> Context | None:
        """Return what a rule reads besides its nodes.

        None where its options say nothing, no file lies there that it is about, or the build
        context lacks what it is about.
        """
        if rule.needs_options and not any(self.settings.options_of(rule).values()):
            return None
        if rule.beside and not self.shared.lies_beside(rule.beside, self.model.source.path):
            return None
        if rule.of_context and not self.shared.has(rule.of_context, self.model.source.path):
            return None
        return _lazy_context(self.model, self.shared, rule)

    def fail_reading(self, instruction: Instruction, error: Exception) -> None:
        self.found.append(
            Diagnostic(
                code=FAILED_RULE,
                message=(f"the command could not be read: {type(error).__name__}: {error}"),
                primary=Label(self.model.source.path, instruction.span, ""),
                severity=Severity.ERROR,
                confidence=Confidence.HIGH,
                help=(
                    "This is a defect of dockwright, not of your file: please report it with "
                    "this Dockerfile"
                ),
            )
        )

    def fail(self, rule: PlannedRule, node: Any, error: Exception) -> None:
        if rule.code in self.failed:
            return
        self.failed.add(rule.code)
        self.found.append(
            Diagnostic(
                code=FAILED_RULE,
                message=(
                    f"rule {rule.code} ({rule.name}) failed here with "
                    f"{type(error).__name__}: {error}"
                ),
                primary=Label(self.model.source.path, node.span, ""),
                severity=Severity.ERROR,
                confidence=Confidence.HIGH,
                help=(
                    "This is a defect of dockwright, not of your file: please report it with "
                    f"this Dockerfile; --ignore {rule.code} goes on without the rule"
                ),
            )
        )


def _may_bind(instruction: Instruction) -> bool:
    """Tell whether a RUN has flags, of which mounts may bind what the context has."""
    return instruction.keyword == "RUN" and bool(instruction.node.flags)


def _lazy_context(model: Dockerfile, shared: _Shared, rule: PlannedRule) -> Context:
    from dockwright.rules.base import Context

    settings = shared.settings
    return Context(model, shared, rule, settings.options_of(rule), settings.profile)


class _Shared:
    """What all rules of a run share, made when the first asks."""

    def __init__(self, settings: CheckSettings) -> None:
        self.settings = settings
        self._context: BuildContext | Unknown | None = None
        self.kb: KnowledgeBase = load()
        self._brought: dict[int, tuple[TakenFolder | MissingSource, ...]] = {}
        self._listed: dict[tuple[int, int], Listed] = {}

    @property
    def platform(self) -> str | None:
        return self.settings.platform

    @property
    def dockerfile(self) -> str | None:
        return self.settings.dockerfile

    def build_context(self, path: str) -> BuildContext | Unknown:
        if self._context is None:
            settings = self.settings
            if settings.context is None:
                self._context = Unknown("the build context is not known")
            else:
                self._context = self._find_context(settings.context, path)
        return self._context

    def _find_context(self, root: str, path: str) -> BuildContext | Unknown:
        """Return the context that the settings name, or a Compose file, or the file's directory."""
        from dockwright.model.context import BuildContext

        settings = self.settings
        told: ToldContext | None = None
        if settings.is_context_assumed and settings.project and settings.dockerfile:
            from dockwright.model.told_context import told_context

            found = told_context(settings.dockerfile, settings.project)
            if isinstance(found, Unknown):
                return found
            told = found
        return BuildContext(
            root if told is None else told.root,
            settings.dockerfile or path,
            settings.project,
            told=told,
            is_assumed=settings.is_context_assumed and told is None,
        )

    def has(self, names: Iterable[str], path: str) -> bool:
        """Tell whether the build context has what each attribute of a name stands for."""
        context = self.build_context(path)
        return not isinstance(context, Unknown) and all(getattr(context, name) for name in names)

    def lies_beside(self, facts: Iterable[str], path: str) -> bool:
        """Tell whether a file that one of the facts names lies at the top of the build context."""
        context = self.build_context(path)
        if isinstance(context, Unknown):
            return False
        return any(context.exists(name) for fact in facts for name in self.kb.names(fact))

    def brought(
        self, instruction: Instruction, path: str
    ) -> tuple[TakenFolder | MissingSource, ...]:
        """Return what a COPY or ADD takes from the build context, worked out once."""
        found = self._brought.get(instruction.span.start)
        if found is None:
            found = ()
            stage = instruction.stage
            context = self.build_context(path)
            # ONBUILD takes from the context of another build.
            is_own = stage is not None and stage.is_reachable and not instruction.is_onbuild
            if is_own and not isinstance(context, Unknown):
                from dockwright.model.brought import brought_by

                found = tuple(brought_by(instruction, context, self.kb))
            self._brought[instruction.span.start] = found
        return found

    def wheels(self, install: Install) -> tuple[ReadWheel, ...]:
        known = self.settings.wheels
        return known.get(install.asked_for, ()) if known else ()

    @property
    def yanked(self) -> Mapping[tuple[str, str], Yanked]:
        return self.settings.yanked

    def listed(self, install: Install, path: str) -> Listed:
        place = (install.span.start, install.span.end)
        found = self._listed.get(place)
        if found is None:
            from dockwright.model.listed import listed_packages

            found = listed_packages(install, self.build_context(path))
            self._listed[place] = found
        return found
