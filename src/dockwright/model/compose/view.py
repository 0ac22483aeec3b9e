"""A loaded project as Compose's own values: lists of variables as mappings, sizes as bytes.

What ``docker compose config`` prints, and what typed accessors give, is made of this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockwright.model.compose.tree import Item, Path, Patterns, Problem, Time, path_text
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import duration_of, size_of, split_command

if TYPE_CHECKING:
    from collections.abc import Callable

    Decode = Callable[[Item], Any]
    Report = Callable[[Problem], None]

__all__ = ["command_words", "decoded", "hosts_of", "pairs_of"]


class _Wrong(Exception):  # noqa: N818 - an outcome: a value is none of its kind
    pass


def decoded(item: Item, report: Report, path: Path = ()) -> Any:
    """Return a canonical value as Compose holds it.

    Args:
        item: the value.
        report: is told of what is none of its kind, such as a size that is no size; ``Unknown``
            stands in its place.
        path: the keys that lead to it.
    """
    if isinstance(item.value, Unknown):
        return item.value
    decode: Decode | None = _DECODERS.find(path)
    if decode is not None:
        try:
            return decode(item)
        except _Wrong as error:
            report(Problem("schema", f"{path_text(path)}: {error}", item, path))
            return Unknown(str(error))
    if isinstance(item.value, dict):
        return {key: decoded(each, report, (*path, key)) for key, each in item.value.items()}
    if isinstance(item.value, list):
        return [decoded(each, report, (*path, "[]")) for each in item.value]
    if isinstance(item.value, Time) and not any(part.startswith("x-") for part in path):
        words = f"{path_text(path)} has to be text, and is a date to Compose"
        report(Problem("schema", words, item, path, "Write it in quotes"))
    return item.value


def pairs_of(item: Item | None) -> dict[str, Item]:
    """Return variables, labels or arguments by name, whether written as a mapping or a list.

    The value of a name alone is None.
    """
    if item is None:
        return {}
    if isinstance(item.value, dict):
        return item.value
    found: dict[str, Item] = {}
    for each in item.items:
        given = each.entry_name
        if given is None:
            continue
        if isinstance(each.value, Unknown):
            found[given] = each
            continue
        name, equals, value = (each.text or "").partition("=")
        found[name] = each.like(value if equals else None)
    return found


def _pairs(item: Item) -> dict[str, str | None]:
    for each in item.items:
        name, equals, _ = (each.text or "").partition("=")
        if isinstance(each.value, Time):
            raise _Wrong("a date is no variable: write it in quotes")
        if equals and name[-1:].isspace():
            raise _Wrong(f"the name `{name}` ends with a blank")
    return {
        name: None if each.value is None else each.text if each.text is not None else ""
        for name, each in pairs_of(item).items()
    }


def _texts_by_name(item: Item) -> dict[str, str]:
    return {name: value or "" for name, value in _pairs(item).items()}


def hosts_of(item: Item | None) -> dict[str, list[str]]:
    """Return the addresses of additional hosts by name."""
    if item is None:
        return {}
    found: dict[str, list[str]] = {}
    if isinstance(item.value, dict):
        for name, each in item.value.items():
            found[name] = [one.text or "" for one in (each.items or [each])]
    for each in item.items:
        text = each.text or ""
        sign = "=" if "=" in text else ":"
        name, _, addresses = text.partition(sign)
        found.setdefault(name, []).extend(addresses.split(","))
    return {name: [one.strip("[]") for one in each] for name, each in found.items()}


def command_words(item: Item | None) -> list[str] | Unknown | None:
    """Return the words of a command; None where none is given, or it is emptied with ``null``."""
    if item is None or item.value is None:
        return None
    if isinstance(item.value, Unknown):
        return item.value
    if isinstance(item.value, list):
        words = [each.text for each in item.items]
        known = [word for word in words if word is not None]
        return known if len(known) == len(words) else Unknown("a word of the command is not known")
    line = split_command(item.text or "")
    return (
        Unknown(f"Compose cannot split the command: {line.problem}")
        if line.problem
        else [*line.words]
    )


def _command(item: Item) -> list[str] | Unknown | None:
    words = command_words(item)
    if isinstance(words, Unknown) and isinstance(item.value, str):
        raise _Wrong(words.reason)
    return words


def _test(item: Item) -> list[str]:
    if isinstance(item.value, str):
        return ["CMD-SHELL", item.value]
    return [each.text or "" for each in item.items]


def _size(item: Item) -> int:
    size = size_of(item.value)
    if size is None:
        raise _Wrong(f"`{item.text or ''}` is no size, such as `512m` or `1g`")
    return size


def _duration(item: Item) -> str:
    if duration_of(item.value) is None:
        raise _Wrong(f"`{item.text or ''}` is no duration, such as `30s` or `1m30s`")
    return item.text or ""


def _float(item: Item) -> float:
    try:
        return float(item.text or 0)
    except ValueError:
        raise _Wrong(f"`{item.text}` is no number") from None


def _int(item: Item) -> int:
    try:
        return int(float(item.text or 0))
    except (ValueError, OverflowError):
        raise _Wrong(f"`{item.text}` is no whole number") from None


def _ulimit(item: Item) -> dict[str, Any]:
    if isinstance(item.value, dict):
        return {key: _int(each) for key, each in item.value.items()}
    return {"single": _int(item)}


def _count(item: Item) -> int:
    text = (item.text or "").lower()
    if text == "all":
        return -1
    if not text.lstrip("-").isdecimal():
        raise _Wrong(f"`{text}` is neither `all` nor a number")
    return int(text)


def _text(item: Item) -> str | None:
    return item.text


def _list(item: Item) -> list[str]:
    if item.value is None:
        return []
    return [each.text or "" for each in (item.value if isinstance(item.value, list) else [item])]


def _bool(item: Item) -> Any:
    text = (item.text or "").lower()
    return text == "true" if text in {"true", "false"} else item.value


def _options(item: Item) -> dict[str, list[str]]:
    return {name: _list(each) for name, each in item.mapping.items()}


def _texts(item: Item) -> dict[str, str]:
    return {name: each.text or "" for name, each in item.mapping.items()}


_DEVICE_LISTS = ("services.*.gpus.*", "services.*.deploy.resources.reservations.devices.*")

_DECODERS = Patterns(
    {
        "services.*.annotations": _texts_by_name,
        **{
            f"services.*.blkio_config.device_{way}_{unit}.[].rate": _size
            for way in ("read", "write")
            for unit in ("bps", "iops")
        },
        "services.*.build.args": _pairs,
        "services.*.build.extra_hosts": hosts_of,
        "services.*.build.labels": _texts_by_name,
        "services.*.build.no_cache": _bool,
        "services.*.build.no_cache_filter": _list,
        "services.*.build.privileged": _bool,
        "services.*.build.pull": _bool,
        "services.*.build.shm_size": _size,
        "services.*.build.ulimits.*": _ulimit,
        "services.*.command": _command,
        "services.*.cpu_count": _int,
        "services.*.cpu_percent": _float,
        "services.*.cpu_period": _int,
        "services.*.cpu_quota": _int,
        "services.*.cpu_rt_period": _int,
        "services.*.cpu_rt_runtime": _int,
        "services.*.cpu_shares": _int,
        "services.*.cpus": _float,
        "services.*.deploy.labels": _texts_by_name,
        "services.*.deploy.resources.limits.cpus": _float,
        "services.*.deploy.resources.limits.memory": _size,
        "services.*.deploy.resources.reservations.cpus": _float,
        "services.*.deploy.resources.reservations.memory": _size,
        "services.*.deploy.restart_policy.delay": _duration,
        "services.*.deploy.restart_policy.window": _duration,
        "services.*.deploy.rollback_config.delay": _duration,
        "services.*.deploy.rollback_config.monitor": _duration,
        "services.*.deploy.update_config.delay": _duration,
        "services.*.deploy.update_config.monitor": _duration,
        "services.*.dns_search": _list,
        "services.*.entrypoint": _command,
        "services.*.environment": _pairs,
        "services.*.expose": _list,
        "services.*.extra_hosts": hosts_of,
        "services.*.group_add": _list,
        "services.*.healthcheck.interval": _duration,
        "services.*.healthcheck.start_interval": _duration,
        "services.*.healthcheck.start_period": _duration,
        "services.*.healthcheck.test": _test,
        "services.*.healthcheck.timeout": _duration,
        "services.*.init": _bool,
        "services.*.labels": _texts_by_name,
        "services.*.logging.options": _texts,
        "services.*.mem_limit": _size,
        "services.*.mem_reservation": _size,
        "services.*.mem_swappiness": _int,
        "services.*.memswap_limit": _size,
        "services.*.oom_score_adj": _int,
        "services.*.pids_limit": _int,
        "services.*.ports.*.published": _text,
        "services.*.ports.*.target": _int,
        "services.*.post_start.*.command": _command,
        "services.*.post_start.*.environment": _pairs,
        "services.*.pre_start.*.command": _command,
        "services.*.pre_start.*.environment": _pairs,
        "services.*.pre_stop.*.command": _command,
        "services.*.pre_stop.*.environment": _pairs,
        "services.*.privileged": _bool,
        "services.*.provider.options": _options,
        "services.*.read_only": _bool,
        "services.*.scale": _int,
        "services.*.shm_size": _size,
        "services.*.stop_grace_period": _duration,
        "services.*.storage_opt": _texts,
        "services.*.sysctls": _texts_by_name,
        "services.*.tmpfs": _list,
        "services.*.ulimits.*": _ulimit,
        "services.*.volumes.*.tmpfs.size": _size,
        **{f"{each}.count": _count for each in _DEVICE_LISTS},
        **{f"{each}.options": _texts_by_name for each in _DEVICE_LISTS},
        **{
            f"{kind}.*.labels": _texts_by_name
            for kind in ("configs", "networks", "secrets", "volumes")
        },
        **{f"{kind}.*.driver_opts": _texts for kind in ("networks", "secrets", "volumes")},
    }
)
