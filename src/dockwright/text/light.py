"""Parts of the standard library that are cheap to import: the same names, the same behaviour.

Importing ``typing``, ``enum`` and ``functools`` costs 8 ms of processor time, and ``typing``'s
named tuples 0.2 ms each to define, because each compiles a text: more than to check a small file.
Type checkers see the originals.  At run time:

- ``NamedTuple`` makes the same tuple classes without compiling anything;
- ``Enum`` and ``IntEnum`` make the same members, without aliases, flags or automatic values;
- ``fnmatchcase`` needs no pattern where there is nothing to match;
- ``cache`` and ``bisect_right`` are the originals' parts that are written in C;
- ``Generic``, ``Protocol``, ``TypedDict`` and ``TypeVar`` mean nothing.

``tests/text/test_light.py`` holds each against its original.
"""

# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN202, ANN204, ANN206, SLF001
# Type checkers see the originals, so that annotations here would be read by nobody.

from __future__ import annotations

__all__ = [
    "Enum",
    "Generic",
    "IntEnum",
    "NamedTuple",
    "Protocol",
    "TypeVar",
    "TypedDict",
    "bisect_right",
    "cache",
    "fnmatchcase",
    "lru_cache",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bisect import bisect_right
    from enum import Enum, IntEnum
    from fnmatch import fnmatchcase
    from functools import cache, lru_cache
    from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar
else:
    from _bisect import bisect_right
    from _collections import _tuplegetter

    try:
        from _functools import _lru_cache_wrapper
    except ImportError:  # an interpreter without CPython's parts in C
        from functools import cache, lru_cache
    else:

        class _CacheInfo(tuple):
            """Hits, misses, greatest size and size, as ``cache_info`` tells them."""

            __slots__ = ()

            def __new__(cls, *values):
                return tuple.__new__(cls, values)

        def _kept(function, size):
            kept = _lru_cache_wrapper(function, size, False, _CacheInfo)  # noqa: FBT003 - C's way
            for name in ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__"):
                setattr(kept, name, getattr(function, name))
            kept.__wrapped__ = function
            return kept

        def cache(function):
            """Keep every answer of a function, by its arguments."""
            return _kept(function, None)

        def lru_cache(maxsize):
            """Keep the answers to the last arguments that a function was given."""
            return lambda function: _kept(function, maxsize)

    _new_tuple = tuple.__new__
    _Function = type(cache)
    # Named tuples are made by one of these, renamed to have the fields as its parameters.
    # fmt: off
    # ruff: noqa: COM819, E501
    _MAKERS = (
        lambda _cls, a0: _new_tuple(_cls, (a0,)),
        lambda _cls, a0, a1: _new_tuple(_cls, (a0, a1,)),
        lambda _cls, a0, a1, a2: _new_tuple(_cls, (a0, a1, a2,)),
        lambda _cls, a0, a1, a2, a3: _new_tuple(_cls, (a0, a1, a2, a3,)),
        lambda _cls, a0, a1, a2, a3, a4: _new_tuple(_cls, (a0, a1, a2, a3, a4,)),
        lambda _cls, a0, a1, a2, a3, a4, a5: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22,)),
        lambda _cls, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23: _new_tuple(_cls, (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23,)),
    )
    # fmt: on

    def _maker(name, fields, defaults):
        """Return ``__new__`` of a tuple class with this name and these fields."""
        if not 0 < len(fields) <= len(_MAKERS):
            raise TypeError(f"{name} has {len(fields)} fields: there are makers for 1 to 24")
        pattern = _MAKERS[len(fields) - 1].__code__
        code = pattern.replace(
            co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{name}.__new__"
        )
        return _Function(code, globals(), "__new__", defaults)

    class _Fields(tuple):
        """What all tuple classes have in common."""

        __slots__ = ()

        def _replace(self, /, **changes):
            """Return a copy with other values for some of the fields."""
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self):
            """Return the values by field name."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            values = ", ".join(f"{name}={self[at]!r}" for at, name in enumerate(self._fields))
            return f"{type(self).__name__}({values})"

        def __getnewargs__(self):
            return tuple(self)

        @classmethod
        def _make(cls, values):
            """Make one from the values in the order of the fields."""
            made = _new_tuple(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

    class _TupleClasses(type):
        """Turns the body of a class below ``NamedTuple`` into a tuple class."""

        def __new__(cls, name, bases, body):
            if not bases:
                return type.__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            values = {field: body[field] for field in fields if field in body}
            defaults = tuple(values.values())
            if tuple(values) != fields[len(fields) - len(values) :]:
                raise TypeError(f"a field of {name} without default follows one with a default")
            for at, field in enumerate(fields):
                body[field] = _tuplegetter(at, "")
            body["__slots__"] = ()
            body["__match_args__"] = body["_fields"] = fields
            body["__new__"] = _maker(name, fields, defaults)
            body["_field_defaults"] = values
            return type.__new__(type, name, (_Fields, *bases[1:]), body)

    class NamedTuple(metaclass=_TupleClasses):
        """Base of tuple classes whose fields are the class's annotations."""

    class _EnumClasses(type):
        """Turns the values in the body of a class below ``Enum`` into its members."""

        def __new__(cls, name, bases, body):
            members = {}
            if bases:
                for key, value in list(body.items()):
                    if key[0] != "_" and not hasattr(value, "__get__"):
                        members[key] = body.pop(key)
            made = type.__new__(cls, name, bases, body)
            made.__members__ = {}
            made._by_value = {}
            for key, value in members.items():
                member = made._member(value)
                member._name_ = member.name = key
                member._value_ = member.value = value
                if isinstance(value, tuple):
                    member.__init__(*value)
                made.__members__[key] = made._by_value[value] = member
                type.__setattr__(made, key, member)
            return made

        def __call__(cls, value):
            try:
                return cls._by_value[value]
            except (KeyError, TypeError):
                if isinstance(value, cls):
                    return value
                raise ValueError(f"{value!r} is not a valid {cls.__qualname__}") from None

        def __iter__(cls):
            return iter(cls.__members__.values())

        def __reversed__(cls):
            return reversed(cls.__members__.values())

        def __len__(cls):
            return len(cls.__members__)

        def __bool__(cls):
            return True

        def __contains__(cls, value):
            return isinstance(value, cls) or value in cls._by_value

        def __getitem__(cls, name):
            return cls.__members__[name]

        def __setattr__(cls, name, value):
            if name in cls.__dict__.get("__members__", ()):
                raise AttributeError(f"cannot reassign member {name!r}")
            type.__setattr__(cls, name, value)

    class Enum(metaclass=_EnumClasses):
        """Base of classes with a fixed number of members, equal to themselves alone."""

        @classmethod
        def _member(cls, _value):
            return object.__new__(cls)

        def __repr__(self):
            return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

        def __str__(self):
            return f"{type(self).__name__}.{self.name}"

        def __hash__(self):
            return hash(self.name)

        def __reduce_ex__(self, _protocol):
            return type(self), (self.value,)

        def __copy__(self):
            return self

        def __deepcopy__(self, _memo):
            return self

    class IntEnum(int, Enum):
        """Base of classes with a fixed number of members that are whole numbers."""

        @classmethod
        def _member(cls, value):
            return int.__new__(cls, value)

        __str__ = int.__repr__
        __hash__ = int.__hash__

    class Generic:
        """Base of classes that stand for several types; only type checkers tell them apart."""

        __slots__ = ()

        def __class_getitem__(cls, _types):
            return cls

    class Protocol:
        """Base of descriptions of what a value must have; only type checkers read them."""

        __slots__ = ()

    def fnmatchcase(name, pat):
        """Tell whether a name is as a pattern with ``*``, ``?`` and ``[...]`` says."""
        if "*" not in pat and "?" not in pat and "[" not in pat:
            return name == pat
        from fnmatch import fnmatchcase as matches

        return matches(name, pat)

    class TypedDict(dict):
        """Base of descriptions of a dictionary's keys; only type checkers read them."""

        def __init_subclass__(cls, *, total=True):
            cls.__total__ = total

    def TypeVar(name, *_constraints, **_options):  # noqa: N802 - the original's name
        """Stand for a type; only type checkers know for which."""
        return name
