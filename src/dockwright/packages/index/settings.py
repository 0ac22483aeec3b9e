"""Where packages come from: what pip and uv are configured to ask on this machine.

The files and variables are read as those programs read them; the index that they ask where
nothing is configured is asked from them, and is not known where neither is installed.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from dockwright.model.unknown import Unknown
from dockwright.packages.records import canonical_name
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

__all__ = ["Index", "IndexSettings", "default_index", "read_settings"]

_HELP_SECONDS = 20
_DEFAULT = re.compile(r"default[^<(\n]*[<(]?\s*(https?://[^\s>)\]]+)")
_MOST_BYTES = 1 << 20


class Index(NamedTuple):
    """A package index.

    Attributes:
        url: its root, as configured; it may hold credentials.
        name: uv's name for it, or ``""``.
        is_explicit: whether only packages that are pinned to it come from it.
    """

    url: str
    name: str = ""
    is_explicit: bool = False


class IndexSettings(NamedTuple):
    """What is configured.

    Attributes:
        default: the index that stands in the place of the programs' own, or why it is not known.
        extra: further indexes, those asked first at the front.
        links: directories and pages of files (``--find-links``).
        pins: the name of the index that a package comes from, by the package's name.
        cafile: a bundle of trusted certificates, or ``""``.
        trusted: hosts whose certificates are not checked.
        keyring: whether the keyring may be asked for passwords.
    """

    default: Index | Unknown | None = None
    extra: tuple[Index, ...] = ()
    links: tuple[str, ...] = ()
    pins: Mapping[str, str] = {}
    cafile: str = ""
    trusted: tuple[str, ...] = ()
    keyring: bool = False

    @property
    def indexes(self) -> tuple[Index, ...]:
        """Return the indexes in the order in which they are asked."""
        if isinstance(self.default, Index):
            return (*self.extra, self.default)
        return self.extra

    def for_package(self, name: str) -> tuple[Index, ...]:
        """Return the indexes that may have a package."""
        pinned = self.pins.get(canonical_name(name))
        if pinned is not None:
            return tuple(each for each in self.indexes if each.name == pinned)
        return tuple(each for each in self.indexes if not each.is_explicit)


def default_index(environ: Mapping[str, str] | None = None) -> str | Unknown:
    """Return the index that uv or pip ask where none is configured: their help texts tell."""
    import subprocess

    variables = {**os.environ, **(environ or {}), "NO_COLOR": "1", "COLUMNS": "2000"}
    for command in (
        ("uv", "pip", "compile", "--help"),
        # -P: the folder that it runs in may have a pip.py of its own.
        (sys.executable, "-P", "-m", "pip", "download", "--help"),
        ("pip", "download", "--help"),
    ):
        try:
            done = subprocess.run(  # noqa: S603 - fixed words
                command,
                capture_output=True,
                text=True,
                timeout=_HELP_SECONDS,
                check=False,
                env=variables,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
            continue
        match = _DEFAULT.search(done.stdout) if done.returncode == 0 else None
        if match:
            return match[1]
    return Unknown("no index is configured, and neither pip nor uv is there to tell their own")


def read_settings(
    directory: str = ".", environ: Mapping[str, str] | None = None, *, ask_default: bool = True
) -> IndexSettings:
    """Return where packages come from for a project in ``directory``.

    uv's configuration goes before pip's.  ``ask_default`` runs uv or pip where no index is set.
    """
    env = os.environ if environ is None else environ
    uv = _Uv(directory, env)
    pip = _pip_values(env)
    no_index = uv.no_index or _is_true(pip.get("no-index", ""))
    default: Index | Unknown | None = None
    if not no_index:
        default = uv.default
        if default is None and pip.get("index-url"):
            default = Index(pip["index-url"].split()[0])
        if default is None:
            asked = default_index(env) if ask_default else Unknown("no index is configured")
            default = asked if isinstance(asked, Unknown) else Index(asked)
    extra = [] if no_index else list(uv.extra)
    if not no_index:
        extra += [Index(url) for url in pip.get("extra-index-url", "").split()]
    links = [*uv.links, *pip.get("find-links", "").split()]
    return IndexSettings(
        default,
        tuple({each.url: each for each in reversed(extra)}.values())[::-1],
        tuple(dict.fromkeys(links)),
        uv.pins,
        pip.get("cert", ""),
        (*pip.get("trusted-host", "").split(), *uv.trusted),
        uv.keyring or pip.get("keyring-provider", "") in {"import", "subprocess"},
    )


def _is_true(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on", "y", "t"}


def _pip_values(env: Mapping[str, str]) -> dict[str, str]:
    """Return pip's settings by name: files from the widest to the nearest, then variables."""
    values: dict[str, str] = {}
    for path in _pip_files(env):
        text = _read(path)
        if text is None:
            continue
        import configparser

        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(text)
        except configparser.Error:
            continue
        for section in ("global", "download", "install"):
            if parser.has_section(section):
                values.update((k.replace("_", "-"), v) for k, v in parser.items(section))
    for name, value in env.items():
        if name.startswith("PIP_") and value and name != "PIP_CONFIG_FILE":
            values[name[4:].lower().replace("_", "-")] = value
    return values


