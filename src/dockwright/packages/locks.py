"""Lock files in TOML and JSON: uv's, Poetry's, PDM's, PEP 751's and Pipenv's."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from dockwright.packages.parsing import python_range
from dockwright.packages.places import Places
from dockwright.packages.pyproject import toml_of
from dockwright.packages.records import (
    DependencyFile,
    DependencyProblem,
    Edge,
    LockedFile,
    LockedPackage,
    Requirement,
    canonical_name,
)
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dockwright.text import Source

    Reader = Callable[[Source, Mapping[str, Any]], DependencyFile]

__all__ = ["read_pdm_lock", "read_pipfile_lock", "read_poetry_lock", "read_pylock", "read_uv_lock"]

_OF_PIPENV = frozenset({"source", "requires", "scripts", "pipfile", "pipenv"})
"""Sections of a ``Pipfile`` that hold no packages."""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _names(values: object) -> tuple[str, ...]:
    listed = values if isinstance(values, list) else [values]
    return tuple(sorted(canonical_name(each) for each in listed if isinstance(each, str) and each))


def _opened(source: Source, kind: str) -> Mapping[str, Any] | DependencyFile:
    data = toml_of(source)
    if isinstance(data, DependencyProblem):
        return DependencyFile(source, kind, problems=(data,))
    return data


def _place(places: Places, tables: list[Span], index: int) -> Span:
    """Return the place of a package's name in its table."""
    if index >= len(tables):
        return Span(0, 0)
    table = tables[index]
    value = places.key("name", table)
    return Span(table.start, table.start) if value is None else value


def _file_name(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].rpartition("/")[2].replace("%2B", "+")


def read_uv_lock(source: Source) -> DependencyFile:
    """Read a ``uv.lock``."""
    data = _opened(source, "uv.lock")
    if isinstance(data, DependencyFile):
        return data
    places = Places(source)
    tables = places.tables("package")
    locked: list[LockedPackage] = []
    for index, package in enumerate(_tables(data.get("package"))):
        origin = _table(package.get("source"))
        kind = next(
            (
                key
                for key in ("editable", "virtual", "git", "url", "path", "directory")
                if key in origin
            ),
            "index",
        )
        files = [_uv_file(each) for each in _tables(package.get("wheels"))]
        if isinstance(package.get("sdist"), dict):
            files.append(_uv_file(package["sdist"]))
        edges = [_uv_edge(each) for each in _tables(package.get("dependencies"))]
        for key in ("optional-dependencies", "dev-dependencies", "dependency-groups"):
            for extra, listed in _table(package.get(key)).items():
                word = (
                    canonical_name(extra)
                    if key.startswith("opt")
                    else f"group:{canonical_name(extra)}"
                )
                edges += [_uv_edge(each)._replace(extra=word) for each in _tables(listed)]
        markers = [_text(each) for each in _listed(package.get("resolution-markers"))]
        locked.append(
            LockedPackage(
                canonical_name(_text(package.get("name"))),
                _text(package.get("version")),
                {"directory": "path"}.get(kind, kind),
                tuple(files),
                tuple(edges),
                " or ".join(f"({each})" for each in markers if each),
                (),
                "",
                _place(places, tables, index),
                path=_text(origin.get(kind)) if kind in {"editable", "virtual"} else "",
            )
        )
    python = _text(data.get("requires-python"))
    return DependencyFile(
        source,
        "uv.lock",
        locked=tuple(locked),
        python=python,
        python_span=places.key("requires-python") or Span(0, 0),
    )


def _uv_file(table: Mapping[str, Any]) -> LockedFile:
    url = _text(table.get("url")) or _text(table.get("path")) or _text(table.get("filename"))
    size = table.get("size")
    return LockedFile(_file_name(url), url, size if isinstance(size, int) else None)


def _uv_edge(table: Mapping[str, Any]) -> Edge:
    return Edge(
        canonical_name(_text(table.get("name"))),
        _names(table.get("extra") or []),
        _text(table.get("marker")),
        _text(table.get("version")),
    )


