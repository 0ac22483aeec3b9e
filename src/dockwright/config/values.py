"""Turning what a flag, a variable or a configuration file says into an option's value."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.config.options import Option

__all__ = ["ValueProblem", "from_text", "from_toml"]

_UNITS = {"": 0, "b": 0, "k": 10, "kb": 10, "kib": 10, "m": 20, "mb": 20, "mib": 20}
_UNITS |= {"g": 30, "gb": 30, "gib": 30}
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


class ValueProblem(ValueError):  # noqa: N818 - it never leaves config/, which says where it was
    """A value that the option cannot take; its text continues "option NAME "."""


def from_text(option: Option, text: str) -> object:
    """Return the value that ``text`` from a variable or a flag stands for.

    Raises:
        ValueProblem: it stands for none.
    """
    kind = option.kind
    if kind == "list":
        return tuple(_split(text))
    if kind == "pairs":
        separator = "\n" if "\n" in text else ","
        parts = [part for part in text.split(separator) if part.strip()]
        return _pairs(option, dict(pair_from_text(part) for part in parts))
    if kind == "switch":
        lower = text.strip().lower()
        if lower in _TRUE or lower in _FALSE:
            return lower in _TRUE
        raise ValueProblem(f"is true or false, not {text!r}")
    if kind == "integer":
        if text.strip().isdecimal():
            return int(text)
        raise ValueProblem(f"is a whole number from 0 on, not {text!r}")
    return _checked(option, text)


def pair_from_text(text: str) -> tuple[str, str]:
    """Split ``NAME=VALUE``.

    Raises:
        ValueProblem: there is no ``=``, or no name before it.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueProblem(f"takes NAME=VALUE, not {text!r}")
    return name.strip(), value


def from_toml(option: Option, value: object) -> object:
    """Return an option's value from what a configuration file holds.

    Raises:
        ValueProblem: it is of the wrong type, or not a word that the option may be.
    """
    kind = option.kind
    if kind == "list":
        if isinstance(value, str):
            return tuple(_split(value))
        return _strings(value)
    if kind == "switch":
        if isinstance(value, bool):
            return value
        raise ValueProblem(f"is true or false, not {_shown(value)}")
    if kind == "integer":
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise ValueProblem(f"is a whole number from 0 on, not {_shown(value)}")
    if kind == "pairs":
        if not isinstance(value, dict):
            raise ValueProblem(f"is a table of strings, not {_shown(value)}")
        pairs: dict[str, str] = {}
        for name, item in value.items():
            if not isinstance(item, str):
                raise ValueProblem(f"has {_shown(item)} for {name!r} where a string belongs")
            pairs[str(name)] = item
        return _pairs(option, pairs)
    if kind == "table":
        return _table(option, value)
    if kind == "size" and isinstance(value, int) and not isinstance(value, bool):
        return _checked(option, str(value))
    if not isinstance(value, str):
        raise ValueProblem(f"is a string, not {_shown(value)}")
    return _checked(option, value)


def _table(option: Option, value: object) -> object:
    if not isinstance(value, dict):
        raise ValueProblem(f"is a table, not {_shown(value)}")
    if option.name == "per-file-ignores":
        try:
            return {
                str(pattern): _strings([names] if isinstance(names, str) else names)
                for pattern, names in value.items()
            }
        except ValueProblem as problem:
            raise ValueProblem(f"holds lists of rules by pattern: {problem}") from None
    for name, table in value.items():
        if not isinstance(table, dict):
            raise ValueProblem(f"has {_shown(table)} for {name!r} where a table of options belongs")
    return {str(name): dict(table) for name, table in value.items()}


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueProblem(f"is a list of strings, not {_shown(value)}")
    for item in value:
        if not isinstance(item, str):
            raise ValueProblem(f"is a list of strings, and {_shown(item)} is none")
    return tuple(item.strip() for item in value if item.strip())


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]


def _pairs(option: Option, pairs: Mapping[str, str]) -> Mapping[str, str]:
    if option.choices:
        for name, word in pairs.items():
            if word not in option.choices:
                raise ValueProblem(f"of {name} {_not_a_choice(option, word)}")
    return pairs


def _checked(option: Option, text: str) -> object:
    if option.kind == "size":
        digits = text.strip().rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
        unit = text.strip()[len(digits) :].strip().lower()
        if not digits.isdecimal() or unit not in _UNITS:
            raise ValueProblem(f"is a number of bytes such as 1048576 or 2MiB, not {text!r}")
        return int(digits) << _UNITS[unit]
    if option.kind == "choice" and text not in option.choices:
        raise ValueProblem(_not_a_choice(option, text))
    return text


def _not_a_choice(option: Option, word: str) -> str:
    from dockwright.text.suggest import nearest

    near = nearest(word.lower(), option.choices)
    ending = f"; did you mean {near!r}?" if near else ""
    if word.lower() in option.choices:
        ending = f"; did you mean {word.lower()!r}?"
    return f"is one of {', '.join(option.choices)}, not {word!r}{ending}"


def _shown(value: object) -> str:
    """Return a value of TOML as a short phrase."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, (list, tuple)):
        return "a list"
    return repr(value)
