"""The shipped snapshot of packages: what the newest wheels hold and pull in, as of a day.

``snapshot.txt`` is written by ``tools/snapshot_packages.py``.  It is read when something first asks
for a size, and of its lines only those of the packages asked for are parsed.

The first lines tell about the file, a word and its values each: ``as_of``, ``source``, ``pythons``,
``platforms`` (their product, platform by platform, are the cells) and ``named``, the packages that
were asked for; the others were pulled in.  Of some packages, which are large and often pinned, the
last release of each minor version is there as well.  Then each package has a block:

- ``=NAME``: the package begins.
- ``@VERSION FACTOR``: a release, newest first; ``FACTOR`` is what its compiled files come to, in
  thousandths of what ``installed-size.bytecode`` tells.
- ``>CONDITION NAME…``: what it pulls in; the condition is an extra and a colon, where one asks for
  it, and cells, where it is not all.  ``NAME==VERSION`` is the newest that it allows, where that
  is not the newest of all.
- ``+CELLS NUMBER…``: the wheel for some cells: bytes of the file, then ``WheelContents`` from
  ``files`` to ``source_paths``.
- ``-CELLS``: there is no wheel for these cells.
- ``!NAME=MODULE:ATTRIBUTE …``: the programs that installers write.

Cells are bits, in hexadecimal.
"""

from __future__ import annotations

from dockwright.kb.records import version_numbers
from dockwright.text.light import NamedTuple, cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.kb.load import KnowledgeBase

__all__ = [
    "KnownRelease",
    "KnownWheel",
    "Pulled",
    "Snapshot",
    "Wanted",
    "bytecode_weights",
    "installed_bytes",
    "load_snapshot",
]

_FILE = "snapshot.txt"
_MOST_PACKAGES = 2000


class KnownWheel(NamedTuple):
    """What a wheel of the snapshot holds.

    Attributes:
        download: bytes of the file.
        files: how many files.
        bytes: their uncompressed sizes together.
        record: bytes of the rows that ``RECORD`` has for them, without the ends of the lines.
        sources: how many are Python files.
        source_bytes: the sizes of those.
        source_compressed: their sizes in the archive.
        source_paths: the lengths of their paths together.
    """

    download: int
    files: int
    bytes: int
    record: int
    sources: int
    source_bytes: int
    source_compressed: int
    source_paths: int


class KnownRelease(NamedTuple):
    """A release of a package.

    Attributes:
        name: the package, normalised.
        version: the release.
        correction: how many times the bytes that the model tells its compiled files have.
        requires: what it pulls in, by condition.
        rows: its wheels as they stand in the file, with the cells that they are for.
        scripts: the programs that installers write, as ``NAME=MODULE:ATTRIBUTE``.
        cells: the Pythons and platforms that it is the newest for, or allowed for, as bits.
    """

    name: str
    version: str
    correction: float
    requires: Mapping[str, tuple[str, ...]]
    rows: tuple[tuple[int, str], ...]
    scripts: tuple[str, ...]
    cells: int

    def wheel(self, cell: int) -> KnownWheel | None:
        """Return the wheel for a Python and platform, None where there is none."""
        for cells, row in self.rows:
            if cells >> cell & 1:
                return KnownWheel(*map(int, row.split(" ")))
        return None


class Wanted(NamedTuple):
    """A package that is asked for.

    Attributes:
        name: its name, normalised.
        extras: the extras, normalised.
        version: the release that is pinned, or ``""``.
        specifier: what is said about releases (PEP 440), as in ``>=2,<3``.
    """

    name: str
    extras: tuple[str, ...] = ()
    version: str = ""
    specifier: str = ""

    def allows(self, version: str) -> bool:
        """Tell whether a release may be taken; one that cannot be compared may."""
        if self.version:
            return version == self.version
        if not self.specifier:
            return True
        from packaging.specifiers import InvalidSpecifier, SpecifierSet

        try:
            return SpecifierSet(self.specifier).contains(version, prereleases=True)
        except InvalidSpecifier:
            return True


