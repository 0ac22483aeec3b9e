"""Compiles the facts in ``src/dockwright/kb/data/*.toml`` to ``compiled.json``.

    python tools/compile_kb.py            write the file
    python tools/compile_kb.py --check    exit with 1 where it is stale

A data file holds ``as_of`` and groups.  A group has ``id`` (what its facts' ids begin with),
``applies_to`` (``{key}`` stands for the rest of the id), ``source``, and may have ``as_of``,
``confidence`` and ``note``.  Its ``facts`` map the rest of the id to the value, or to a table with
``value`` and what differs from the group.

The fact ``kb.oldest``, the day of the oldest fact, is made here.

The result is one JSON object with one section a line, the section being the first part of the id.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "src" / "dockwright" / "kb" / "data"
COMPILED = DATA.parent / "compiled.json"
ABOUT = ("applies_to", "source", "as_of", "confidence", "note")
CONFIDENCE = ("high", "medium", "low")


class FactError(Exception):
    """A data file that breaks the rules for facts."""


def compile_facts(data: Path = DATA) -> str:
    """Return the text of ``compiled.json`` for a directory of data files.

    Raises:
        FactError: a fact lacks something, or two have the same id.
    """
    sections: dict[str, dict[str, Any]] = {}
    groups: dict[tuple[str, ...], int] = {}
    newest = ""
    oldest = "9999-12-31"
    for path in sorted(data.glob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        for group in document.pop("group", []):
            for name, value, about in _facts_of(group, document, path.name):
                number = groups.setdefault(about, len(groups))
                newest = max(newest, about[2])
                oldest = min(oldest, about[2])
                section, _, key = name.partition(".")
                if key in sections.setdefault(section, {}):
                    raise FactError(f"{path.name}: two facts have the id {name}")
                sections[section][key] = [value, number]
    if "ageing-days" in sections.get("kb", {}):
        # Where no fact at all is old, no rule's facts need to be looked at.
        sections["kb"]["oldest"] = [oldest, sections["kb"]["ageing-days"][1]]
    lines = [
        '"schema":"dockwright.kb/1"',
        f'"as_of":"{newest}"',
        f'"groups":{_dump([list(group) for group in groups])}',
        *(f"{_dump(name)}:{_dump(sections[name])}" for name in sorted(sections)),
    ]
    return "{" + ",\n".join(lines) + "}\n"


def _facts_of(
    group: dict[str, Any], document: dict[str, Any], where: str
) -> list[tuple[str, Any, tuple[str, ...]]]:
    prefix = group.get("id", "")
    facts = group.get("facts")
    if not prefix or not facts:
        raise FactError(f"{where}: a group lacks id or facts")
    unknown = set(group) - {"id", "facts", *ABOUT}
    if unknown:
        raise FactError(f"{where}: group {prefix} has unknown keys {sorted(unknown)}")
    found = []
    for key, value in facts.items():
        own: dict[str, Any] = {}
        if isinstance(value, dict) and "value" in value and set(value) <= {"value", *ABOUT}:
            own = value
            value = own["value"]
        name = f"{prefix}.{key}"
        about = [_about(field, own, group, document, f"{where}: {name}") for field in ABOUT]
        below_section = prefix.partition(".")[2]
        found.append((name, _plain(value), (*about, f"{below_section}." if below_section else "")))
    return found


def _about(
    field: str,
    own: dict[str, Any],
    group: dict[str, Any],
    document: dict[str, Any],
    where: str,
) -> str:
    value = own.get(field, group.get(field, document.get(field)))
    if value is None:
        value = {"confidence": "high", "note": ""}.get(field)
    if value is None:
        raise FactError(f"{where} lacks {field}")
    value = _plain(value)
    if not isinstance(value, str) or (field != "note" and not value.strip()):
        raise FactError(f"{where} has an empty or odd {field}")
    if field == "as_of":
        dt.date.fromisoformat(value)
    if field == "confidence" and value not in CONFIDENCE:
        raise FactError(f"{where} has confidence {value}")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def main(arguments: list[str] | None = None) -> int:
    """Write or check the file; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="fail where the file is stale")
    options = parser.parse_args(arguments)
    try:
        text = compile_facts()
    except FactError as error:
        print(error, file=sys.stderr)
        return 2
    if options.check:
        if not COMPILED.exists() or COMPILED.read_text(encoding="utf-8") != text:
            print("compiled.json is stale: run python tools/compile_kb.py", file=sys.stderr)
            return 1
        return 0
    COMPILED.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
