"""The start-up bundle: modules, patterns and data in the form in which the interpreter wants them.

A wheel holds one file for the version of Python that built it, made by ``hatch_build.py`` (see
``docs/design/0004-start-up.md``).  From it modules are imported without a search of directories,
regular expressions are used without compiling them, and tables without parsing JSON.  Where there
is no file for this interpreter (a development install, another version of Python) everything
works the ordinary way, and only takes longer to begin.

The file: ``MAGIC``, the size of the index, the index, and the parts that the index names, each
marshalled.  It is read part by part.

What is imported before the bundle is there (this module, ``start`` and the package's root) does
without ``__future__``, which would be the first file of the standard library to be looked for.
"""

import os
import sys
from _frozen_importlib import ModuleSpec
from marshal import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence
    from types import CodeType, ModuleType
    from typing import Any

__all__ = ["FOLDER", "MAGIC", "data", "install", "pattern", "preload"]

FOLDER = "_bundles"
MAGIC = b"dockwright bundle 1\n"

_PACKAGE = "dockwright"
_CORE = "core"
_Module = type(sys)
_PATTERNS = "patterns"
_MORE_PATTERNS = "patterns.more"


class _Bundle:
    """The open file, and the finder and loader of the modules in it."""

    __slots__ = ("_descriptor", "_folder", "_has_all_patterns", "_parts", "_patterns", "_start")

    def __init__(self, descriptor: int, folder: str, parts: "dict[str, Any]", start: int) -> None:
        self._descriptor = descriptor
        self._folder = folder
        self._parts = parts
        self._start = start
        self._patterns: dict[tuple[str, int], tuple[Any, ...]] | None = None
        self._has_all_patterns = False

    def part(self, name: str) -> "Any":
        """Return a part of the bundle, None where it has none of that name."""
        place = self._parts.get(name)
        if place is None:
            return None
        data = os.pread(self._descriptor, place[1], self._start + place[0])
        return loads(data)  # noqa: S302 - a file of this program

    def pattern(self, text: str, flags: int) -> "re.Pattern[str] | None":
        """Return a compiled pattern, None where it is not in the bundle."""
        if self._patterns is None:
            self._patterns = self.part(_PATTERNS) or {}
        key = (text, flags)
        known = self._patterns.get(key)
        if known is None and not self._has_all_patterns:
            self._has_all_patterns = True
            self._patterns.update(self.part(_MORE_PATTERNS) or {})
            known = self._patterns.get(key)
        if known is None:
            return None
        from _sre import compile as make  # type: ignore[import-not-found]

        all_flags, code, groups, names, by_number = known
        words = memoryview(code).cast("I").tolist()
        found: re.Pattern[str] = make(text, all_flags, words, groups, names, by_number)
        return found

    def preload(self) -> None:
        """Run the modules that every check needs, each after those that it imports.

        The same as to import them, without asking the import system about each.
        """
        modules = sys.modules
        waiting: dict[str, ModuleType] = {}
        for name, code in (self.part(_CORE) or {}).items():
            module = waiting.pop(name, None)
            if module is None:
                if name in modules:
                    continue
                module = self._new_module(name)
            parent, _, last = name.rpartition(".")
            if parent not in modules:  # a package that imports its own modules ends after them
                waiting[parent] = self._new_module(parent)
            module.__dict__["__cold__"] = _Cold(self, name, module.__dict__).stand_in
            try:
                exec(code, module.__dict__)  # noqa: S102 - what loaders do
            except BaseException:
                for unfinished in (name, *waiting):
                    del modules[unfinished]
                raise
            setattr(modules[parent], last, module)

    def _new_module(self, name: str) -> "ModuleType":
        spec = self.find_spec(name)
        module = _Module(name)
        module.__spec__ = spec
        module.__loader__ = self  # type: ignore[assignment]
        module.__file__ = spec.origin
        module.__package__ = name
        if spec.submodule_search_locations is None:
            module.__package__ = spec.parent
        else:
            module.__path__ = spec.submodule_search_locations
        sys.modules[name] = module
        return module

    # The protocol of finders and loaders

    def find_spec(
        self, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "Any":
        """Return where a module is, None where the bundle has no such module."""
        del path, target
        place = self._parts.get(name)
        if place is None or not name.startswith(_PACKAGE):
            return None
        is_package = place[2]
        stem = self._folder + name[len(_PACKAGE) :].replace(".", "/")
        origin = f"{stem}/__init__.py" if is_package else f"{stem}.py"
        spec = ModuleSpec(name, self, origin=origin, is_package=is_package)  # type: ignore[arg-type]
        if is_package:
            spec.submodule_search_locations = [stem]
        return spec

    def create_module(self, spec: "Any") -> None:
        """Leave it to the interpreter to make the module."""

    def exec_module(self, module: "ModuleType") -> None:
        """Run the module's code."""
        # Not by way of ``spec.has_location``, which works out a name for the .pyc file too.
        module.__file__ = module.__spec__.origin  # type: ignore[union-attr]
        module.__dict__["__cold__"] = _Cold(self, module.__name__, module.__dict__).stand_in
        exec(self.get_code(module.__name__), module.__dict__)  # noqa: S102 - what loaders do

    def get_code(self, name: str) -> "CodeType":
        """Return a module's code."""
        code: CodeType = self.part(name)
        return code

    def get_source(self, name: str) -> str:
        """Return a module's source, for tracebacks."""
        with open(self.find_spec(name).origin, encoding="utf-8") as file:  # noqa: PTH123 - as above
            return file.read()


class _Cold:
    """The functions of a module that usual files do not call, fetched when one of them is."""

    __slots__ = ("_bundle", "_functions", "_name", "_space")

    def __init__(self, bundle: "_Bundle", name: str, space: "dict[str, Any]") -> None:
        self._bundle = bundle
        self._name = name
        self._space = space
        self._functions: list[tuple[Any, ...]] | None = None

    def stand_in(self, number: int) -> "Callable[..., Any]":
        """Return a function that does what the one of that number does."""
        known: Callable[..., Any] | None = None

        def function(*arguments: "Any", **by_name: "Any") -> "Any":
            nonlocal known
            if known is None:
                known = self._fetch(number, function)
            return known(*arguments, **by_name)

        return function

    def _fetch(self, number: int, stand_in: "Callable[..., Any]") -> "Callable[..., Any]":
        """Make the function, and put it where the stand-in was."""
        if self._functions is None:
            self._functions = self._bundle.part(f"cold.{self._name}")
            assert self._functions is not None
        code, defaults, by_name, owner, name = self._functions[number]
        kind: Any = type(stand_in)
        made: Any = kind(code, self._space, name, defaults)
        made.__kwdefaults__ = by_name or None
        made.__module__ = self._name
        if not owner:
            if self._space.get(name) is stand_in:
                self._space[name] = made
            return made  # type: ignore[no-any-return]
        place = self._space[owner]
        found = place.__dict__.get(name)
        if found is stand_in:
            setattr(place, name, made)
        elif isinstance(found, property) and found.fget is stand_in:
            setattr(place, name, property(made))
        elif isinstance(found, (classmethod, staticmethod)) and found.__func__ is stand_in:
            setattr(place, name, type(found)(made))
        return made  # type: ignore[no-any-return]


_bundle: _Bundle | None = None


def install() -> None:
    """Import from the bundle for this interpreter from now on, if there is one."""
    global _bundle  # noqa: PLW0603 - one for the process
    tag = sys.implementation.cache_tag
    if _bundle is not None or not tag:
        return
    folder = __file__.rpartition("/")[0]
    try:
        from _sre import MAGIC as SRE_MAGIC

        descriptor = os.open(f"{folder}/{FOLDER}/{tag}.bin", os.O_RDONLY | os.O_CLOEXEC)
        head = os.pread(descriptor, 64, 0)
    except (ImportError, AttributeError, OSError):  # another Python, or no POSIX
        return
    expected = MAGIC + interpreter_mark(SRE_MAGIC)
    start = len(expected) + 4
    if not head.startswith(expected):
        os.close(descriptor)
        return
    size = int.from_bytes(head[start - 4 : start], "little")
    parts = loads(os.pread(descriptor, size, start))  # noqa: S302 - a file of this program
    _bundle = _Bundle(descriptor, folder, parts, start + size)
    sys.meta_path.insert(0, _bundle)


def interpreter_mark(sre_magic: int) -> bytes:
    """Return what tells apart interpreters that cannot read each other's compiled code."""
    from _frozen_importlib_external import MAGIC_NUMBER

    return bytes(MAGIC_NUMBER) + sre_magic.to_bytes(4, "little") + sys.byteorder[:1].encode()


def preload() -> None:
    """Import what every check needs, in one go, if there is a bundle."""
    if _bundle is not None:
        _bundle.preload()


def data(name: str) -> "Any":
    """Return a table of the bundle, None where there is no bundle that holds it."""
    return None if _bundle is None else _bundle.part(name)


def pattern(text: str, flags: int) -> "re.Pattern[str] | None":
    """Return a regular expression that was compiled beforehand, None where it was not."""
    return None if _bundle is None else _bundle.pattern(text, flags)
