"""Finding and reading configuration: files, nearest first, then variables, then flags."""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH113, PTH114, PTH118, PTH119, PTH120

from __future__ import annotations

import os

from dockwright.config.options import OPTIONS, Option, option_named
from dockwright.config.values import ValueProblem, from_text, from_toml
from dockwright.errors import ConfigError
from dockwright.model.project import Refusal, read_file
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ConfigFinder", "Layer", "layer_from_environment", "layer_from_values", "read_config"]

_OUR_FILES = ("dockwright.toml", ".dockwright.toml")
_HADOLINT_FILES = (".hadolint.yaml", ".hadolint.yml")
_LIMIT = 4 << 20


class Layer(NamedTuple):
    """What one source of settings says.

    Attributes:
        origin: the source, for messages: a path, ``environment`` or ``command line``.
        base: the directory that its paths and patterns are relative to.
        values: option values by option name; only what it states.
        is_lenient: whether rules that it names and that we lack are passed over, as in another
            tool's configuration.
        remarks: what was passed over, one line each.
        text: the file's text, to find the line of a name that turns out to be wrong.
    """

    origin: str
    base: str
    values: Mapping[str, object]
    is_lenient: bool = False
    remarks: tuple[str, ...] = ()
    text: str = ""

    def place_of(self, word: str) -> str:
        """Return ``FILE:LINE`` of the first line that holds ``word`` quoted or as a key."""
        line = _line_with(self.text, word)
        return f"{self.origin}:{line}" if line else self.origin


class ConfigFinder:
    """Finds the configuration file that counts for a directory.

    In each directory, from the file's own upwards, ``dockwright.toml`` goes before
    ``.dockwright.toml`` before a ``pyproject.toml`` with a table ``[tool.dockwright]``; the first
    that is found counts, alone.  Where there is none at all, the nearest ``.hadolint.yaml`` does.
    """

    __slots__ = ("_foreign", "_layers", "_ours", "_start")

    def __init__(self, start: str) -> None:
        self._start = start
        self._ours: dict[str, str | None] = {}
        self._foreign: dict[str, str | None] = {}
        self._layers: dict[str, Layer] = {}

    def for_directory(self, directory: str) -> Layer | None:
        """Return the layer for files in an absolute directory, or None.

        Raises:
            ConfigError: the file that counts is malformed.
        """
        path = self._nearest(directory, self._ours, _our_file_in)
        if path is None:
            path = self._nearest(directory, self._foreign, _hadolint_file_in)
            if path is None:
                return None
        if path not in self._layers:
            self._layers[path] = read_config(path, self._start)
        return self._layers[path]

    def _nearest(self, directory: str, known: dict[str, str | None], look: _Look) -> str | None:
        asked: list[str] = []
        found: str | None = None
        while directory not in known:
            asked.append(directory)
            found = look(directory)
            parent = os.path.dirname(directory)
            if found is not None or parent == directory:
                break
            directory = parent
        else:
            found = known[directory]
        for each in asked:
            known[each] = found
        return found


def _our_file_in(directory: str) -> str | None:
    for name in _OUR_FILES:
        path = os.path.join(directory, name)
        # Whatever bears the name counts: reading it says what is wrong with it.
        if os.path.lexists(path):
            return path
    path = os.path.join(directory, "pyproject.toml")
    if os.path.isfile(path):
        data = read_file(path, _LIMIT)
        if isinstance(data, bytes) and b"dockwright" in data and _has_our_table(data):
            return path
    return None


def _has_our_table(data: bytes) -> bool:
    import tomllib

    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return b"[tool.dockwright" in data  # reading it again will say what is wrong
    tool = document.get("tool")
    return isinstance(tool, dict) and "dockwright" in tool


def _hadolint_file_in(directory: str) -> str | None:
    for name in _HADOLINT_FILES:
        path = os.path.join(directory, name)
        if os.path.isfile(path):
            return path
    return None


