"""Working out a Bake file's expressions.

Bounded: beyond ``_MOST_STEPS`` evaluations, ``_DEEPEST`` levels or ``_LONGEST`` elements or
characters a value is ``Unknown``.  Nothing of it is run: functions are a table of our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.bake.functions import FUNCTIONS
from dockwright.model.bake.values import text_of, unknown_in
from dockwright.model.unknown import Unknown
from dockwright.syntax.hcl.nodes import (
    Access,
    Binary,
    Broken,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    Joined,
    ListOf,
    Literal,
    Name,
    ObjectOf,
    Splat,
    Template,
    Unary,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.model.bake.values import Value
    from dockwright.syntax.hcl.nodes import Body

__all__ = ["Function", "Scope", "Variable", "names_in"]

_MOST_STEPS = 100_000
_DEEPEST = 120
_LONGEST = 50_000
_LARGEST = 1 << 62
_REFUSALS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    StopIteration,
    TypeError,
    ValueError,
)
_BUILT_IN = frozenset({"BAKE_CMD_CONTEXT", "BAKE_LOCAL_PLATFORM"})


class Variable(NamedTuple):
    """A variable; ``is_typed`` tells that it has a ``type``."""

    default: Expression | None
    is_typed: bool


class Function(NamedTuple):
    """A function of the file; ``rest`` is the parameter that takes all further arguments."""

    parameters: tuple[str, ...]
    rest: str | None
    result: Expression


class Scope:
    """What names stand for.

    Attributes:
        variables: the variables of the files.
        functions: their functions.
        blocks: the bodies of the targets and groups, by type and label, for ``target.app.tags``.
        environment: the variables of the environment; None where it is not known: then a variable
            that has no value, or an empty one, is ``Unknown``, as it is meant to be set there.
    """

    __slots__ = (
        "_depth",
        "_functions_at_work",
        "_steps",
        "_values",
        "_waiting",
        "blocks",
        "environment",
        "functions",
        "variables",
    )

    def __init__(
        self,
        variables: Mapping[str, Variable],
        functions: Mapping[str, Function],
        blocks: Mapping[tuple[str, str], Body],
        environment: Mapping[str, str] | None,
    ) -> None:
        self.variables = variables
        self.functions = functions
        self.blocks = blocks
        self.environment = environment
        self._values: dict[str, Value] = {}
        self._waiting: set[str] = set()
        self._functions_at_work: set[str] = set()
        self._steps = 0
        self._depth = 0

    def value(self, expression: Expression, local: Mapping[str, Value] | None = None) -> Value:
        """Return what an expression comes to; parts of lists and tables may be ``Unknown``."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return Unknown("the file takes too many steps to work out")
        if self._depth > _DEEPEST:
            return Unknown("it is nested too deeply")
        self._depth += 1
        try:
            found = self._value(expression, local or {})
        except _REFUSALS:
            found = Unknown("Bake would refuse it, or it is not worked out")
        finally:
            self._depth -= 1
        if isinstance(found, str | list | dict) and len(found) > _LONGEST:
            return Unknown("it is too long")
        if isinstance(found, int) and abs(found) > _LARGEST:
            return Unknown("it is too large")
        return found

    def variable(self, name: str) -> Value:
        """Return what a variable stands for."""
        if name in self._values:
            return self._values[name]
        if name in self._waiting:
            return Unknown(f"the variable {name} depends on itself")
        self._waiting.add(name)
        found = self._variable(name)
        self._waiting.discard(name)
        self._values[name] = found
        return found

    def _variable(self, name: str) -> Value:
        known = self.variables.get(name)
        if known is None:
            if name in _BUILT_IN:
                return Unknown(f"{name} is told when the build starts")
            return Unknown(f"no variable {name} is there")
        default: Value = None if known.is_typed else ""
        if known.default is not None:
            default = self.value(known.default)
        if self.environment is None:
            if default is None or default == "":
                return Unknown(f"the variable {name} is to be set where the build is started")
            return default
        given = self.environment.get(name)
        if given is None:
            return default
        if isinstance(default, bool):
            return given.lower() in {"1", "t", "true"}
        if isinstance(default, int | float):
            number = float(given)
            return int(number) if number == int(number) else number
        if isinstance(default, list | dict) or (known.is_typed and default is None):
            return Unknown(f"the environment's value of {name} is not worked out")
        return given

    def _value(self, expression: Expression, local: Mapping[str, Value]) -> Value:
        match expression:
            case Literal():
                return expression.value
            case Template():
                return self._template(expression, local)
            case Name():
                if expression.name in local:
                    return local[expression.name]
                return self.variable(expression.name)
            case Access():
                block = self._block(expression, local)
                if block is not None:
                    return block[0]
                return _taken(self.value(expression.of, local), expression.name)
            case Index():
                key = self.value(expression.key, local)
                return _taken(self.value(expression.of, local), key)
            case Splat():
                of = self.value(expression.of, local)
                if isinstance(of, Unknown):
                    return of
                items: list[Value] = of if isinstance(of, list) else [] if of is None else [of]
                for name in expression.names:
                    items = [_taken(item, name) for item in items]
                return items
            case Call():
                return self._call(expression, local)
            case ListOf():
                return [self.value(item, local) for item in expression.items]
            case ObjectOf():
                return self._object(expression, local)
            case For():
                return self._for(expression, local)
            case Joined():
                return self._joined(expression, local)
            case Conditional():
                return self._conditional(expression, local)
            case Binary():
                return self._binary(expression, local)
            case Unary():
                of = self.value(expression.of, local)
                if isinstance(of, Unknown):
                    return of
                return not _truth(of) if expression.operator == "!" else -_number(of)
            case Broken():
                return Unknown(expression.reason)

    def _template(self, template: Template, local: Mapping[str, Value]) -> Value:
        if len(template.parts) == 1:
            return self.value(template.parts[0], local)
        pieces: list[str] = []
        for part in template.parts:
            value = self.value(part, local)
            if isinstance(value, Unknown):
                return value
            pieces.append(text_of(value))
        return "".join(pieces)

    def _object(self, expression: ObjectOf, local: Mapping[str, Value]) -> Value:
        table: dict[str, Value] = {}
        for entry in expression.entries:
            key = self.value(entry.key, local)
            if isinstance(key, Unknown):
                return key
            table[text_of(key)] = self.value(entry.value, local)
        return table

    def _conditional(self, expression: Conditional, local: Mapping[str, Value]) -> Value:
        condition = self.value(expression.condition, local)
        if not isinstance(condition, Unknown):
            chosen = expression.then if _truth(condition) else expression.otherwise
            return self.value(chosen, local)
        then, otherwise = (
            self.value(each, local) for each in (expression.then, expression.otherwise)
        )
        is_sure = unknown_in(then) is None and unknown_in(otherwise) is None
        return then if is_sure and then == otherwise else condition

    def _binary(self, expression: Binary, local: Mapping[str, Value]) -> Value:
        left = self.value(expression.left, local)
        right = self.value(expression.right, local)
        hidden = unknown_in(left) or unknown_in(right)
        if hidden is not None:
            return hidden
        match expression.operator:
            case "==":
                return _same(left, right)
            case "!=":
                return not _same(left, right)
            case "&&":
                return _truth(left) and _truth(right)
            case "||":
                return _truth(left) or _truth(right)
        a, b = _number(left), _number(right)
        match expression.operator:
            case "<":
                return a < b
            case "<=":
                return a <= b
            case ">":
                return a > b
            case ">=":
                return a >= b
            case "+":
                return _whole(a + b)
            case "-":
                return _whole(a - b)
            case "*":
                return _whole(a * b)
            case "/":
                return _whole(a / b)
        return _whole(a % b)

    def _for(self, expression: For, local: Mapping[str, Value]) -> Value:
        of = self.value(expression.of, local)
        if isinstance(of, Unknown):
            return of
        pairs: list[tuple[Value, Value]]
        if isinstance(of, dict):
            pairs = [(key, of[key]) for key in sorted(of)]
        elif isinstance(of, list):
            pairs = list(enumerate(of))
        else:
            raise TypeError("nothing to go through")
        items: list[Value] = []
        table: dict[str, Value] = {}
        for key, value in pairs:
            inner = {**local, expression.names[-1]: value}
            if len(expression.names) > 1:
                inner[expression.names[0]] = key
            if expression.condition is not None:
                condition = self.value(expression.condition, inner)
                if isinstance(condition, Unknown):
                    return condition
                if not _truth(condition):
                    continue
            result = self.value(expression.value, inner)
            if expression.key is None:
                items.append(result)
                continue
            name = self.value(expression.key, inner)
            if isinstance(name, Unknown):
                return name
            if expression.groups:
                group = table.setdefault(text_of(name), [])
                assert isinstance(group, list)
                group.append(result)
            else:
                table[text_of(name)] = result
        return items if expression.key is None else table

    def _joined(self, expression: Joined, local: Mapping[str, Value]) -> Value:
        items = self._for(expression.of, local)
        hidden = unknown_in(items)
        if hidden is not None:
            return hidden
        assert isinstance(items, list)
        return "".join(text_of(item) for item in items)

    def _call(self, call: Call, local: Mapping[str, Value]) -> Value:
        arguments = [self.value(each, local) for each in call.arguments]
        if call.spreads and arguments:
            last = arguments.pop()
            if isinstance(last, Unknown):
                return last
            if not isinstance(last, list):
                raise TypeError("nothing to spread")
            arguments += last
        own = self.functions.get(call.name)
        if own is not None:
            if call.name in self._functions_at_work:
                return Unknown(f"the function {call.name} calls itself")
            given = dict(zip(own.parameters, arguments, strict=False))
            further = arguments[len(own.parameters) :]
            if len(given) < len(own.parameters) or (further and own.rest is None):
                return Unknown(f"the function {call.name} takes other arguments")
            if own.rest is not None:
                given[own.rest] = further
            self._functions_at_work.add(call.name)
            found = self.value(own.result, given)
            self._functions_at_work.discard(call.name)
            return found
        function = FUNCTIONS.get(call.name)
        if function is None:
            return Unknown(f"the function {call.name} is not worked out")
        for argument in arguments:
            if isinstance(argument, str | list | dict):
                self._steps += len(argument) // 10
            hidden = unknown_in(argument)
            if hidden is not None:
                return hidden
        found = function(*arguments)
        if isinstance(found, float):
            return _whole(found)
        return found  # type: ignore[no-any-return]  # the table is of functions of values

    def _block(self, access: Access, local: Mapping[str, Value]) -> tuple[Value] | None:
        """Return what ``target.NAME.attribute`` comes to; None for anything else."""
        of = access.of
        if not isinstance(of, Access) or not isinstance(of.of, Name) or of.of.name in local:
            return None
        body = self.blocks.get((of.of.name, of.name))
        if body is None:
            return None
        attribute = body.get(access.name)
        if attribute is None or body.get("matrix") is not None:
            return (Unknown(f"{of.of.name}.{of.name}.{access.name} is not worked out"),)
        return (self.value(attribute.value),)


def names_in(expression: Expression) -> Iterator[Name]:
    """Yield the references to variables within an expression."""
    pending = [expression]
    while pending:
        each = pending.pop()
        if isinstance(each, Name):
            yield each
        pending.extend(parts_of(each))


def _taken(of: Value, key: Value) -> Value:
    if isinstance(of, Unknown):
        return of
    if isinstance(key, Unknown):
        return key
    if isinstance(of, dict):
        return of[text_of(key)]
    if isinstance(of, list):
        at = int(text_of(key))
        if at < 0:
            raise IndexError("below the first")
        return of[at]
    raise TypeError("nothing to take from")


def _truth(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if value in {"true", "false"}:
        return value == "true"
    raise TypeError("it is neither true nor false")


def _number(value: Value) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError("it is no number")
    return _whole(float(value)) if isinstance(value, str) else value


def _whole(value: int | float) -> int | float:  # noqa: PYI041 - both are meant
    return int(value) if isinstance(value, float) and value == int(value) else value


def _same(left: Value, right: Value) -> bool:
    """Tell whether two values are the same, of the same type."""
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return left == right
