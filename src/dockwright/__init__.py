"""dockwright: finds, explains and repairs what is wrong with container files, before any build.

The package root is light: it names the version and nothing else.
Use ``dockwright.api`` for the library's functions.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
