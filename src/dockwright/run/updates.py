"""Newer values of facts from public metadata: package indexes and endoflife.date.

Nothing is taken over unseen: the result is a diff of the data files.  What could not be asked,
and what nobody is asked about, is told for each fact.
"""

from __future__ import annotations

import difflib
import tomllib
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from dockwright.errors import EnvironmentFaultError
from dockwright.kb.snapshot import load_snapshot
from dockwright.model.unknown import Unknown
from dockwright.net import NetworkError
from dockwright.run.facts import listed_facts, today
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from typing import Any, Protocol

    from dockwright.kb.records import Fact
    from dockwright.net import Response
    from dockwright.packages.index.simple import IndexFile

    class _Index(Protocol):
        def files(self, name: str) -> tuple[IndexFile, ...] | Unknown: ...

    class _Web(Protocol):
        def get(self, url: str, *, most: int = ...) -> Response: ...


__all__ = ["SNAPSHOT", "Change", "UpdateResult", "data_directory", "find_updates", "write_updates"]

_WORKERS = 8
_MOST = 4 << 20
_ENDS = "https://endoflife.date/api/{}.json"
SNAPSHOT = "package-snapshot.file"
_INDEX_SOURCE = "files of the package on the configured package index"
_ENDS_SOURCE = "endoflife.date"


class Change(NamedTuple):
    """A fact whose value differs from what was answered.

    Attributes:
        id: the fact.
        fields: the fields that differ, with the old and the new value.
        source: where the new values are from.
    """

    id: str
    fields: Mapping[str, tuple[object, object]]
    source: str


class UpdateResult(NamedTuple):
    """What was found.

    Attributes:
        changes: the facts that differ.
        confirmed: ids of those that hold.
        unknown: why nothing could be told, by id.
        files: new texts of the data files that change, by name.
        diff: all that changes, as a unified diff.
    """

    changes: tuple[Change, ...]
    confirmed: tuple[str, ...]
    unknown: Mapping[str, str]
    files: Mapping[str, str]
    diff: str


def data_directory() -> Path:
    """Return the directory of the data files that the knowledge base is compiled from.

    Raises:
        EnvironmentFaultError: this installation has none.
    """
    from pathlib import Path

    from dockwright import kb

    found = Path(kb.__file__).parent / "data"
    if not found.is_dir():
        raise EnvironmentFaultError("this installation holds no data files of the knowledge base")
    return found


def find_updates(
    names: Iterable[str],
    index: _Index,
    web: _Web,
    data: Path | None = None,
    day: str | None = None,
) -> UpdateResult:
    """Ask for newer values of facts.

    Args:
        names: what the facts are about; all facts where there are none.
        index: is asked about packages.
        web: is asked about ends of life.
        data: the directory of the data files.
        day: the day to write beside what is new.

    Raises:
        UsageError: a name stands for no fact.
    """
    ends = _Ends(web)

    def ask(fact: Fact) -> Change | Unknown | None:
        section, _, key = fact.id.partition(".")
        if section == "package":
            return _of_package(fact, key, index)
        if fact.id == SNAPSHOT:
            return _of_snapshot(fact, index)
        if section == "eol" and isinstance(fact.value, dict) and "date" in fact.value:
            return ends.of(fact, key)
        return Unknown("no public metadata is asked about it; see its source")

    facts = listed_facts(names)
    with ThreadPoolExecutor(_WORKERS) as pool:
        answers = list(pool.map(ask, facts))
    changes = [each for each in answers if isinstance(each, Change)]
    unknown = {
        fact.id: each.reason
        for fact, each in zip(facts, answers, strict=True)
        if isinstance(each, Unknown)
    }
    confirmed = [fact.id for fact, each in zip(facts, answers, strict=True) if each is None]
    directory = data or data_directory()
    files: dict[str, str] = {}
    parts: list[str] = []
    for path in sorted(directory.glob("*.toml")):
        old = path.read_text(encoding="utf-8")
        new = old
        for change in changes:
            changed = _with_change(new, change, day or today().isoformat())
            if changed is not None:
                new = changed
        if new != old:
            tomllib.loads(new)  # a text that is none any more is a defect, and never written
            files[path.name] = new
            parts += difflib.unified_diff(
                old.splitlines(keepends=True),
                new.splitlines(keepends=True),
                f"a/{path.name}",
                f"b/{path.name}",
            )
    return UpdateResult(tuple(changes), tuple(confirmed), unknown, files, "".join(parts))


