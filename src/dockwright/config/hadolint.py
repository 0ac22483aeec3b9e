"""Hadolint's configuration, read as ours where a project has none of ours."""

from __future__ import annotations

from dockwright.config.options import SEVERITIES, option_named
from dockwright.config.values import ValueProblem, from_toml
from dockwright.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["read_hadolint", "values_from_hadolint"]

_PASSED_OVER = frozenset({"format", "no-color", "verbose"})
"""Keys about Hadolint's own output, which our flags decide."""

_THRESHOLDS = {"ignore": "style", "none": "never"} | {level: level for level in SEVERITIES}


def read_hadolint(text: str, shown: str) -> tuple[dict[str, object], tuple[str, ...]]:
    """Return our option values for a ``.hadolint.yaml``, and remarks on what was passed over.

    Raises:
        ConfigError: it is not YAML, or a key has a value of the wrong kind.
    """
    import yaml

    try:
        document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{shown}:{mark.line + 1}:{mark.column + 1}" if mark else shown
        words = getattr(error, "problem", None) or "cannot be read"
        raise ConfigError(f"not valid YAML: {words}", place=place) from None
    except RecursionError:
        raise ConfigError("not usable YAML: it is nested too deeply", place=shown) from None
    if document is None:
        return {}, ()
    if not isinstance(document, dict):
        raise ConfigError("a Hadolint configuration is a mapping", place=shown)
    try:
        return values_from_hadolint(document)
    except ValueProblem as problem:
        raise ConfigError(str(problem), place=shown) from None


def values_from_hadolint(
    document: Mapping[Any, Any],
) -> tuple[dict[str, object], tuple[str, ...]]:
    """Return our option values for the keys of a Hadolint configuration, and remarks.

    Raises:
        ValueProblem: a key has a value of the wrong kind.
    """
    values: dict[str, object] = {}
    remarks: list[str] = []
    severity: dict[str, str] = {}
    for key, value in document.items():
        if value is None or key in _PASSED_OVER:
            continue
        if key == "ignored":
            values["ignore"] = _take("ignore", key, value)
        elif key == "override":
            if not isinstance(value, dict):
                raise ValueProblem("override is a mapping of severities to lists of rules")
            for level, rules in value.items():
                if level not in SEVERITIES:
                    remarks.append(f"override.{level} names no severity")
                    continue
                for rule in _as_names("ignore", f"override.{level}", rules):
                    severity[rule] = level
        elif key == "failure-threshold":
            if value not in _THRESHOLDS:
                raise ValueProblem(
                    f"failure-threshold is one of {', '.join(_THRESHOLDS)}, not {value!r}"
                )
            values.setdefault("fail-on", _THRESHOLDS[value])
        elif key == "no-fail":
            if _take("strict-labels", key, value):
                values["fail-on"] = "never"
        elif key == "trustedRegistries":
            values["trusted-registries"] = _take("trusted-registries", key, value)
        elif key == "label-schema":
            values["label-schema"] = _take("label-schema", key, value)
        elif key == "strict-labels":
            values["strict-labels"] = _take("strict-labels", key, value)
        elif key == "disable-ignore-pragma":
            values["suppression-comments"] = not _take("suppression-comments", key, value)
        else:
            remarks.append(f"key {key!r} is not known and was passed over")
    if severity:
        values["severity"] = severity
    return values, tuple(remarks)


def _as_names(option: str, key: str, value: object) -> tuple[str, ...]:
    names = _take(option, key, value if value is not None else [])
    assert isinstance(names, tuple)
    return names


def _take(option_name: str, key: str, value: object) -> object:
    option = option_named(option_name)
    assert option is not None
    try:
        return from_toml(option, value)
    except ValueProblem as problem:
        raise ValueProblem(f"{key} {problem}") from None
