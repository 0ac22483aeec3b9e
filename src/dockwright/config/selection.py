"""Which rules run: names of rules resolved, and layers of selections put upon one another."""

from __future__ import annotations

from dockwright.errors import ConfigError
from dockwright.text import regex as re
from dockwright.text.light import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.config.load import Layer

__all__ = ["Catalogue", "RuleInfo", "select_rules", "severities_of"]

_WHOLE, _FAMILY, _RULE = 0, 2, 4
_OFF_IN_HADOLINT = frozenset({"DL1001", "DL3057"})
"""Hadolint has these and reports them only where its configuration raises their severity."""

_HADOLINT_ID = re.compile(r"(?:DL|SC)\d+")
_BUILDKIT_ID = re.compile(r"(?=.*[a-z])[A-Z][A-Za-z]{4,}")
_UNANSWERED = "is selected, and no rule of ours answers to it: nothing looks for what it finds"
_FOREIGN_ID = re.compile(r"(?:DL|SC|DS-?|AVD-DS-|CKV2?_DOCKER_|CKV_|CWE-)\d+", re.IGNORECASE)


class RuleInfo(Protocol):
    """What selection needs to know of a rule; both an index entry and a rule have it."""

    @property
    def code(self) -> str:
        """The code, such as ``DW203``."""

    @property
    def name(self) -> str:
        """The name, which states the defect."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other tools' ids."""

    @property
    def family(self) -> str:
        """The family's word, such as ``cache``."""

    @property
    def options(self) -> Mapping[str, object]:
        """The options that it takes, with their defaults."""

    @property
    def default(self) -> bool:
        """Whether the rule is on without being asked for."""

    @property
    def needs(self) -> str:
        """The option without which it is not run, or empty."""