def read_config(path: str, start: str) -> Layer:
    """Read one configuration file; ``.yaml`` and ``.yml`` are Hadolint's.

    Raises:
        ConfigError: it cannot be read, or says what cannot be.
    """
    shown = os.path.relpath(path, start) if path.startswith(start + os.sep) else path
    data = read_file(path, _LIMIT)
    if isinstance(data, Refusal):
        reason = "is a symbolic link to nothing" if os.path.islink(path) else data.reason
        raise ConfigError(f"configuration file {shown} {reason}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError("configuration is not UTF-8", place=f"{shown}:{line}") from None
    base = os.path.dirname(path)
    if path.endswith((".yaml", ".yml")):
        from dockwright.config.hadolint import read_hadolint

        values, remarks = read_hadolint(text, shown)
        return Layer(shown, base, values, is_lenient=True, remarks=remarks, text=text)
    table = _read_toml(text, shown)
    if os.path.basename(path) == "pyproject.toml":
        tool = table.get("tool", {})
        found = tool.get("dockwright", {}) if isinstance(tool, dict) else {}
        if not isinstance(found, dict):
            raise ConfigError("tool.dockwright is not a table", place=shown)
        table = found
    return Layer(shown, base, _values_of_table(table, text, shown), text=text)


def _read_toml(text: str, shown: str) -> dict[str, object]:
    import re
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        words = str(error)
        at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", words)
        place = shown
        if at:
            words = words[: at.start()]
            line = at.group(1) or str(text.count("\n") + 1)
            place = f"{shown}:{line}:{at.group(2)}" if at.group(2) else f"{shown}:{line}"
        raise ConfigError(f"not valid TOML: {words[:1].lower()}{words[1:]}", place=place) from None
    except RecursionError:
        raise ConfigError("not valid TOML: it nests too deep to be read", place=shown) from None


def _values_of_table(table: Mapping[str, object], text: str, shown: str) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, value in table.items():
        option = option_named(key) or option_named(key.replace("_", "-"))
        line = _line_with(text, key)
        place = f"{shown}:{line}" if line else shown
        if option is None or "file" not in option.places:
            raise ConfigError(_unknown_key(key, option), hint=_hint_for(key), place=place)
        try:
            values[option.name] = from_toml(option, value)
        except ValueProblem as problem:
            raise ConfigError(f"{key} {problem}", place=place) from None
    return values


def _unknown_key(key: str, option: Option | None) -> str:
    if option is not None:
        return f"{key} is no key of configuration: only the flag {option.long_flag} exists"
    return f"unknown key {key!r}"


def _hint_for(key: str) -> str:
    from dockwright.text.suggest import nearest

    keys = [option.name for option in OPTIONS if "file" in option.places]
    near = nearest(key.replace("_", "-").lower(), keys, limit=3)
    return f"did you mean {near!r}?" if near else "keys: " + ", ".join(keys)


def _line_with(text: str, word: str) -> int | None:
    """Return the first line (from 1) where ``word`` stands as a key, or between quotes."""
    if not text or not word:
        return None
    import re

    quoted = re.escape(word)
    pattern = rf"""^[ \t]*{quoted}[ \t]*[=:]|^[ \t]*\[[^\]\n]*\b{quoted}\b|(["']){quoted}\1"""
    at = re.search(pattern, text, re.MULTILINE) or re.search(rf"\b{quoted}\b", text)
    return text.count("\n", 0, at.start()) + 1 if at else None


def layer_from_environment(environment: Mapping[str, str], start: str) -> Layer:
    """Return what ``DOCKWRIGHT_*`` variables say; unknown ones are remarks, empty ones unset.

    Raises:
        ConfigError: a variable has a value that its option cannot take.
    """
    values: dict[str, object] = {}
    remarks: list[str] = []
    for variable in sorted(environment):
        if not variable.startswith("DOCKWRIGHT_") or not environment[variable].strip():
            continue
        option = option_named(variable[len("DOCKWRIGHT_") :].lower().replace("_", "-"))
        if option is None or "env" not in option.places:
            remarks.append(f"environment variable {variable} sets nothing")
            continue
        try:
            values[option.name] = from_text(option, environment[variable])
        except ValueProblem as problem:
            raise ConfigError(f"{variable} {problem}", place="environment") from None
    return Layer("environment", start, values, remarks=tuple(remarks))


def layer_from_values(values: Mapping[str, object], start: str) -> Layer:
    """Return the layer of flags, or of a caller of the library; None means not given."""
    given = {name: value for name, value in values.items() if value is not None}
    return Layer("command line", start, given)


if TYPE_CHECKING:
    from collections.abc import Callable

    _Look = Callable[[str], str | None]