class Pulled(NamedTuple):
    """What packages come to, with what they pull in.

    Attributes:
        releases: the releases, each package once, by name.
        unknown: packages of which no size is known: the snapshot has them not, or no wheel.
        other: packages of which a release is taken that is not the one asked for.
    """

    releases: tuple[KnownRelease, ...]
    unknown: tuple[str, ...]
    other: tuple[str, ...]


class Snapshot:
    """What the snapshot tells.

    Attributes:
        as_of: the day on which the index was asked.
        source: where it is from, in words.
        pythons: the versions of Python that it tells about.
        platforms: the platforms; ``-musl`` stands after those of musl.
        named: the packages that were asked for, without what they pull in.
    """

    __slots__ = ("_blocks", "_known", "as_of", "named", "platforms", "pythons", "source")

    def __init__(self, text: str) -> None:
        head, _, _ = text.partition("\n=")
        told = dict(line.split(" ", 1) for line in head.split("\n"))
        self.as_of = told["as_of"]
        self.source = told["source"]
        self.pythons = tuple(told["pythons"].split())
        self.platforms = tuple(told["platforms"].split())
        self.named = tuple(told["named"].split())
        self._blocks = {block.partition("\n")[0]: block for block in text.split("\n=")[1:]}
        self._known: dict[str, tuple[KnownRelease, ...]] = {}

    def names(self) -> tuple[str, ...]:
        """Return all packages, those that are pulled in among them, by name."""
        return tuple(self._blocks)

    def cell(self, python: str, platform: str, *, is_musl: bool = False) -> int | None:
        """Return the number of a Python and platform, None where the snapshot is not about it."""
        minor = ".".join(python.split(".")[:2])
        parts = platform.split("/")
        place = "/".join(parts[:2]) + ("-musl" if is_musl else "")
        if minor not in self.pythons or place not in self.platforms:
            return None
        return self.platforms.index(place) * len(self.pythons) + self.pythons.index(minor)

    def releases(self, name: str) -> tuple[KnownRelease, ...]:
        """Return the releases of a package, newest first; none where it is not known."""
        known = self._known.get(name)
        if known is None:
            parts = self._blocks.get(name, "").split("\n@")[1:]
            known = self._known[name] = tuple([_release(name, part) for part in parts])
        return known

    def release(
        self, name: str, cell: int, version: str = "", wanted: Wanted | None = None
    ) -> KnownRelease | None:
        """Return a package's release for a Python and platform.

        That is the version asked for where the snapshot has it for them, else the newest that is
        wanted, else the one that is nearest: the first after a pinned one, which is often the last
        of the same minor version, and the oldest where only older ones are wanted.
        """
        fitting = [each for each in self.releases(name) if each.cells >> cell & 1]
        exact = next((each for each in fitting if each.version == version), None)
        if exact is not None or not fitting:
            return exact
        if version:
            pinned = version_numbers(version)
            after = [each for each in fitting if version_numbers(each.version) >= pinned]
            return after[-1] if after else fitting[0]
        if wanted is None or len(fitting) == 1:
            return fitting[0]
        return next((each for each in fitting if wanted.allows(each.version)), fitting[-1])

    def pulled(self, wanted: Iterable[Wanted], cell: int) -> Pulled:
        """Return what packages bring with what they pull in, for a Python and platform.

        Of several releases that are allowed the oldest is taken, as a resolver comes to it.
        """
        extras: dict[str, set[str]] = {}
        pins: dict[str, str] = {}
        fixed: dict[str, Wanted] = {}
        waiting: list[str] = []
        for each in wanted:
            extras.setdefault(each.name, {""}).update(each.extras)
            if each.version or each.specifier:
                fixed[each.name] = each
            if each.version:
                pins[each.name] = each.version
            waiting.append(each.name)
        taken: dict[str, KnownRelease] = {}
        unknown: set[str] = set()
        while waiting and len(taken) < _MOST_PACKAGES:
            name = waiting.pop()
            release = self.release(name, cell, pins.get(name, ""), fixed.get(name))
            if release is None:
                unknown.add(name)
                continue
            if release.wheel(cell) is None:
                unknown.add(name)
            taken[name] = release
            for word in _asked(release, extras[name], cell):
                other, more, version = _parted(word)
                known = extras.get(other)
                is_new = known is None or not more <= known
                extras.setdefault(other, {""}).update(more)
                told = fixed.get(other)
                if version and told is not None and (told.version or not told.allows(version)):
                    version = ""
                if version and self._is_older(other, version, pins):
                    pins[other] = version
                    is_new = True
                if is_new:
                    waiting.append(other)
        found = tuple(taken[name] for name in sorted(taken) if name not in unknown)
        others = sorted(
            name
            for name, each in fixed.items()
            if name in taken and not each.allows(taken[name].version)
        )
        return Pulled(found, tuple(sorted(unknown)), tuple(others))

    def _is_older(self, name: str, version: str, pins: Mapping[str, str]) -> bool:
        """Tell whether a release is older than the one that is pinned so far."""
        order = [each.version for each in self.releases(name)]
        if version not in order:
            return False
        return name not in pins or order.index(version) > order.index(pins[name])