def read_poetry_lock(source: Source) -> DependencyFile:
    """Read a ``poetry.lock`` of any version."""
    data = _opened(source, "poetry.lock")
    if isinstance(data, DependencyFile):
        return data
    places = Places(source)
    tables = places.tables("package")
    metadata = _table(data.get("metadata"))
    old_files = _table(metadata.get("files"))
    locked: list[LockedPackage] = []
    for index, package in enumerate(_tables(data.get("package"))):
        name = _text(package.get("name"))
        listed = package.get("files") or old_files.get(name) or old_files.get(canonical_name(name))
        markers = package.get("markers", package.get("marker"))
        groups = package.get("groups")
        category = _text(package.get("category"))
        by_group = {
            canonical_name(key): _text(value)
            for key, value in _table(markers).items()
            if _text(value)
        }
        edges = [
            edge
            for other, form in _table(package.get("dependencies")).items()
            for edge in _poetry_edges(other, form)
        ]
        locked.append(
            LockedPackage(
                canonical_name(name),
                _text(package.get("version")),
                _source_kind(_text(_table(package.get("source")).get("type"))),
                tuple(LockedFile(_text(each.get("file"))) for each in _tables(listed)),
                tuple(edges),
                _text(markers),
                _names(groups) if groups else tuple([category] if category else ()),
                python_range(_text(package.get("python-versions"))),
                _place(places, tables, index),
                package.get("optional") is True,
                by_group,
                brings={
                    canonical_name(extra): tuple(
                        canonical_name(match[0])
                        for each in (names if isinstance(names, list) else ())
                        if (match := re.match(r"[\w.-]+", _text(each)))
                    )
                    for extra, names in _table(package.get("extras")).items()
                },
            )
        )
    says_groups = any("groups" in each for each in _tables(data.get("package")))
    return DependencyFile(
        source,
        "poetry.lock",
        says_groups=says_groups,
        locked=tuple(locked),
        python=python_range(_text(metadata.get("python-versions"))),
        python_span=places.key("python-versions", _first(places.tables("metadata"))) or Span(0, 0),
    )


def _first(spans: list[Span]) -> Span | None:
    return spans[0] if spans else None


def _source_kind(kind: str) -> str:
    return {"": "index", "legacy": "index", "directory": "path", "file": "path"}.get(kind, kind)


def _poetry_edges(name: str, form: object) -> Iterable[Edge]:
    for each in form if isinstance(form, list) else [form]:
        table = _table(each)
        yield Edge(
            canonical_name(name),
            _names(table.get("extras") or []),
            _text(table.get("markers")),
            is_optional=table.get("optional") is True,
        )


def read_pdm_lock(source: Source) -> DependencyFile:
    """Read a ``pdm.lock``."""
    data = _opened(source, "pdm.lock")
    if isinstance(data, DependencyFile):
        return data
    places = Places(source)
    tables = places.tables("package")
    old_files = _table(_table(data.get("metadata")).get("files"))
    locked: list[LockedPackage] = []
    for index, package in enumerate(_tables(data.get("package"))):
        name, version = _text(package.get("name")), _text(package.get("version"))
        listed = package.get("files") or old_files.get(f"{name} {version}")
        kind = next((key for key in ("git", "url", "path") if key in package), "index")
        edges = []
        for text in _listed(package.get("dependencies")):
            match = re.match(r"\s*([\w.-]+)\s*(?:\[([^\]]*)\])?[^;]*(?:;(.*))?", _text(text))
            if match:
                extras = _names((match[2] or "").split(",")) if match[2] else ()
                edges.append(Edge(canonical_name(match[1]), extras, (match[3] or "").strip()))
        locked.append(
            LockedPackage(
                canonical_name(name),
                version,
                "editable" if package.get("editable") is True else kind,
                tuple(
                    LockedFile(
                        _text(each.get("file")) or _file_name(_text(each.get("url"))),
                        _text(each.get("url")),
                    )
                    for each in _tables(listed)
                ),
                tuple(edges),
                _text(package.get("marker")),
                _names(package.get("groups") or []),
                _text(package.get("requires_python")),
                _place(places, tables, index),
            )
        )
    groups = _table(data.get("metadata")).get("groups")
    return DependencyFile(
        source, "pdm.lock", locked=tuple(locked), groups=_names(groups) if groups else ()
    )


def read_pylock(source: Source) -> DependencyFile:
    """Read a ``pylock.toml`` (PEP 751)."""
    data = _opened(source, "pylock.toml")
    if isinstance(data, DependencyFile):
        return data
    places = Places(source)
    tables = places.tables("packages")
    locked: list[LockedPackage] = []
    for index, package in enumerate(_tables(data.get("packages"))):
        files = [_pylock_file(each) for each in _tables(package.get("wheels"))]
        files += [
            _pylock_file(package[key])
            for key in ("sdist", "archive")
            if isinstance(package.get(key), dict)
        ]
        kind = next(
            (
                word
                for key, word in (("vcs", "git"), ("directory", "path"), ("archive", "url"))
                if key in package
            ),
            "index",
        )
        locked.append(
            LockedPackage(
                canonical_name(_text(package.get("name"))),
                _text(package.get("version")),
                kind,
                tuple(files),
                tuple(
                    Edge(
                        canonical_name(_text(each.get("name"))), version=_text(each.get("version"))
                    )
                    for each in _tables(package.get("dependencies"))
                ),
                _text(package.get("marker")),
                (),
                _text(package.get("requires-python")),
                _place(places, tables, index),
            )
        )
    return DependencyFile(
        source,
        "pylock.toml",
        locked=tuple(locked),
        python=_text(data.get("requires-python")),
        python_span=places.key("requires-python") or Span(0, 0),
    )


def _pylock_file(table: Mapping[str, Any]) -> LockedFile:
    url = _text(table.get("url")) or _text(table.get("path"))
    size = table.get("size")
    return LockedFile(
        _text(table.get("name")) or _file_name(url), url, size if isinstance(size, int) else None
    )


