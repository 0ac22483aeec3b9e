"""What will be installed: every format in which Python projects write their dependencies.

``read_dependency_file`` reads one file; ``installed`` says what of it lands in an image of a given
Python and platform, ``taken_from_lock`` what an install of a Dockerfile takes of it; ``fits`` tells
whether one of a package's files installs there.
"""

from __future__ import annotations

from dockwright.packages.installed import Installed, Target, fits, installed
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
