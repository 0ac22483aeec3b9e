"""The command ``kb``: what the knowledge base holds, and what of it is old, what is newer."""

from __future__ import annotations

from dockwright.cli.terminal import write_output
from dockwright.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.cli.arguments import Parsed
    from dockwright.kb.records import Fact

__all__ = ["run_kb"]

_ACTIONS = ("list", "stale", "update")


def run_kb(parsed: Parsed) -> int:
    """List facts; ``stale`` returns 1 where there are any; ``update`` asks for newer values."""
    from dockwright import api

    values = parsed.values
    action, *names = parsed.arguments or [""]
    if action not in _ACTIONS:
        told = f"kb does not know {action!r}" if action else "kb needs to be told what to do"
        raise UsageError(told, hint=f"one of: {', '.join(_ACTIONS)}")

    def text(name: str) -> str | None:
        value = values.get(name)
        return value if isinstance(value, str) else None

    if action != "update" and text("write"):
        raise UsageError("--write goes with `kb update`")
    if action != "stale":
        for name in ("before", "older-than"):
            if text(name):
                raise UsageError(f"--{name} goes with `kb stale`")
    if action == "update":
        return _update(parsed, names, text("write"))
    if action == "list":
        _write(parsed, action, api.kb_list(names), None)
        return 0
    old, limit = api.kb_stale(names, before=text("before"), older_than=text("older-than"))
    _write(parsed, action, old, limit)
    return 1 if old else 0


def _update(parsed: Parsed, names: list[str], directory: str | None) -> int:
    """Show newer values as a diff; write the data files only where a directory is given."""
    from dockwright import api
    from dockwright.cli.terminal import remark
    from dockwright.run.updates import SNAPSHOT

    result = api.kb_update(names, write=directory)
    if _is_json(parsed):
        import json

        changes = [
            {
                "id": change.id,
                "fields": [
                    {"field": field, "old": old, "new": new}
                    for field, (old, new) in change.fields.items()
                ],
                "source": change.source,
            }
            for change in result.changes
        ]
        unknown = [{"id": name, "reason": reason} for name, reason in result.unknown.items()]
        document = {
            "schema": "dockwright.kb/1",
            "action": "update",
            "before": None,
            "facts": [],
            "changes": changes,
            "confirmed": list(result.confirmed),
            "unknown": unknown,
            "diff": result.diff,
        }
        write_output(json.dumps(document, indent=1) + "\n", None)
        return 0
    write_output(result.diff, None)
    if parsed.values.get("quiet"):
        return 0
    by_reason: dict[str, list[str]] = {}
    for name, reason in result.unknown.items():
        by_reason.setdefault(reason, []).append(name)
    shown_all = parsed.values.get("verbose") is True
    for reason, facts in by_reason.items():
        shown = ", ".join(facts if shown_all else facts[:3])
        more = "" if shown_all or len(facts) <= 3 else f" and {len(facts) - 3} more"
        remark(f"not known: {shown}{more}: {reason}")
    for change in result.changes:
        if change.id == SNAPSHOT:
            newer = [f"{name} {old} → {new}" for name, (old, new) in change.fields.items()]
            shown = ", ".join(newer if shown_all else newer[:3])
            more = "" if shown_all or len(newer) <= 3 else f" and {len(newer) - 3} more"
            remark(f"{change.id}: newer releases: {shown}{more}")
            remark("hint: tools/snapshot_packages.py of the sources measures them")
    remark(f"{len(result.changes)} facts differ, {len(result.confirmed)} hold")
    return 0


def _is_json(parsed: Parsed) -> bool:
    import os

    return (parsed.values.get("format") or os.environ.get("DOCKWRIGHT_FORMAT")) == "json"


def _write(parsed: Parsed, action: str, facts: tuple[Fact, ...], limit: str | None) -> None:
    if _is_json(parsed):
        import json

        document = {
            "schema": "dockwright.kb/1",
            "action": action,
            "before": limit,
            "facts": [fact._asdict() for fact in facts],
        }
        write_output(json.dumps(document, indent=1) + "\n", None)
        return
    lines = [f"{fact.as_of}  {fact.confidence:<6}  {fact.id}" for fact in facts]
    if limit is not None:
        number = len(facts)
        what = "1 fact was" if number == 1 else f"{number or 'no'} facts were"
        lines.append(f"{what} last confirmed before {limit}")
    write_output("\n".join(lines) + "\n", None)
