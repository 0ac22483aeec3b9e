"""``NamedTuple`` as in ``typing``, but cheap to define.

``typing.NamedTuple`` evaluates generated source and checks every annotation: 0.1 to 0.3 ms a
class, besides some milliseconds for importing ``typing`` at all.  A check of one small file
defines more such classes than it makes values.  The class here behaves alike in all that this
program does with it, and is defined in a twentieth of the time.
"""

from __future__ import annotations

import _collections  # type: ignore[import-not-found]  # where CPython keeps namedtuple's fields

__all__ = ["NamedTuple"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, NamedTuple, Self
else:

    class NamedTuple:
        """The base of a class whose annotations are the fields of a tuple."""

        def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
            return (_Marker,)

    NamedTuple = NamedTuple()

_getters: list[Any] = []
_codes: dict[int, Any] = {}


def _constructor(fields: tuple[str, ...], defaults: tuple[Any, ...]) -> Callable[..., Any]:
    """Return ``__new__``: one code object for each number of fields, with the names put in."""
    count = len(fields)
    code = _codes.get(count)
    if code is None:
        names = ", ".join([f"_{index}" for index in range(count)])
        text = f"lambda _cls, {names}: _new(_cls, ({names},))"
        code = _codes[count] = eval(text, {}).__code__  # noqa: S307 - our own text
    constructor: Callable[..., Any] = type(_constructor)(
        code.replace(co_varnames=("_cls", *fields), co_name="__new__", co_qualname="__new__"),
        {"_new": tuple.__new__, "__builtins__": {}},
        "__new__",
        defaults,
    )
    return constructor


class _Record(tuple):  # type: ignore[type-arg]  # noqa: SLOT001 - the next line but one has them
    """What every such class can do."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Self:
        made = tuple.__new__(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changes: Any) -> Self:
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"Got unexpected field names: {list(changes)!r}")
        return made

    __replace__ = _replace

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        shown = [f"{name}={value!r}" for name, value in self._asdict().items()]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)


class _Maker(type):
    """Makes classes, of which none is its instance."""

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> Any:
        if not bases:
            return type.__new__(cls, name, bases, space)
        fields = tuple(space.get("__annotations__", ()))
        defaults = {field: space.pop(field) for field in fields if field in space}
        if fields[len(fields) - len(defaults) :] != tuple(defaults):
            raise TypeError(f"{name}: a field without a default follows one that has one")
        for index in range(len(_getters), len(fields)):
            _getters.append(_collections._tuplegetter(index, f"Field number {index}"))
        space.update(zip(fields, _getters, strict=False))
        space["__slots__"] = ()
        space["_fields"] = space["__match_args__"] = fields
        space["_field_defaults"] = defaults
        space["__new__"] = _constructor(fields, tuple(defaults.values()))
        return type(name, (_Record,), space)


class _Marker(metaclass=_Maker):
    """What a class statement names as its base until the class is made."""