class Catalogue:
    """Every rule by every name that it has.

    Attributes:
        rules: the rules, sorted by code.
        codes: their codes.
    """

    __slots__ = ("_known", "codes", "rules")

    def __init__(self, rules: Iterable[RuleInfo]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.code))
        self.codes = frozenset([rule.code for rule in self.rules])
        self._known: dict[str, tuple[int, set[str]]] | None = None

    @property
    def _by_name(self) -> dict[str, tuple[int, set[str]]]:
        if self._known is not None:
            return self._known
        by_name: dict[str, tuple[int, set[str]]] = {"all": (_WHOLE, set(self.codes))}
        for rule in self.rules:
            for name in (rule.family, rule.code[:3]):
                by_name.setdefault(name.lower(), (_FAMILY, set()))[1].add(rule.code)
            by_name.setdefault(rule.code[:4].lower(), (_FAMILY + 1, set()))[1].add(rule.code)
            for name in (rule.code, rule.name, *rule.aliases):
                by_name.setdefault(name.lower(), (_RULE, set()))[1].add(rule.code)
        self._known = by_name
        return by_name

    def resolve(self, name: str) -> tuple[int, frozenset[str]] | None:
        """Return how specific a name is and the codes it stands for; None where for nothing."""
        found = self._by_name.get(name.strip().lower())
        return None if found is None else (found[0], frozenset(found[1]))

    def codes_named(self, name: str) -> frozenset[str]:
        """Return the codes that a name, family or alias stands for; empty where none."""
        found = self.resolve(name)
        return frozenset() if found is None else found[1]

    def is_foreign(self, name: str) -> bool:
        """Tell whether a name is an id of another tool that no rule of ours answers to."""
        return self.resolve(name) is None and bool(_FOREIGN_ID.fullmatch(name.strip()))

    def suggestion(self, name: str) -> str:
        """Return a name near to ``name``, or ``""``."""
        from dockwright.text.suggest import nearest

        near = nearest(name.strip().lower(), self._by_name, limit=max(2, len(name) // 4))
        if near is None:
            return ""
        for rule in self.rules:
            for known in (rule.code, rule.name, *rule.aliases):
                if known.lower() == near:
                    return known
        return near.upper() if near.startswith("dw") or near == "all" else near

    def profile(self, name: str) -> frozenset[str]:
        """Return the codes of a profile's rules."""
        if name == "strict":
            return self.codes
        if name == "hadolint":
            return frozenset(
                rule.code for rule in self.rules if any(map(_is_on_in_hadolint, rule.aliases))
            )
        if name == "buildkit":
            return frozenset(
                rule.code for rule in self.rules if any(map(_BUILDKIT_ID.fullmatch, rule.aliases))
            )
        return frozenset([rule.code for rule in self.rules if rule.default])


def _is_on_in_hadolint(alias: str) -> bool:
    return bool(_HADOLINT_ID.fullmatch(alias)) and alias not in _OFF_IN_HADOLINT


def select_rules(
    catalogue: Catalogue, layers: Iterable[Layer], remarks: list[tuple[str, bool]] | None = None
) -> frozenset[str]:
    """Return the codes of the rules that run; add remarks, each with whether it is a detail.

    Layers come lowest first.  A layer that has ``select`` or ``profile`` begins anew, any other
    changes what the layers below chose.  Within a layer the more specific name decides (ALL, then
    a family, then a code prefix, then a rule), and of equals ``ignore`` does.

    Raises:
        ConfigError: a layer names a rule that does not exist.
    """
    chosen = catalogue.profile("default")
    for layer in layers:
        values = layer.values
        steps: list[tuple[int, int, frozenset[str]]] = []
        if "select" in values:
            chosen = frozenset()
        elif "profile" in values:
            chosen = catalogue.profile(str(values["profile"]))
        for option, removes in (("select", 0), ("extend-select", 0), ("ignore", 1)):
            for name in names_in(values.get(option)):
                found = _resolve(catalogue, layer, name, option, remarks)
                if found:
                    steps.append((found[0], removes, found[1]))
        severity = values.get("severity")
        if isinstance(severity, dict):
            for name, level in severity.items():
                found = _resolve(catalogue, layer, name, "severity", remarks)
                if found and level == "off":
                    steps.append((found[0], 1, found[1]))
        for _, removes, codes in sorted(steps, key=lambda step: step[:2]):
            chosen = chosen - codes if removes else chosen | codes
    return chosen


def severities_of(catalogue: Catalogue, layers: Iterable[Layer]) -> dict[str, str]:
    """Return the severities that layers (lowest first) give to rules, by code."""
    found: dict[str, str] = {}
    for layer in layers:
        severity = layer.values.get("severity")
        if isinstance(severity, dict):
            steps = [
                (known[0], known[1], level)
                for name, level in severity.items()
                if (known := _resolve(catalogue, layer, name, "severity", None))
            ]
            for _, codes, level in sorted(steps, key=lambda step: step[0]):
                for code in codes:
                    found[code] = level
    return {code: level for code, level in found.items() if level != "off"}


def names_in(value: object) -> tuple[str, ...]:
    """Return a list option's names; nothing where the layer does not state it."""
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


def rule_options_of(
    catalogue: Catalogue, layers: Iterable[Layer]
) -> Mapping[str, dict[str, object]]:
    """Return the options that layers (lowest first) give to rules, by code.

    Raises:
        ConfigError: a table is named after a rule that does not exist.
    """
    found: dict[str, dict[str, object]] = {}
    for layer in layers:
        tables = layer.values.get("rules")
        if isinstance(tables, dict):
            for name, table in tables.items():
                known = _resolve(catalogue, layer, name, "rules", None)
                for code in known[1] if known else ():
                    options = _options_for(catalogue, layer, code, table)
                    found.setdefault(code, {}).update(options)
    return found


def _options_for(
    catalogue: Catalogue, layer: Layer, code: str, table: Mapping[str, object]
) -> dict[str, object]:
    rule = next(rule for rule in catalogue.rules if rule.code == code)
    options: dict[str, object] = {}
    for key, value in table.items():
        name = next(
            (known for known in (key, key.replace("_", "-")) if known in rule.options), None
        )
        if name is None:
            known = ", ".join(rule.options) or "none"
            raise ConfigError(
                f"rule {rule.name} has no option {key!r}",
                hint=f"its options: {known}",
                place=layer.place_of(key),
            )
        default = rule.options[name]
        if default is not None and not _is_like(value, default):
            raise ConfigError(
                f"option {key!r} of rule {rule.name} is {_kind(default)}, not {_kind(value)}",
                place=layer.place_of(key),
            )
        options[name] = tuple(value) if isinstance(value, list) else value
    return options


def _is_like(value: object, default: object) -> bool:
    return _kind(value) == _kind(default) or (
        isinstance(default, float) and _kind(value) == "a whole number"
    )


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return "a whole number"
    if isinstance(value, float):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "a list" if isinstance(value, (list, tuple, set, frozenset)) else "a table"


def resolve_names(
    catalogue: Catalogue, layer: Layer, names: Iterable[str], option: str
) -> frozenset[str]:
    """Return the codes that names stand for.

    Raises:
        ConfigError: one stands for nothing.
    """
    codes: set[str] = set()
    for name in names:
        found = _resolve(catalogue, layer, name, option, None)
        if found:
            codes |= found[1]
    return frozenset(codes)


def _resolve(
    catalogue: Catalogue,
    layer: Layer,
    name: str,
    option: str,
    remarks: list[tuple[str, bool]] | None,
) -> tuple[int, frozenset[str]] | None:
    found = catalogue.resolve(name)
    if found is not None:
        return found
    if layer.is_lenient or catalogue.is_foreign(name):
        if remarks is not None:
            # Whoever ignores a rule that we lack misses nothing; whoever selects one does.
            is_detail = option not in {"select", "extend-select"}
            words = "is no rule of ours and has no effect" if is_detail else _UNANSWERED
            remarks.append((f"{layer.origin}: {name} {words}", is_detail))
        return None
    near = catalogue.suggestion(name)
    raise ConfigError(
        f"{option} names an unknown rule {name!r}",
        hint=f"did you mean {near!r}?" if near else "`dockwright rules` lists them all",
        place=layer.place_of(name),
    )
