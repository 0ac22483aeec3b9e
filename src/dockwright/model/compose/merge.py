"""How Compose puts several files, and a service and what it extends, together.

Source: Compose specification, "Merge"; compose-go, package override (behaviour).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.tree import Item, Path, Patterns, Problem, path_text
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import ShortFormError, parse_volume
from dockwright.syntax.yaml import Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Merger = Callable[[Item, Item, Path], Item]
    Indexer = Callable[[Item], str | None]

__all__ = ["CannotMerge", "enforce_unicity", "merge", "reset_in", "without_resets"]


class CannotMerge(Exception):  # noqa: N818 - becomes a problem of the file
    """Raised where a value cannot take the place of another.

    Attributes:
        problem: what is wrong.
    """

    def __init__(self, at: Item, path: Path) -> None:
        words = (
            f"{path_text(path)} cannot be merged: it is {at.kind} here and something else before"
        )
        super().__init__(words)
        self.problem = Problem("schema", words, at, path)


def merge(base: Item, over: Item, path: Path = ()) -> Item:
    """Return two values as one, ``over`` going before ``base``.

    Raises:
        CannotMerge: they are of kinds that do not go together.
    """
    special: Merger | None = _SPECIALS.find(path)
    if special is not None:
        return special(base, over, path)
    if over.value is None:
        return base
    if isinstance(base.value, dict):
        if not isinstance(over.value, dict):
            raise CannotMerge(over, path)
        return _mappings(base, over, path)
    if isinstance(base.value, list):
        if not isinstance(over.value, list):
            raise CannotMerge(over, path)
        return base.like([*base.value, *over.value])
    return over


def _mappings(base: Item, over: Item, path: Path) -> Item:
    merged = dict(base.mapping)
    for key, value in over.mapping.items():
        known = merged.get(key)
        merged[key] = value if known is None else merge(known, value, (*path, key))
    return base.like(merged)


def _override(base: Item, over: Item, path: Path) -> Item:  # noqa: ARG001 - a merger's signature
    return over


def _to_list(base: Item, over: Item, path: Path) -> Item:  # noqa: ARG001 - a merger's signature
    return base.like([*_as_list(base), *_as_list(over)])


def _as_list(item: Item) -> list[Item]:
    """Return a mapping as ``key=value`` texts, a text as a list of one."""
    value = item.value
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [item]
    if not isinstance(value, dict):
        return []
    found: list[Item] = []
    for key, each in value.items():
        if each.value is None:
            found.append(each.like(key))
        elif isinstance(each.value, Unknown):
            written = each.node.text if isinstance(each.node, Scalar) else ""
            node = Scalar(each.span, f"{key}={written}")
            found.append(Item(each.value, each.path, each.span, each.key_span, node))
        elif isinstance(each.value, list):
            found += [inner.like(f"{key}={_shown(inner)}") for inner in each.value]
        else:
            found.append(each.like(f"{key}={_shown(each)}"))
    return sorted(found, key=lambda each: str(each.value))


def _shown(item: Item) -> str:
    return item.text or ""


def _hosts(base: Item, over: Item, path: Path) -> Item:  # noqa: ARG001 - a merger's signature
    before = _as_list(base)
    known = {str(each.value) for each in before}
    return base.like([*before, *(each for each in _as_list(over) if str(each.value) not in known)])


def _build(base: Item, over: Item, path: Path) -> Item:
    return _mappings(_as_build(base, path), _as_build(over, path), path)


def _as_build(item: Item, path: Path) -> Item:
    if isinstance(item.value, str):
        return item.like({"context": item})
    if not isinstance(item.value, dict):
        raise CannotMerge(item, path)
    return item


def _as_mapping(item: Item, make: Callable[[Item], Item]) -> Item:
    if isinstance(item.value, list):
        return item.like({str(each.value): make(each) for each in item.value})
    return item


def _started(entry: Item) -> Item:
    return entry.like(
        {"condition": entry.like("service_started"), "required": entry.like(True)}  # noqa: FBT003 - a value of the file
    )


def _depends(base: Item, over: Item, path: Path) -> Item:
    return _mappings(_as_mapping(base, _started), _as_mapping(over, _started), path)


def _names(base: Item, over: Item, path: Path) -> Item:
    def nothing(entry: Item) -> Item:
        return entry.like(None)

    return _mappings(_as_mapping(base, nothing), _as_mapping(over, nothing), path)


def _logging(base: Item, over: Item, path: Path) -> Item:
    """Merge options of one driver; another driver's take their place."""
    if not isinstance(base.value, dict) or not isinstance(over.value, dict):
        raise CannotMerge(over, path)
    one, other = base.get("driver"), over.get("driver")
    if one is None or other is None or one.value == other.value:
        return _mappings(base, over, path)
    return over


def _addresses(base: Item, over: Item, path: Path) -> Item:
    """Merge address pools by their subnet."""
    if not isinstance(base.value, list) or not isinstance(over.value, list):
        raise CannotMerge(over, path)
    found: list[Item] = []

    def subnet(item: Item) -> object:
        own = item.get("subnet")
        return None if own is None else own.value

    for before in base.value:
        for after in over.value:
            if subnet(before) != subnet(after) and all(
                subnet(each) != subnet(after) for each in found
            ):
                found.append(after)
                continue
            merged = _mappings(before, after, path)
            at = next((i for i, each in enumerate(found) if subnet(each) == subnet(merged)), None)
            if at is None:
                found.append(merged)
            else:
                found[at] = merged
    return base.like(found)