def read_pipfile_lock(source: Source) -> DependencyFile:
    """Read a ``Pipfile.lock``."""
    try:
        data = json.loads(source.text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        at = min(getattr(error, "pos", 0), len(source.text))
        problem = DependencyProblem(f"the file is no JSON: {error}", Span(at, at))
        return DependencyFile(source, "Pipfile.lock", problems=(problem,))
    if not isinstance(data, dict):
        problem = DependencyProblem("the file holds no table", Span(0, 0))
        return DependencyFile(source, "Pipfile.lock", problems=(problem,))
    locked: list[LockedPackage] = []
    at = 0
    for section, packages in data.items():
        if section.startswith("_") or not isinstance(packages, dict):
            continue
        at = max(0, source.text.find(f'"{section}"', at))
        for name, form in packages.items():
            table = _table(form)
            found = source.text.find(f'"{name}"', at)
            span = Span(found + 1, found + 1 + len(name)) if found >= 0 else Span(0, 0)
            kind = next((key for key in ("git", "path", "file") if key in table), "index")
            version = _text(form) if isinstance(form, str) else _text(table.get("version"))
            locked.append(
                LockedPackage(
                    canonical_name(name),
                    version.removeprefix("=="),
                    "editable"
                    if table.get("editable") is True
                    else {"file": "url"}.get(kind, kind),
                    (),
                    (),
                    _text(table.get("markers")),
                    ("main" if section == "default" else canonical_name(section),),
                    "",
                    span,
                )
            )
    meta = _table(data.get("_meta"))
    requires = _table(meta.get("requires"))
    version = _text(requires.get("python_full_version")) or _text(requires.get("python_version"))
    indexes = tuple(_text(each.get("url")) for each in _tables(meta.get("sources")))
    digest = _text(_table(meta.get("hash")).get("sha256"))
    place = source.text.find(f'"{digest}"') if digest else -1
    at = source.text.find(f'"{version}"') if version else -1
    return DependencyFile(
        source,
        "Pipfile.lock",
        locked=tuple(locked),
        python=f"=={version}.*" if version else "",
        python_span=Span(at + 1, at + 1 + len(version)) if at >= 0 else Span(0, 0),
        indexes=tuple(each for each in indexes if each),
        groups=tuple(
            "" if section == "default" else "dev" if section == "develop" else section
            for section in data
            if not section.startswith("_")
        ),
        digest=digest,
        digest_span=Span(place + 1, place + 1 + len(digest)) if place >= 0 else Span(0, 0),
    )


def _digest_of(data: Mapping[str, Any]) -> str:
    """Return the hash of a ``Pipfile`` as Pipenv puts it into the lock; empty where unknown.

    Without sources of its own, or with variables in them, Pipenv puts others in their place.
    """
    sources = data.get("source")
    if not isinstance(sources, list) or "$" in str(sources):
        return ""
    hashed = {
        "_meta": {"sources": sources, "requires": data.get("requires", {})},
        "default": data.get("packages", {}),
        "develop": data.get("dev-packages", {}),
    }
    hashed |= {
        section: packages
        for section, packages in data.items()
        if section not in _OF_PIPENV | {"packages", "dev-packages", "default", "develop"}
    }
    try:
        text = json.dumps(hashed, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError):  # a date, which JSON cannot hold
        return ""
    return hashlib.sha256(text.encode()).hexdigest()


def read_pipfile(source: Source) -> DependencyFile:
    """Read a ``Pipfile``."""
    data = _opened(source, "Pipfile")
    if isinstance(data, DependencyFile):
        return data
    places = Places(source)
    found: list[Requirement] = []
    for section in data:
        packages = _table(data.get(section))
        if section in _OF_PIPENV | {"build-system"} or not packages:
            continue
        group = "" if section == "packages" else "dev" if section == "dev-packages" else section
        within = _first(places.tables(section))
        for name, form in packages.items():
            table = _table(form)
            text = _text(form) or _text(table.get("version"))
            url = next((_text(table[key]) for key in ("git", "file", "path") if key in table), "")
            marker = _text(table.get("markers"))
            for key in ("sys_platform", "platform_system", "python_version", "platform_machine"):
                if _text(table.get(key)):
                    marker = f"{marker} and {key} {table[key]}" if marker else f"{key} {table[key]}"
            found.append(
                Requirement(
                    canonical_name(name),
                    "" if text == "*" else text,
                    _names(table.get("extras") or []),
                    marker,
                    url,
                    group,
                    places.key(name, within) or within or Span(0, 0),
                    table.get("editable") is True,
                    "path" in table,
                )
            )
    requires = _table(data.get("requires"))
    version = _text(requires.get("python_full_version")) or _text(requires.get("python_version"))
    indexes = tuple(_text(each.get("url")) for each in _tables(data.get("source")))
    return DependencyFile(
        source,
        "Pipfile",
        requirements=tuple(found),
        python=f"=={version}.*" if version else "",
        python_span=(places.text(version) if version else None) or Span(0, 0),
        indexes=tuple(each for each in indexes if each),
        digest=_digest_of(data),
    )
