"""What a project's Python code does that a container has to provide for.

``code_of`` reads the modules below directories, ``code_of_image`` those that an image's command
starts.  Both give a ``Code``: facts with their places.  Nothing is imported or run.
"""

from __future__ import annotations

from dockwright.model.code.configured import Configured, told_by_file
from dockwright.model.code.environment import unset_variables
from dockwright.model.code.facts import (
    Connection,
    Download,
    GpuUse,
    Import,
    LibraryLoad,
    Needed,
    OpenedFile,
    ProgramCall,
    Route,
    ServerCall,
    SharedMemoryUse,
    VariableRead,
    Written,
)
from dockwright.model.code.image import ImageFiles, code_of_image, started_in_image
from dockwright.model.code.program import Code, code_of
from dockwright.model.code.scripts import Started, StartScript, serving_in_script
from dockwright.model.code.serving import CodeServing, number_given, serving_of_code
from dockwright.model.code.values import Valued

__all__ = [
    "Code",
    "CodeServing",
    "Configured",
    "Connection",
    "Download",
    "GpuUse",
    "ImageFiles",
    "Import",
    "LibraryLoad",
    "Needed",
    "OpenedFile",
    "ProgramCall",
    "Route",
    "ServerCall",
    "SharedMemoryUse",
    "StartScript",
    "Started",
    "Valued",
    "VariableRead",
    "Written",
    "code_of",
    "code_of_image",
    "number_given",
    "serving_in_script",
    "serving_of_code",
    "started_in_image",
    "told_by_file",
    "unset_variables",
]
