"""The command line: options in, ``api`` called, a format chosen, an exit status out."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status.

    0 fine; 1 findings remain; 2 wrong usage, configuration or environment; 3 a defect of ours;
    130 interrupted.
    """
    from dockwright.cli.terminal import show_error, silence_stdout
    from dockwright.errors import DockwrightError

    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except DockwrightError as error:
        show_error(str(error), error.hint)
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        silence_stdout()
        return 0
    except SystemExit as ended:  # argparse's --help and --version
        return ended.code if isinstance(ended.code, int) else 0
    except Exception as error:  # noqa: BLE001 - the last place where a defect can be told kindly
        arguments = sys.argv[1:] if argv is None else argv
        if "-v" in arguments or "--verbose" in arguments:
            import traceback

            traceback.print_exc()
        show_error(
            f"internal error: {type(error).__name__}: {error}",
            "this is a defect of dockwright: please report it, with the output of -v",
        )
        return 3


def _run(argv: Sequence[str]) -> int:
    from dockwright.cli.arguments import read_arguments

    parsed = read_arguments(argv)
    if parsed.command == "check":
        from dockwright.cli.check import run_check

        return run_check(parsed)
    if parsed.command == "fix":
        from dockwright.cli.fix import run_fix

        return run_fix(parsed)
    if parsed.command == "context":
        from dockwright.cli.context import run_context

        return run_context(parsed)
    if parsed.command == "size":
        from dockwright.cli.size import run_size

        return run_size(parsed)
    if parsed.command == "gpu":
        from dockwright.cli.gpu import run_gpu

        return run_gpu(parsed)
    if parsed.command == "base":
        from dockwright.cli.base import run_base

        return run_base(parsed)
    if parsed.command == "kb":
        from dockwright.cli.kb import run_kb

        return run_kb(parsed)
    from dockwright.cli.catalogue import run_explain, run_rules

    return run_explain(parsed) if parsed.command == "explain" else run_rules(parsed)