_SPECIALS = Patterns(
    {
        "networks.*.ipam.config": _addresses,
        "networks.*.labels": _to_list,
        "volumes.*.labels": _to_list,
        "services.*.annotations": _to_list,
        "services.*.build": _build,
        "services.*.build.args": _to_list,
        "services.*.build.additional_contexts": _to_list,
        "services.*.build.extra_hosts": _hosts,
        "services.*.build.labels": _to_list,
        "services.*.command": _override,
        "services.*.depends_on": _depends,
        "services.*.deploy.labels": _to_list,
        "services.*.dns": _to_list,
        "services.*.dns_opt": _to_list,
        "services.*.dns_search": _to_list,
        "services.*.entrypoint": _override,
        "services.*.env_file": _to_list,
        "services.*.label_file": _to_list,
        "services.*.environment": _to_list,
        "services.*.extra_hosts": _hosts,
        "services.*.healthcheck.test": _override,
        "services.*.labels": _to_list,
        "services.*.volumes.*.volume.labels": _to_list,
        "services.*.logging": _logging,
        "services.*.models": _names,
        "services.*.networks": _names,
        "services.*.sysctls": _to_list,
        "services.*.tmpfs": _to_list,
        "services.*.ulimits.*": _override,
    }
)


def enforce_unicity(item: Item, path: Path = ()) -> Item:
    """Return a value with each list of named things without those that a later one replaces."""
    if isinstance(item.value, dict):
        for key, value in item.value.items():
            item.value[key] = enforce_unicity(value, (*path, key))
        return item
    index: Indexer | None = _UNIQUE.find(path) if isinstance(item.value, list) else None
    if index is None:
        return item
    seen: dict[str, int] = {}
    kept: list[Item] = []
    for entry in item.items:
        key = index(entry)
        if key is not None and key in seen:
            kept[seen[key]] = entry
            continue
        if key is not None:
            seen[key] = len(kept)
        kept.append(entry)
    return item.like(kept)


def _key(entry: Item) -> str | None:
    return entry.entry_name if isinstance(entry.value, (str, Unknown)) else None


def _target(entry: Item) -> str | None:
    target = entry.get("target")
    if target is not None:
        return target.text
    if isinstance(entry.value, str):
        try:
            return parse_volume(entry.value).target
        except ShortFormError:
            return None
    return None


def _device(entry: Item) -> str | None:
    if isinstance(entry.value, str):
        parts = entry.value.split(":")
        return parts[0] if len(parts) == 1 else parts[1]
    return _target(entry)


def _exposed(entry: Item) -> str | None:
    return entry.text


def _mounted(default: str) -> Indexer:
    def index(entry: Item) -> str | None:
        if isinstance(entry.value, str):
            return f"{default}/{entry.value}"
        target, source = entry.get("target"), entry.get("source")
        if target is not None:
            return target.text
        return None if source is None else f"{default}/{source.text}"

    return index


def _port(entry: Item) -> str | None:
    if not isinstance(entry.value, dict):
        return entry.text
    fields: Mapping[str, Item] = entry.value

    def text(name: str, default: str) -> str:
        return (fields[name].text or "") if name in fields else default

    address, published = text("host_ip", "0.0.0.0"), text("published", "")  # noqa: S104 - as Compose compares
    return f"{address}:{published}:{text('target', '')}/{text('protocol', 'tcp')}"


def _env_file(entry: Item) -> str | None:
    path = entry.get("path")
    return entry.text if path is None else path.text


_UNIQUE = Patterns(
    {
        "networks.*.labels": _key,
        "networks.*.ipam.options": _key,
        "services.*.annotations": _key,
        "services.*.build.args": _key,
        "services.*.build.additional_contexts": _key,
        "services.*.build.platform": _key,
        "services.*.build.tags": _key,
        "services.*.build.labels": _key,
        "services.*.cap_add": _key,
        "services.*.cap_drop": _key,
        "services.*.configs": _mounted(""),
        "services.*.deploy.labels": _key,
        "services.*.devices": _device,
        "services.*.dns": _key,
        "services.*.dns_opt": _key,
        "services.*.dns_search": _key,
        "services.*.environment": _key,
        "services.*.env_file": _env_file,
        "services.*.expose": _exposed,
        "services.*.labels": _key,
        "services.*.links": _key,
        "services.*.networks.*.aliases": _key,
        "services.*.networks.*.link_local_ips": _key,
        "services.*.ports": _port,
        "services.*.profiles": _key,
        "services.*.secrets": _mounted("/run/secrets"),
        "services.*.sysctls": _key,
        "services.*.tmpfs": _key,
        "services.*.volumes": _target,
    }
)


def reset_in(base: Item, over: Item) -> None:
    """Take out of ``base`` what ``over`` resets or takes the place of."""
    for key, value in over.mapping.items():
        if value.tag:
            base.mapping.pop(key, None)
            continue
        below = base.mapping.get(key)
        if below is not None:
            reset_in(below, value)


def without_resets(item: Item) -> None:
    """Take out what is tagged ``!reset``, once it has had its effect."""
    for key, value in list(item.mapping.items()):
        if value.tag == "!reset":
            item.mapping.pop(key)
        else:
            without_resets(value)
    for value in item.items:
        without_resets(value)
