"""Judge the records of ``compose.jsonl``: compose-go's own tests of Compose's languages."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from dockwright.model.compose.canonical import canonical
from dockwright.model.compose.consistency import check_consistency
from dockwright.model.compose.load import LoadOptions, load
from dockwright.model.compose.merge import enforce_unicity, merge
from dockwright.model.compose.tree import Item, item_of, plain
from dockwright.model.compose.view import decoded
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import (
    ShortFormError,
    TemplateError,
    operator_of,
    parse_volume,
    substitute,
    variables_in,
)
from dockwright.syntax.dotenv import read_dotenv, read_raw
from dockwright.syntax.yaml import read_yaml
from dockwright.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["applies", "check"]

_ROOT = "/project"


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
    # Some of the peer's tests state a part of the values.
    wanted = {name: each for name, each in record["expected"].items() if not name[:1].isdigit()}
    return _compare({name: file.values.get(name) for name in wanted}, wanted)


def _item(text: str, path: str = "compose.yaml") -> Item:
    stream = read_yaml(Source(path, text))
    assert stream.root is not None
    item = item_of(stream.root, path, lambda *_: None)
    assert item is not None
    return item


def _made(value: Any) -> Item:
    """Return plain data as a Compose file's value."""
    if isinstance(value, dict):
        value = {key: _made(each) for key, each in value.items()}
    elif isinstance(value, list):
        value = [_made(each) for each in value]
    return Item(value, "compose.yaml", Span(0, 0))


def _merge(record: dict[str, Any]) -> str | None:
    files = [_item(text) for text in record["files"].values()]
    found = files[0]
    for each in files[1:]:
        found = merge(found, each)
    wanted = _item(record["expected_yaml"])
    return _compare(_loose(plain(enforce_unicity(found))), _loose(plain(wanted)))


def _loose(value: Any) -> Any:
    """Return a value with each list of ``key=value`` in order of the keys: a mapping has none."""
    if isinstance(value, dict):
        return {key: _loose(each) for key, each in value.items()}
    if isinstance(value, list):
        inner = [_loose(each) for each in value]
        if all(isinstance(each, str) for each in inner):
            return sorted(inner)
        return inner
    return value


def _interp_tree(record: dict[str, Any]) -> str | None:
    def within(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: within(each) for key, each in value.items()}
        if isinstance(value, list):
            return [within(each) for each in value]
        return substitute(value, record["env"].get) if isinstance(value, str) else value

    return _compare(within(record["input"]), record["expected"])


def _volume(record: dict[str, Any]) -> str | None:
    try:
        parse_volume(record["input"])
    except ShortFormError as error:
        return None if "error" in record else f"refused: {error}"
    if "error" in record:
        return "not refused"
    found = plain(
        canonical(_made(record["input"]), lambda _: None, ("services", "x", "volumes", "[]"))
    )
    wanted = record["expected"]
    # The record has the target as written and leaves out what is empty.
    found["target"] = parse_volume(record["input"]).target
    return _compare(_without_zero(found), _without_zero(wanted))


def _ports(record: dict[str, Any]) -> str | None:
    given = record["input"]
    is_list = isinstance(given, list)
    problems: list[object] = []
    item = canonical(
        _made(given if is_list else [given]), problems.append, ("services", "x", "ports")
    )
    found = plain(item)
    if problems:
        found = given  # a variable is left as it is where it cannot be read
    elif not is_list:
        found = {"mode": "ingress", "protocol": "tcp", **found[0]}
    return _compare(found, record["expected"])


def _element(record: dict[str, Any]) -> str | None:
    kind, *rest = record["path"].split(".")
    element = _item(record["input_yaml"])
    root: dict[str, Any] = {kind: element.like({"test": element})}
    if rest != ["*"]:
        *keys, _ = rest[1:]
        inner = element.like([element])
        for key in reversed(keys):
            inner = element.like({key: inner})
        root = {kind: element.like({"test": inner})}
    from dockwright.model.compose.load import _Loader

    loader = _Loader(Unknown, LoadOptions(), _ROOT)
    loader.check_elements(element.like(root), ())
    return _judged(bool(loader.problems), record, loader.problems)


def _judged(is_refused: bool, record: dict[str, Any], problems: object) -> str | None:
    wanted = record["expected"] == "error"
    return None if is_refused == wanted else f"refused: {is_refused} {problems!r}"


def _consistency(record: dict[str, Any]) -> str | None:
    project = record["project"]
    enabled = list(project.get("services", {}))
    root = _made(project)
    services = root.get("services")
    disabled = project.get("disabled_services", record.get("disabled_services", {}))
    for name, each in disabled.items():
        assert services is not None
        services.mapping[name] = _made(each)
    for kind in ("networks", "models"):
        for each in (root.get(kind) or _made({})).mapping.values():
            each.value = {} if each.value in (None, []) else each.value
    for service in (services or _made({})).mapping.values():
        networks = service.get("networks")
        if networks is not None:
            networks.value = {name: _made(None) for name in networks.mapping}
    problems: list[object] = []
    check_consistency(canonical(root, problems.append), enabled, problems.append)
    return _judged(bool(problems), record, problems)