def _pip_files(env: Mapping[str, str]) -> Iterator[Path]:
    chosen = env.get("PIP_CONFIG_FILE", "")
    if chosen == os.devnull:
        return
    home = Path(env.get("HOME") or Path.home())
    if sys.platform == "darwin":
        yield Path("/Library/Application Support/pip/pip.conf")
    else:
        for base in reversed((env.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")):
            yield Path(base, "pip", "pip.conf")
    yield Path("/etc/pip.conf")
    yield home / ".pip" / "pip.conf"
    yield Path(env.get("XDG_CONFIG_HOME") or home / ".config", "pip", "pip.conf")
    yield Path(sys.prefix, "pip.conf")
    if chosen:
        yield Path(chosen)


def _read(path: Path) -> str | None:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


class _Uv:
    """uv's configuration: the project's before the user's, the user's before the system's."""

    def __init__(self, directory: str, env: Mapping[str, str]) -> None:
        self.default: Index | None = None
        self.extra: list[Index] = []
        self.links: list[str] = []
        self.pins: dict[str, str] = {}
        self.trusted: list[str] = env.get("UV_INSECURE_HOST", "").split()
        self.no_index = _is_true(env.get("UV_NO_INDEX", ""))
        self.keyring = env.get("UV_KEYRING_PROVIDER", "") == "subprocess"
        first = env.get("UV_DEFAULT_INDEX") or env.get("UV_INDEX_URL")
        if first:
            self.default = _named(first)
        self.extra += map(_named, env.get("UV_INDEX", "").split())
        self.extra += map(Index, env.get("UV_EXTRA_INDEX_URL", "").split())
        self.links += [each for each in env.get("UV_FIND_LINKS", "").split(",") if each]
        if _is_true(env.get("UV_NO_CONFIG", "")):
            return
        for table, base in _uv_tables(directory, env):
            self._take(table, base)

    def _take(self, table: dict[str, Any], base: Path) -> None:
        for each in _tables(table.get("index")):
            url = each.get("url")
            if not isinstance(url, str):
                continue
            index = Index(
                _place(url, base), str(each.get("name") or ""), each.get("explicit") is True
            )
            if each.get("default") is True:
                self.default = self.default or index
            else:
                self.extra.append(index)
        pip = table.get("pip")
        for part in (table, pip if isinstance(pip, dict) else {}):
            url = part.get("index-url")
            if isinstance(url, str) and self.default is None:
                self.default = Index(_place(url, base))
            self.extra += [Index(_place(url, base)) for url in _texts(part.get("extra-index-url"))]
            self.links += [_place(url, base) for url in _texts(part.get("find-links"))]
            self.no_index = self.no_index or part.get("no-index") is True
            self.keyring = self.keyring or part.get("keyring-provider") == "subprocess"
            self.trusted += _texts(part.get("allow-insecure-host"))
        sources = table.get("sources")
        for name, source in (sources if isinstance(sources, dict) else {}).items():
            for each in _tables(source if isinstance(source, list) else [source]):
                if isinstance(each.get("index"), str):
                    self.pins.setdefault(canonical_name(name), each["index"])


def _named(text: str) -> Index:
    """Return an index from ``NAME=URL`` or ``URL``."""
    match = re.match(r"([A-Za-z0-9._-]+)=(.+)", text)
    return Index(match[2], match[1]) if match else Index(text)


def _uv_tables(directory: str, env: Mapping[str, str]) -> Iterator[tuple[dict[str, Any], Path]]:
    chosen = env.get("UV_CONFIG_FILE", "")
    if chosen:
        yield _toml(Path(chosen)), Path(chosen).parent
        return
    start = Path(directory).resolve()
    for folder in (start, *start.parents):
        table = _toml(folder / "uv.toml")
        if not table:
            tool = _toml(folder / "pyproject.toml").get("tool")
            found = tool.get("uv") if isinstance(tool, dict) else None
            table = found if isinstance(found, dict) else {}
        if table:
            yield table, folder
            break
    home = Path(env.get("HOME") or Path.home())
    bases = [Path(env.get("XDG_CONFIG_HOME") or home / ".config")]
    bases += [Path(each) for each in (env.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")]
    for base in (*bases, Path("/etc")):
        yield _toml(base / "uv" / "uv.toml"), base / "uv"


def _toml(path: Path) -> dict[str, Any]:
    text = _read(path)
    if text is None:
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


def _tables(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _place(url: str, base: Path) -> str:
    """Return an address as it is, and a path of a configuration file from that file's folder."""
    return url if "://" in url else str(base / url)