def installed_bytes(
    release: KnownRelease, cell: int, python: str, kb: KnowledgeBase, *, compiles: bool = True
) -> int:
    """Return the bytes of a release's files in an image, compiled ones with them.

    What installers write besides, which is little, is left out.
    """
    wheel = release.wheel(cell)
    if wheel is None:
        return 0
    if not compiles:
        return wheel.bytes
    row = bytecode_weights(kb, ".".join(python.split(".")[:2]))
    values = (wheel.sources, wheel.source_bytes, wheel.source_compressed)
    modelled = sum(weight * value for weight, value in zip(row, values, strict=True))
    return wheel.bytes + round(modelled * release.correction)


def bytecode_weights(kb: KnowledgeBase, minor: str) -> tuple[float, ...]:
    """Return the weights of number, bytes and compressed bytes of sources for a Python.

    Of a Python that was not measured the nearest one that was is taken.
    """
    rows = kb.mapping("installed-size.bytecode")
    if minor not in rows:
        minor = min(rows, key=lambda each: (abs(_number(each) - _number(minor)), -_number(each)))
    return tuple(rows[minor])


def _number(minor: str) -> int:
    major, _, rest = minor.partition(".")
    return int(major or 0) * 100 + int(rest or 0)


def _asked(release: KnownRelease, extras: set[str], cell: int) -> list[str]:
    found: list[str] = []
    for condition, words in release.requires.items():
        extra, colon, cells = condition.rpartition(":")
        if colon and extra not in extras:
            continue
        if not cells or int(cells, 16) >> cell & 1:
            found += words
    return found


def _parted(word: str) -> tuple[str, set[str], str]:
    """Return the name, the extras and the version of a word such as ``ray[serve]==2.1``."""
    name, _, version = word.partition("==")
    name, _, extras = name.partition("[")
    return name, set(extras.rstrip("]").split(",")) if extras else set(), version


def _release(name: str, part: str) -> KnownRelease:
    head, *lines = part.split("\n")
    version, factor = head.split(" ")
    requires: dict[str, tuple[str, ...]] = {}
    rows: list[tuple[int, str]] = []
    scripts: tuple[str, ...] = ()
    cells = 0
    for line in lines:
        sign = line[:1]
        first, _, rest = line[1:].partition(" ")
        if sign == ">":
            requires[first] = tuple(rest.split(" "))
        elif sign == "+":
            rows.append((int(first, 16), rest))
            cells |= rows[-1][0]
        elif sign == "-":
            cells |= int(first, 16)
        elif sign == "!":
            scripts = tuple(line[1:].split(" "))
    return KnownRelease(name, version, int(factor) / 1000, requires, tuple(rows), scripts, cells)


@cache
def load_snapshot() -> Snapshot:
    """Return the shipped snapshot."""
    path = __file__.rpartition("snapshot.py")[0] + _FILE
    with open(path, encoding="ascii") as file:  # noqa: PTH123 - importing pathlib is slow
        return Snapshot(file.read())
