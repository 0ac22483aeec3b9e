"""How the program begins and ends: what costs time at either end is arranged here.

Only the program does this.  A library user who imports ``dockwright.api`` gets ordinary imports,
and keeps the interpreter's settings.
"""

__all__ = ["start"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_BETWEEN_COLLECTIONS = 100_000
"""New objects between two searches for cycles; a small check makes fewer, and next to no cycles."""


def start() -> "NoReturn":
    """Run the program, and end it with its exit status."""
    import gc
    import sys

    from dockwright import bundle

    gc.set_threshold(_BETWEEN_COLLECTIONS, 10, 10)
    bundle.install()
    if sys.argv[1:2] == ["check"]:
        bundle.preload()
    from dockwright.cli import main

    status = main()
    if _may_end_at_once():
        # Everything is written.  To take every module and object apart costs 5 ms.
        from os import _exit

        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (AttributeError, OSError, ValueError):
            sys.exit(status)
        _exit(status)
    sys.exit(status)


def _may_end_at_once() -> bool:
    """Tell whether nobody (a profiler, a measurement of coverage) waits for the ordinary end."""
    import atexit
    import sys

    if sys.getprofile() is not None or sys.gettrace() is not None or "threading" in sys.modules:
        return False
    count = getattr(atexit, "_ncallbacks", None)
    return count is not None and count() == 0
