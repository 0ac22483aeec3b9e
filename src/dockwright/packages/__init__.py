"""What will be installed: every format in which Python projects write their dependencies.

``read_dependency_file`` reads one file; ``installed`` says what of it lands in an image of a given
Python and platform, ``taken_from_lock`` what an install of a Dockerfile takes of it; ``fits`` tells
whether one of a package's files installs there.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.packages.read import kind_of_dependency_file, read_dependency_file
    from dockwright.packages.records import (
        DependencyFile,
        DependencyProblem,
        LockedFile,
        LockedPackage,
        Reference,
        Requirement,
    )
    from dockwright.packages.taken import Taken, taken_from_lock
    from dockwright.packages.target import Installed, Target, fits, installed

__all__ = [
    "DependencyFile",
    "DependencyProblem",
    "Installed",
    "LockedFile",
    "LockedPackage",
    "Reference",
    "Requirement",
    "Taken",
    "Target",
    "fits",
    "installed",
    "kind_of_dependency_file",
    "read_dependency_file",
    "taken_from_lock",
]

if not TYPE_CHECKING:
    _HOMES = {
        **dict.fromkeys(("Installed", "Target", "fits", "installed"), "target"),
        **dict.fromkeys(("kind_of_dependency_file", "read_dependency_file"), "read"),
        **dict.fromkeys(("Taken", "taken_from_lock"), "taken"),
    }

    def __getattr__(name: str) -> object:
        # What asks an index about addresses alone needs no reader of markers and versions.
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        home = f"{__name__}.{_HOMES.get(name, 'records')}"
        __import__(home)
        import sys

        found = globals()[name] = getattr(sys.modules[home], name)
        return found
