"""The command ``gpu``."""

from __future__ import annotations

from dockwright.cli.terminal import use_colour, write_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.cli.arguments import Parsed

__all__ = ["run_gpu"]


def run_gpu(parsed: Parsed) -> int:
    """Tell whether an image runs on a driver and its GPUs; return 1 where it fails."""
    import os

    from dockwright import api
    from dockwright.model.gpu import Outcome
    from dockwright.report.gpus import gpu_record, gpu_text

    values = parsed.values

    def text(name: str) -> str | None:
        value = values.get(name)
        return value if isinstance(value, str) else None

    given = values.get("build-args")
    models = values.get("gpu")
    result = api.gpu(
        parsed.arguments[0] if parsed.arguments else ".",
        driver=text("driver"),
        gpus=[str(each) for each in models] if isinstance(models, (list, tuple)) else (),
        fleet=text("fleet"),
        toolkit=text("toolkit"),
        build_args=dict(given) if isinstance(given, dict) else None,
        target=text("target"),
        platform=text("platform"),
        context=text("context"),
    )
    told_in = values.get("format") or os.environ.get("DOCKWRIGHT_FORMAT")
    if told_in == "json":
        import json

        write_output(json.dumps(gpu_record(result), indent=1) + "\n", None)
    else:
        colour = use_colour(wanted=values.get("color") is not False, to_file=False)
        write_output(gpu_text(result, colour=colour), None)
    return 1 if result.outcome is Outcome.FAILS else 0
