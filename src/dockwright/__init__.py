"""dockwright: finds, explains and repairs what is wrong with container files, before any build.

The package root is light: it names the version, and ``dockwright.api``, which is loaded on use.
"""

__all__ = ["__version__", "api"]

__version__ = "0.1.0"

TYPE_CHECKING = False
if not TYPE_CHECKING:  # type checkers know the submodule by itself

    def __getattr__(name: str) -> object:
        if name != "api":
            raise AttributeError(f"module 'dockwright' has no attribute {name!r}")
        # Not importlib, which costs more than the rest of a start; importing sets the attribute.
        __import__("dockwright.api")
        return globals()["api"]

    def __dir__() -> list[str]:
        return sorted(__all__)
