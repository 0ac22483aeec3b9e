"""Judge the records of ``compose.jsonl``: compose-go's own tests of Compose's languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockwright.syntax.compose import TemplateError, operator_of, substitute, variables_in
from dockwright.syntax.dotenv import read_dotenv
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["check"]


def check(record: dict[str, Any]) -> str | None:
    """Return why a record does not hold, or None."""
    return _JUDGES[record["kind"]](record)


def _compare(found: object, wanted: object) -> str | None:
    return None if found == wanted else f"{found!r}, not {wanted!r}"


def _interp(record: dict[str, Any]) -> str | None:
    try:
        found = substitute(record["template"], record["env"].get)
    except TemplateError as error:
        return None if "error" in record else f"refused: {error}"
    return f"not refused: {found!r}" if "error" in record else _compare(found, record["expected"])


def _operator(record: dict[str, Any]) -> str | None:
    return _compare(operator_of(record["input"]), record["expected"])


def _extract(record: dict[str, Any]) -> str | None:
    found: dict[str, dict[str, object]] = {}

    def look(value: object) -> None:
        if isinstance(value, str):
            for each in variables_in(value):
                told: dict[str, object] = {"name": each.name}
                if each.operator in {":-", "-"} and each.argument:
                    told["default_value"] = each.argument
                if each.operator in {":+", "+"} and each.argument:
                    told["presence_value"] = each.argument
                if each.operator in {":?", "?"}:
                    told["required"] = True
                found[each.name] = told
        for inner in value.values() if isinstance(value, dict) else ():
            look(inner)
        for inner in value if isinstance(value, list) else ():
            look(inner)

    look(record["input"])
    wanted = {
        name: {key: value for key, value in told.items() if value not in {"", False}}
        for name, told in record["expected"].items()
    }
    return _compare(found, wanted)


def _dotenv(record: dict[str, Any]) -> str | None:
    given = {**record.get("env", {}), **record.get("vars", {})}
    file = read_dotenv(Source(".env", record["text"]), given.get)
    if file.problem is not None:
        return None if "error" in record else f"refused: {file.problem.message}"
    if "error" in record:
        return f"not refused: {file.values}"
    # The reader that the programs use leaves out names that begin with a digit.
    wanted = record["expected"]
    found = {name: value for name, value in file.values.items() if not name[:1].isdigit()}
    return _compare(found, {name: each for name, each in wanted.items() if not name[:1].isdigit()})


_JUDGES: dict[str, Callable[[dict[str, Any]], str | None]] = {
    "dotenv": _dotenv,
    "extract-variables": _extract,
    "interp": _interp,
    "interp-operator": _operator,
}


def applies(record: dict[str, Any]) -> bool:
    """Tell whether there is a judge for a record's kind."""
    return record["kind"] in _JUDGES
