"""Reads the image facts: repository and tag to what is in the image.

An image fact holds ``repositories`` (names, a trailing ``*`` for any ending) and ``rules``.
Every rule whose ``tag`` pattern matches the whole tag, and which the tag fits by ``starts``,
``has`` and ``lacks`` (texts, of which any counts), adds to the result, later over earlier:
``forget`` drops fields, then ``like`` takes over what is known of another image, then the other
keys are fields of ``ImageFacts``; lists of names are joined, tables merged.
Texts may use ``{name}`` for a group that a pattern matched; a field whose group did not match is
left out.  ``choose`` looks a value up in another fact by version.
"""

from __future__ import annotations

from dockwright.kb.records import ImageFacts, version_numbers
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from dockwright.kb.records import EndOfLife

__all__ = ["ImageIndex"]

_JOINED = frozenset({"programs", "absent", "libraries", "absent_libraries", "env_names", "ends"})
_MERGED = frozenset({"env", "packages", "users"})
_OPPOSITE = {
    "programs": "absent",
    "absent": "programs",
    "libraries": "absent_libraries",
    "absent_libraries": "libraries",
}
_SETS = frozenset({"programs", "absent", "libraries", "absent_libraries", "env_names"})
_TUPLES = frozenset({"entrypoint", "cmd", "platforms"})
_OF_SYSTEM = (
    "distro",
    "distro_version",
    "codename",
    "libc",
    "libc_version",
    "package_manager",
    "sh",
    "distro_python",
    "is_distro_python_managed",
    "programs",
    "absent",
    "libraries",
    "absent_libraries",
    "users",
    "compressed_mb",
    "unpacked_mb",
    "size_confidence",
    "system_packages",
)
_MEGABYTE = 1_000_000
_MAXIMUM_DEPTH = 6
_CONTROL = frozenset({"tag", "starts", "has", "lacks", "like", "choose", "forget"})