def write_updates(result: UpdateResult, directory: str) -> tuple[str, ...]:
    """Write the data files that change to a directory; return their paths.

    Raises:
        EnvironmentFaultError: one cannot be written.
    """
    from pathlib import Path

    from dockwright.run.write import Change as FileChange
    from dockwright.run.write import write_together

    paths = {name: str(Path(directory) / name) for name in result.files}
    try:
        Path(directory).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EnvironmentFaultError(f"{directory} cannot be written: {reason}") from None
    write_together(
        [
            FileChange(paths[name], paths[name], None, text.encode())
            for name, text in result.files.items()
        ]
    )
    return tuple(paths.values())


# Packages


def _of_snapshot(fact: Fact, index: _Index) -> Change | Unknown | None:
    """Return the packages of the shipped snapshot that have newer releases.

    What those hold is measured by the tool that writes the snapshot: no data file changes.
    """
    known = load_snapshot()
    with ThreadPoolExecutor(_WORKERS) as pool:
        answers = list(pool.map(index.files, known.named))
    asked = {
        name: files
        for name, files in zip(known.named, answers, strict=True)
        if not isinstance(files, Unknown)
    }
    if not asked:
        return next((each for each in answers if isinstance(each, Unknown)), None)
    fields: dict[str, tuple[object, object]] = {}
    for name, files in asked.items():
        newest = _newest(files)
        old = known.releases(name)[0].version
        if newest is not None and newest > Version(old):
            fields[name] = (old, str(newest))
    return Change(fact.id, fields, _INDEX_SOURCE) if fields else None


def _newest(files: Iterable[IndexFile]) -> Version | None:
    """Return the newest release of which a file may be installed, releases in advance left out."""
    known = [_version_of(each.name) for each in files if each.yanked is None]
    return max((each for each in known if each and not each.is_prerelease), default=None)


def _of_package(fact: Fact, name: str, index: _Index) -> Change | Unknown | None:
    files = index.files(name)
    if isinstance(files, Unknown):
        return files
    newest: Version | None = None
    by_version: dict[Version, list[IndexFile]] = {}
    for file in files:
        version = _version_of(file.name)
        if version is None or version.is_prerelease or file.yanked is not None:
            continue
        by_version.setdefault(version, []).append(file)
        newest = version if newest is None else max(newest, version)
    if newest is None:
        return Unknown("the index has no file of a release of it")
    told = _told_by(by_version[newest])
    told["version"] = str(newest)
    known: Mapping[str, Any] = fact.value
    fields = {
        field: (known[field], value)
        for field, value in told.items()
        if field in known and not _is_same(field, known[field], value)
    }
    return Change(fact.id, fields, _INDEX_SOURCE) if fields else None


def _version_of(name: str) -> Version | None:
    try:
        if name.endswith(".whl"):
            return parse_wheel_filename(name)[1]
        return parse_sdist_filename(name)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def _told_by(files: list[IndexFile]) -> dict[str, Any]:
    wheels = [each for each in files if each.name.endswith(".whl")]
    pure = [each for each in wheels if each.name.endswith("-any.whl")]
    linux = [
        each for each in wheels if "manylinux" in each.name and each.name.endswith("x86_64.whl")
    ]

    def has(mark: str, machine: str) -> bool:
        return bool(pure) or any(
            mark in each.name and each.name.endswith(f"{machine}.whl") for each in wheels
        )

    told: dict[str, Any] = {
        "is_pure": bool(pure),
        "has_wheel": bool(pure or linux),
        "has_sdist": len(wheels) < len(files),
        "has_aarch64_wheel": has("manylinux", "aarch64"),
        "has_musl_wheel": has("musllinux", "x86_64"),
    }
    sizes = [each.size for each in linux or pure if each.size]
    if sizes:
        told["wheel_mb"] = round(max(sizes) / 1_000_000, 1)
    return told


def _is_same(field: str, old: object, new: object) -> bool:
    """Tell whether two values say the same.

    Versions may be written in two ways; sizes differ by rounding, and by which Python's wheel was
    looked at.
    """
    if old == new:
        return True
    if field == "version":
        return Version(str(old)) == Version(str(new))
    if isinstance(old, bool) or isinstance(new, bool):
        return False
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return abs(new - old) <= max(0.1, 0.05 * abs(old))
    return False


# Ends of life


