"""dockwright: finds, explains and repairs what is wrong with container files, before any build.

The package root is light: it names the version, and ``dockwright.api``, which is loaded on use.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright import api as api

__all__ = ["__version__", "api"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name == "api":
        from importlib import import_module

        return import_module("dockwright.api")
    raise AttributeError(f"module 'dockwright' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
