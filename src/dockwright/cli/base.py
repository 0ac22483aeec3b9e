"""The command ``base``."""

from __future__ import annotations

from dockwright.cli.terminal import use_colour, write_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.cli.arguments import Parsed

__all__ = ["run_base"]


def run_base(parsed: Parsed) -> int:
    """Tell which base images can serve; return 1 where none that is known can."""
    import os

    from dockwright import api
    from dockwright.report.bases import base_record, base_text

    values = parsed.values

    def text(name: str) -> str | None:
        value = values.get(name)
        return value if isinstance(value, str) else None

    result = api.base(
        parsed.arguments[0] if parsed.arguments else ".",
        workload=text("workload"),
        platform=text("platform"),
        online=bool(values.get("online")),
        cache=values.get("cache") is not False,
        cache_dir=text("cache-dir"),
    )
    if (values.get("format") or os.environ.get("DOCKWRIGHT_FORMAT")) == "json":
        import json

        write_output(json.dumps(base_record(result), indent=1) + "\n", None)
    else:
        colour = use_colour(wanted=values.get("color") is not False, to_file=False)
        write_output(base_text(result, colour=colour), None)
    return 0 if result.ranked else 1