class _Ends:
    """What endoflife.date says, each product asked for once."""

    def __init__(self, web: _Web) -> None:
        self._web = web
        self._lock = Lock()
        self._known: dict[str, dict[str, Any] | Unknown] = {}

    def of(self, fact: Fact, key: str) -> Change | Unknown | None:
        product, _, cycle = key.partition(".")
        cycles = self._product(product)
        if isinstance(cycles, Unknown):
            return cycles
        told = cycles.get(cycle)
        if not isinstance(told, dict):
            return Unknown(f"endoflife.date has no {product} {cycle}")
        value: Mapping[str, Any] = fact.value
        # Only what the fact states is compared: a paid extension is no long-term support of ours.
        fields: dict[str, tuple[object, object]] = {}
        for field, name in (("date", "eol"), ("lts", "extendedSupport")):
            day = told.get(name)
            if field in value and isinstance(day, str) and day != value[field]:
                fields[field] = (value[field], day)
        return Change(fact.id, fields, _ENDS_SOURCE) if fields else None

    def _product(self, product: str) -> dict[str, Any] | Unknown:
        with self._lock:
            if product not in self._known:
                self._known[product] = self._asked(product)
            return self._known[product]

    def _asked(self, product: str) -> dict[str, Any] | Unknown:
        try:
            answer = self._web.get(_ENDS.format(product), most=_MOST)
        except NetworkError as error:
            return Unknown(f"endoflife.date could not be asked: {error}")
        if answer.status != 200:
            return Unknown(f"endoflife.date answers {answer.status} about {product}")
        import json

        try:
            listed = json.loads(answer.body)
        except ValueError:
            return Unknown(f"endoflife.date answers with no JSON about {product}")
        if not isinstance(listed, list):
            return Unknown(f"endoflife.date answers with no list about {product}")
        return {str(each.get("cycle")): each for each in listed if isinstance(each, dict)}


# The data files


def _with_change(text: str, change: Change, day: str) -> str | None:
    """Return a data file's text with a change, None where the fact does not stand there."""
    section, _, key = change.id.partition(".")
    if section == "package":
        return _with_package(text, key, change, day)
    product, _, cycle = key.partition(".")
    return _with_end(text, product, cycle, change, day)


def _with_package(text: str, name: str, change: Change, day: str) -> str | None:
    title = rf'^\[group\.facts\."?{re.escape(name)}"?'
    plain = re.search(rf"{title}\]\n", text, re.MULTILINE)
    value = re.search(rf"{title}\.value\]\n", text, re.MULTILINE)
    head = value or plain
    if head is None or not _is_in_group(text, head.start(), "package"):
        return None
    end = text.find("\n[", head.end())
    body = text[head.end() : end if end >= 0 else len(text)]
    for field, (_, new) in change.fields.items():
        body = _line_with(body, field, new)
    start, kept = head.start(), ""
    if value is not None and plain is not None:
        # What else is said about the fact, such as a note, stays.
        start = plain.start()
        kept = re.compile(r"^(?:as_of|source) = .*\n", re.MULTILINE).sub(
            "", text[plain.end() : value.start()]
        )
    named = head.group().rstrip("]\n").removesuffix(".value")
    about = f'{named}]\nas_of = {day}\nsource = "{change.source}"\n{kept}{named}.value]\n'
    return text[:start] + about + body + (text[end:] if end >= 0 else "")


def _with_end(text: str, product: str, cycle: str, change: Change, day: str) -> str | None:
    group = re.search(rf'^id = "eol\.{re.escape(product)}"$', text, re.MULTILINE)
    if group is None:
        return None
    line = re.compile(
        rf'^(?P<key>"?{re.escape(cycle)}"? = )(?P<value>\{{.*\}})$', re.MULTILINE
    ).search(text, group.end())
    if line is None or "\n[[group]]" in text[group.end() : line.start()]:
        return None
    import json

    known = tomllib.loads(line.group())
    value = next(iter(known.values()))
    inner = dict(value.get("value", value))
    inner.update({field: new for field, (_, new) in change.fields.items()})
    fields = ", ".join(f"{field} = {json.dumps(each)}" for field, each in inner.items())
    made = f'{line["key"]}{{ value = {{ {fields} }}, as_of = {day}, source = "{change.source}" }}'
    return text[: line.start()] + made + text[line.end() :]


def _is_in_group(text: str, at: int, wanted: str) -> bool:
    found = re.compile(r'^id = "([^"]+)"$', re.MULTILINE).findall(text[:at])
    return bool(found) and found[-1] == wanted


def _line_with(body: str, field: str, value: object) -> str:
    import json

    written = json.dumps(value)
    replace: Callable[[Any], str] = lambda match: f"{match[1]}{written}"  # noqa: E731
    return re.compile(rf"^({field} = ).*$", re.MULTILINE).sub(replace, body, count=1)