class ImageIndex:
    """The image facts, indexed by repository."""

    __slots__ = (
        "_by_name",
        "_by_prefix",
        "_end_of_life",
        "_full_name",
        "_meta",
        "_specs",
        "_value",
    )

    def __init__(
        self,
        specs: Mapping[str, Any],
        meta: Callable[[str], tuple[str, str]],
        value: Callable[[str], Any],
        end_of_life: Callable[[str, str], EndOfLife | None],
        full_name: Callable[[str], str],
    ) -> None:
        self._full_name = full_name
        self._specs = specs
        self._meta = meta
        self._value = value
        self._end_of_life = end_of_life
        self._by_name: dict[str, str] = {}
        self._by_prefix: list[tuple[str, str]] = []
        for key, spec in specs.items():
            for name in spec["repositories"]:
                if name.endswith("*"):
                    self._by_prefix.append((name[:-1], key))
                else:
                    self._by_name[name] = key
        self._by_prefix.sort(key=lambda pair: -len(pair[0]))

    def find(self, repository: str, tag: str) -> ImageFacts | None:
        """Return the facts of an image, or None where the repository is not known."""
        resolved = self._resolve(repository, tag, 0)
        if resolved is None:
            return None
        fields, key = resolved
        return self._record(repository, tag, fields, key)

    def _key(self, repository: str) -> str | None:
        key = self._by_name.get(repository)
        if key is not None:
            return key
        for prefix, key in self._by_prefix:
            if repository.startswith(prefix):
                return key
        return None

    def _resolve(self, repository: str, tag: str, depth: int) -> tuple[dict[str, Any], str] | None:
        key = self._key(repository)
        if key is None or depth > _MAXIMUM_DEPTH:
            return None
        fields: dict[str, Any] = {}
        names: dict[str, str] = {"repository": repository, "name": repository.rsplit("/", 1)[-1]}
        for rule in self._specs[key]["rules"]:
            if not _applies(rule, tag):
                continue
            pattern = rule.get("tag")
            if pattern is not None:
                match = re.fullmatch(pattern, tag)
                if match is None:
                    continue
                names.update({k: v for k, v in match.groupdict().items() if v})
            for field in rule.get("forget", ()):
                fields.pop(field, None)
            if "choose" in rule:
                self._choose(rule["choose"], names)
            like = _fill(rule.get("like"), names)
            if like is not None:
                self._inherit(like, fields, depth)
            for field, value in rule.items():
                if field not in _CONTROL:
                    filled = _fill(value, names)
                    if filled is not None:
                        _put(fields, field, filled)
        return fields, key

    def _inherit(self, like: str, fields: dict[str, Any], depth: int) -> None:
        name, _, tag = like.partition(":")
        base = self._resolve(self._full_name(name), tag or "latest", depth + 1)
        if base is not None:
            inherited = base[0]
            if "distro" in inherited:
                for field in _OF_SYSTEM:
                    fields.pop(field, None)
                if "ends" in inherited:
                    fields.pop("ends", None)
            is_system = inherited.get("kind") == "os"
            for field, value in inherited.items():
                # An image that is made from another has more packages than that.
                if field != "system_packages" and not (is_system and field == "version"):
                    _put(fields, field, value)

    def _choose(self, choose: Mapping[str, str], names: dict[str, str]) -> None:
        """Set a name from a table of version rows, each ``first-version value``, newest first."""
        rows = self._value(choose["fact"]).get(names.get(choose["by"], ""))
        if not rows:
            return
        exact = names.get(choose.get("from", ""))
        if exact is not None and exact.count(".") < 2:
            exact = None
        for row in rows:
            first, _, value = row.partition(" ")
            if exact is None or version_numbers(exact) >= version_numbers(first):
                names[choose["set"]] = value
                return

    def _record(self, repository: str, tag: str, fields: Mapping[str, Any], key: str) -> ImageFacts:
        as_of, confidence = self._meta(key)
        ends: list[EndOfLife] = []
        known: dict[str, Any] = {
            "fact": f"image.{key}",
            "as_of": as_of,
            "confidence": confidence,
            "name": repository.removeprefix("docker.io/").removeprefix("library/"),
        }
        for field, value in fields.items():
            if field == "ends":
                for end in value:
                    product, _, version = end.partition(" ")
                    found = self._end_of_life(product, version)
                    if found is not None and found not in ends:
                        ends.append(found)
            elif field in {"compressed_mb", "unpacked_mb"}:
                known[field.replace("_mb", "_bytes")] = round(value * _MEGABYTE)
            elif field in _SETS:
                known[field] = frozenset(value)
            elif field in _TUPLES:
                known[field] = tuple(value)
            else:
                known[field] = value
        version = known.get("version")
        if version is not None and "is_exact_version" not in known:
            known["is_exact_version"] = version.count(".") >= 2
        env = known.get("env", {})
        known["env_names"] = known.get("env_names", frozenset()) | frozenset(env)
        if "PATH" in env:
            known["path"] = env["PATH"]
        return ImageFacts(repository=repository, tag=tag, ends=tuple(ends), **known)


def _applies(rule: Mapping[str, Any], tag: str) -> bool:
    """Return whether the cheap conditions hold; patterns are compiled only after them."""
    starts = rule.get("starts")
    if starts is not None and not tag.startswith(tuple(starts)):
        return False
    has = rule.get("has")
    if has is not None and not any(part in tag for part in has):
        return False
    lacks = rule.get("lacks")
    return lacks is None or not any(part in tag for part in lacks)


def _put(fields: dict[str, Any], field: str, value: Any) -> None:
    if field in _JOINED:
        fields[field] = list(dict.fromkeys([*fields.get(field, ()), *value]))
        opposite = _OPPOSITE.get(field)
        if opposite in fields:
            fields[opposite] = [name for name in fields[opposite] if name not in value]
    elif field in _MERGED:
        fields[field] = {**fields.get(field, {}), **value}
    else:
        fields[field] = value


def _fill(value: Any, names: Mapping[str, str]) -> Any:
    """Return the value with its ``{name}`` parts replaced, None where one has no value."""
    if isinstance(value, str):
        if "{" not in value:
            return value
        try:
            return value.format_map(names)
        except KeyError:
            return None
    if isinstance(value, list):
        filled = [
            item if isinstance(item, str) and "{" not in item else _fill(item, names)
            for item in value
        ]
        return [item for item in filled if item is not None]
    if isinstance(value, dict):
        table = {key: _fill(item, names) for key, item in value.items()}
        return {key: item for key, item in table.items() if item is not None}
    return value
