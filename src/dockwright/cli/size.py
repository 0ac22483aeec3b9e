"""The command ``size``."""

from __future__ import annotations

from dockwright.cli.terminal import remark, use_colour, write_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.cli.arguments import Parsed

__all__ = ["run_size"]


def run_size(parsed: Parsed) -> int:
    """Tell what an image will hold; return 1 where that is above the budget."""
    import os

    from dockwright import api
    from dockwright.model.project import size_in_words
    from dockwright.report.sizes import size_html, size_record, size_text

    values = parsed.values

    def text(name: str) -> str | None:
        value = values.get(name)
        return value if isinstance(value, str) else None

    given, mirrors = values.get("build-args"), values.get("mirrors")
    result = api.size(
        parsed.arguments[0] if parsed.arguments else ".",
        online=bool(values.get("online")),
        build_args=dict(given) if isinstance(given, dict) else None,
        target=text("target"),
        platform=text("platform"),
        context=text("context"),
        cache=values.get("cache") is not False,
        cache_dir=text("cache-dir"),
        mirrors=dict(mirrors) if isinstance(mirrors, dict) else None,
    )
    told_in = values.get("format") or os.environ.get("DOCKWRIGHT_FORMAT")
    if told_in == "json":
        import json

        write_output(json.dumps(size_record(result), indent=1) + "\n", None)
    elif told_in == "html":
        write_output(size_html(result), None)
    else:
        colour = use_colour(wanted=values.get("color") is not False, to_file=False)
        write_output(size_text(result, colour=colour), None)
    budget = values.get("budget")
    if isinstance(budget, int) and result.bytes > budget:
        size = size_in_words(result.bytes)
        remark(f"the image holds {size}, above the budget of {size_in_words(budget)}")
        return 1
    return 0
