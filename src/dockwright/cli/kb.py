"""The command ``kb``: what the knowledge base holds, and what of it is old."""

from __future__ import annotations

from dockwright.cli.terminal import write_output
from dockwright.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.cli.arguments import Parsed
    from dockwright.kb.records import Fact

__all__ = ["run_kb"]

_ACTIONS = ("list", "stale")


def run_kb(parsed: Parsed) -> int:
    """List facts; ``stale`` returns 1 where there are any."""
    from dockwright import api

    values = parsed.values
    action, *names = parsed.arguments or [""]
    if action not in _ACTIONS:
        told = f"kb does not know {action!r}" if action else "kb needs to be told what to do"
        raise UsageError(told, hint=f"one of: {', '.join(_ACTIONS)}")

    def text(name: str) -> str | None:
        value = values.get(name)
        return value if isinstance(value, str) else None

    if action == "list":
        for name in ("before", "older-than"):
            if text(name):
                raise UsageError(f"--{name} goes with `kb stale`")
        _write(parsed, action, api.kb_list(names), None)
        return 0
    old, limit = api.kb_stale(names, before=text("before"), older_than=text("older-than"))
    _write(parsed, action, old, limit)
    return 1 if old else 0


def _write(parsed: Parsed, action: str, facts: tuple[Fact, ...], limit: str | None) -> None:
    import os

    chosen = parsed.values.get("format") or os.environ.get("DOCKWRIGHT_FORMAT")
    if chosen == "json":
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
