"""The form of the tables that say which options a program takes.

A table is text: one option an entry, entries separated by newlines or ``;``.
An entry lists the option's names, the canonical one first, then ``=`` when it takes a value, or
``?`` when it takes one only if attached to it (``--color=auto``, ``-i.bak``).
The text is read when the program is first met.
"""

from __future__ import annotations

from dockwright.text.light import NamedTuple

__all__ = ["EMPTY", "Grammar", "Spec", "read_table"]


class Spec(NamedTuple):
    """An option that a program knows."""

    name: str
    """Its canonical name, with dashes."""
    takes: str
    """``""`` for none, ``"="`` for a value, ``"?"`` for a value only when attached."""


def read_table(text: str) -> dict[str, Spec]:
    """Return the options of a table, each under all its names."""
    table: dict[str, Spec] = {}
    for entry in text.replace("\n", ";").split(";"):
        names = entry.split()
        if not names:
            continue
        takes = names.pop() if names[-1] in {"=", "?"} else ""
        spec = Spec(names[0], takes)
        for name in names:
            table[name] = spec
    return table


class Grammar:
    """How a program reads its command line.

    Attributes:
        common: the table of the options that stand before a subcommand, and after it too.
        subcommands: the table of each subcommand's own options; None for a program without
            subcommands.  A key of two words (``"cache purge"``) makes its first word a group.
        aliases: other names of subcommands (``{"i": "install"}``).
        abbreviates: whether a long option may be shortened to a prefix that only it has.
        single_dash: whether options have one dash and several letters (go, find, java).
        permutes: whether options may follow operands.
        stops: subcommands whose first operand ends the options (``conda run``).
        negates: whether ``--no-NAME`` is known for every flag.
        bundled: whether the first word is options without a dash (``tar xzf``).
        finals: options after whose value everything is an operand (python's ``-m``).
        attached_equals: whether ``-o=value`` means the value without its ``=``.
    """

    __slots__ = (
        "_groups",
        "_tables",
        "abbreviates",
        "aliases",
        "attached_equals",
        "bundled",
        "common",
        "finals",
        "negates",
        "permutes",
        "single_dash",
        "stops",
        "subcommands",
    )

    def __init__(
        self,
        common: str,
        subcommands: dict[str, str] | None = None,
        *,
        aliases: dict[str, str] | None = None,
        abbreviates: bool = False,
        single_dash: bool = False,
        permutes: bool = True,
        stops: frozenset[str] = frozenset(),
        negates: bool = False,
        attached_equals: bool = False,
        bundled: bool = False,
        finals: frozenset[str] = frozenset(),
    ) -> None:
        self.common = common
        self.subcommands = subcommands
        self.aliases = aliases or {}
        self.abbreviates = abbreviates
        self.single_dash = single_dash
        self.permutes = permutes
        self.stops = stops
        self.negates = negates
        self.attached_equals = attached_equals
        self.bundled = bundled
        self.finals = finals
        self._tables: dict[str, dict[str, Spec]] = {}
        self._groups: frozenset[str] | None = None

    @property
    def groups(self) -> frozenset[str]:
        """Return the words that take a further word to make a subcommand."""
        groups = self._groups
        if groups is None:
            keys = self.subcommands or {}
            groups = frozenset(key.rpartition(" ")[0] for key in keys if " " in key)
            self._groups = groups
        return groups

    def table(self, subcommand: str) -> dict[str, Spec]:
        """Return the options that hold after ``subcommand`` (``""``: before any)."""
        table = self._tables.get(subcommand)
        if table is None:
            table = read_table(self.common)
            if subcommand and self.subcommands:
                table |= read_table(self.subcommands.get(subcommand, ""))
            self._tables[subcommand] = table
        return table


EMPTY = Grammar("")