def _load(record: dict[str, Any]) -> str | None:
    files = {
        posixpath.normpath(posixpath.join(_ROOT, path)): text
        for path, text in record["files"].items()
    }
    options = record.get("options") or {}
    environment = dict(record.get("env") or {})

    def read(path: str) -> bytes | Unknown:
        text = files.get(path)
        return Unknown(f"{path} does not exist") if text is None else text.encode()

    sources = [
        (path, Source(path, files[path]))
        for path in (
            posixpath.normpath(posixpath.join(_ROOT, each)) for each in record["compose_files"]
        )
    ]
    loaded = load(
        sources,
        _ROOT,
        read,
        LoadOptions(
            environment=environment,
            reads_dotenv=False,
            home=environment.get("HOME", ""),
            project_name=options.get("project_name") or "",
            validates=not options.get("SkipValidation", False),
            resolves_paths=options.get("ResolvePaths", True),
        ),
    )
    problems = list(loaded.problems)
    view: dict[str, Any] = {}
    if not problems:
        services = loaded.root.get("services")
        enabled = _enabled(services, options.get("profiles") or [])
        if not options.get("SkipConsistencyCheck"):
            check_consistency(loaded.root, enabled, problems.append)
        view = decoded(loaded.root, problems.append)
    if record["result"] == "error":
        return None if problems else f"not refused, though: {record['error']}"
    if problems:
        return f"refused: {problems}"
    environment = dict(loaded.known)
    view["name"] = loaded.name
    view["environment"] = environment
    view["#extensions"] = {key: each for key, each in view.items() if key.startswith("x-")}
    view["services"] = {
        key: each for key, each in (view.get("services") or {}).items() if key in enabled
    }
    for key, service in view["services"].items():
        if isinstance(service, dict):
            service["name"] = key
            _resolve_environment(service, environment, read)
    for asserted in record.get("asserts") or ():
        why = _asserted(view, asserted)
        if why:
            return f"{asserted['path']}: {why}"
    return None


def _enabled(services: Item | None, profiles: list[str]) -> list[str]:
    found: list[str] = []
    for name, each in (services.mapping if services is not None else {}).items():
        listed = each.get("profiles")
        own = [] if listed is None else [one.text for one in listed.items]
        if not own or set(own) & set(profiles) or "*" in profiles:
            found.append(name)
    return found


def _resolve_environment(
    service: dict[str, Any], environment: dict[str, str], read: Callable[[str], bytes | Unknown]
) -> None:
    own = service.get("environment") or {}
    own = {key: environment.get(key) if value is None else value for key, value in own.items()}
    merged: dict[str, Any] = {}
    for each in service.get("env_file") or ():
        data = read(posixpath.normpath(posixpath.join(_ROOT, each["path"])))
        if isinstance(data, Unknown):
            continue
        source = Source.from_bytes(each["path"], data)
        known = {**{key: value for key, value in own.items() if value is not None}, **environment}
        file = read_raw(source) if each.get("format") == "raw" else read_dotenv(source, known.get)
        merged.update(file.values)
    if merged or own:
        service["environment"] = {**merged, **own}


def _asserted(view: dict[str, Any], asserted: dict[str, Any]) -> str | None:
    value: Any = view
    for part in re.findall(r"[^.\[\]]+|\[\d+\]", asserted["path"]):
        if part.startswith("["):
            index = int(part[1:-1])
            value = value[index] if isinstance(value, list) and index < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    if "len" in asserted:
        return _compare(len(value or ()), asserted["len"])
    if "is_null" in asserted:
        return _compare(value is None, asserted["is_null"])
    return _compare(_without_zero(value), _without_zero(asserted["equals"]))


def _without_zero(value: Any) -> Any:
    """Return a value without what Go leaves out: empty texts, lists and mappings, 0 and false."""
    if isinstance(value, dict):
        inner = {key: _without_zero(each) for key, each in value.items() if not key.startswith("#")}
        return {
            key: each for key, each in inner.items() if each not in (None, "", 0, False, [], {})
        } or None
    if isinstance(value, list):
        return [_without_zero(each) for each in value] or None
    return value or None


_JUDGES: dict[str, Callable[[dict[str, Any]], str | None]] = {
    "consistency": _consistency,
    "dotenv": _dotenv,
    "extract-variables": _extract,
    "interp": _interp,
    "interp-operator": _operator,
    "interp-tree": _interp_tree,
    "load": _load,
    "merge": _merge,
    "ports-canonical": _ports,
    "unicity": _merge,
    "validate-element": _element,
    "volume-short": _volume,
}


def applies(record: dict[str, Any]) -> bool:
    """Tell whether there is a judge for a record's kind."""
    return record["kind"] in _JUDGES
