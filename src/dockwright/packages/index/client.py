"""The client of package indexes: files of a package, metadata and contents of a wheel."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from dockwright.model.unknown import Unknown
from dockwright.net import Network, NetworkError, without_credentials
from dockwright.packages.index.simple import ACCEPTED, IndexFile, file_from_url, read_page
from dockwright.packages.index.store import Store
from dockwright.packages.index.wheel import (
    LEAST_TAIL,
    RangeFile,
    Script,
    WheelContents,
    read_contents,
    read_metadata,
    tail_size,
)
from dockwright.packages.records import canonical_name
from dockwright.text.light import NamedTuple, TypeVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockwright.packages.index.bytecode import SampledSource
    from dockwright.packages.index.links import WheelLinks
    from dockwright.packages.index.settings import IndexSettings

__all__ = ["IndexClient", "Sized"]

ReadT = TypeVar("ReadT")
ItemT = TypeVar("ItemT")

_PAGE_SECONDS = 600.0
_MOST_PAGE = 64 << 20
_MOST_PAGE_FILES = 200_000
_WORKERS = 16
# What of all sources of a set of wheels is compiled, and the least of each wheel: a second of
# computing, for an error of a few per cent for a wheel and less for a set.
_SAMPLE_BYTES = 8_000_000
_SAMPLE_FILES = 400
_LEAST_SAMPLE_BYTES = 100_000
_LEAST_SAMPLE_FILES = 10
_PART = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class Sized(NamedTuple):
    """What is known of the size of a file that can be installed.

    Attributes:
        download: bytes of the file, or why they are not known.
        contents: what the wheel holds, or why that is not known.
    """

    download: int | Unknown
    contents: WheelContents | Unknown


class IndexClient:
    """Asks the configured indexes; nothing it is given or finds raises.

    What was answered is stored: a wheel's contents for good, since a file of an index never
    changes, and pages for ten minutes.  Offline, what is stored counts however old it is, and
    the rest is ``Unknown``.
    """

    def __init__(
        self,
        settings: IndexSettings,
        *,
        store: Store | None = None,
        network: Network | None = None,
        offline: bool = False,
    ) -> None:
        self.settings = settings
        self._store = store or Store(None)
        self._given = network
        self._offline = offline

    @property
    def _network(self) -> Network:
        """Return what asks; it is made when something is not stored."""
        if self._given is None:
            from dockwright.packages.index.credentials import Credentials

            self._given = Network(
                offline=self._offline,
                cafile=self.settings.cafile,
                trusted=self.settings.trusted,
                connections=_WORKERS,
                authorise=Credentials(self.settings),
            )
        return self._given

    def files(self, name: str) -> tuple[IndexFile, ...] | Unknown:
        """Return what all indexes and places of files offer of a package.

        One that cannot be asked makes the answer ``Unknown``: what it has might be newer.
        """
        package = canonical_name(name)
        found: list[IndexFile] = []
        indexes = self.settings.for_package(package)
        if not indexes and isinstance(self.settings.default, Unknown):
            return self.settings.default
        for index in indexes:
            page = self._page(f"{index.url.rstrip('/')}/{package}/")
            if isinstance(page, Unknown):
                return page
            found += page
        for place in self.settings.links:
            page = self._page(place)
            if isinstance(page, Unknown):
                continue  # pip passes over a place that is not there
            found += [each for each in page if _is_of(each.name, package)]
        return tuple(found)

    def metadata(self, file: IndexFile) -> bytes | Unknown:
        """Return the core metadata of a wheel, without downloading it."""
        key = f"metadata {_identity(file)}"
        known = self._store.get(key)
        if isinstance(known, str):
            return known.encode("utf-8", "surrogateescape")
        data: bytes | Unknown = Unknown("not served apart")
        if file.has_metadata:
            data = self._fetch(f"{file.url}.metadata")
        if isinstance(data, Unknown):
            opened = self._open(file)
            data = opened if isinstance(opened, Unknown) else self._read(opened[0], read_metadata)
        if isinstance(data, bytes):
            self._store.put(key, data.decode("utf-8", "surrogateescape"))
        return data

    def sized(self, file: IndexFile) -> Sized:
        """Return what is known of a file's sizes."""
        key = _contents_key(file)
        known = _stored_contents(self._store.get(key))
        if known is not None:
            return known
        if not file.name.endswith(".whl"):
            size = self._length(file)
            return Sized(size, Unknown("what a source archive installs is known when it is built"))
        opened = self._open(file)
        if isinstance(opened, Unknown):
            return Sized(Unknown(opened.reason) if file.size is None else file.size, opened)
        source, length = opened
        contents = (
            Unknown("the server sends no parts of a file")
            if source is None
            else self._read(source, read_contents)
        )
        found = Sized(length, contents)
        if isinstance(contents, WheelContents):
            self._store.put(key, [length, list(contents)])
        return found

    def sized_all(self, files: Iterable[IndexFile]) -> list[Sized]:
        """Return the sizes of many files in their order; those not stored are asked for at once."""
        wanted = list(files)
        known = [_stored_contents(self._store.get(_contents_key(each))) for each in wanted]
        missing = [file for file, each in zip(wanted, known, strict=True) if each is None]
        asked = iter(_at_once(self.sized, missing))
        return [next(asked) if each is None else each for each in known]

    def links(self, file: IndexFile, most: int | None = None) -> WheelLinks | Unknown:
        """Return what a wheel's compiled files are linked to; those are fetched for it.

        Where the server sends no parts, the whole wheel is.  Nothing is fetched of which it is
        known beforehand that it is larger than ``most`` bytes (by default 200 MiB).
        """
        from dockwright.packages.index.links import MOST_BYTES, WheelLinks, read_links

        bound = MOST_BYTES if most is None else most
        key = f"links {_identity(file)}"
        known = _stored_links(self._store.get(key))
        if known is not None:
            return known
        if not file.name.endswith(".whl"):
            return Unknown("what a source archive is linked to is known when it is built")
        opened = self._open(file)
        if isinstance(opened, Unknown):
            return opened
        source, length = opened
        if source is None:
            if length > bound:
                return Unknown(f"it is {length // 1_000_000} MB, and the server sends no parts")
            try:
                source = io.BytesIO(self._network.get(file.url, most=bound).body)
            except NetworkError as error:
                return Unknown(str(error))
        found = self._read(source, lambda each: read_links(each, bound))
        if isinstance(found, WheelLinks):
            self._store.put(key, [[list(each) for each in found.needs], *found[1:]])
        return found

    def may_be_kept(self, file: IndexFile) -> bool | Unknown:
        """Tell whether the index lets installers with an HTTP cache keep a file, as pip has one.

        Without a time to live and a mark to ask with again, nothing is kept (RFC 9111).
        """
        if _local_path(file.url) is not None:
            return False
        key = f"kept {_identity(file)}"
        known = self._store.get(key)
        if isinstance(known, bool):
            return known
        try:
            found = self._network.get(file.url, {"Range": "bytes=0-0"}, only_part=True)
        except NetworkError as error:
            return Unknown(str(error))
        if found.status not in {200, 206}:
            return Unknown(f"the server answers {found.status} for {file.name}")
        told = found.headers.get("cache-control", "").lower()
        marks = ("etag", "expires")
        kept = "no-store" not in told and (
            "max-age" in told or any(found.headers.get(each) for each in marks)
        )
        self._store.put(key, kept)
        return kept

    def samples(
        self, wheels: Iterable[tuple[IndexFile, WheelContents]]
    ) -> list[tuple[SampledSource, ...] | Unknown]:
        """Return a sample of each wheel's sources, compiled by the Python that runs us.

        Large wheels get large samples, so that a set of wheels takes about a second.
        """
        wanted = list(wheels)
        total = max(1, sum(contents.source_bytes for _, contents in wanted))

        def sample(each: tuple[IndexFile, WheelContents]) -> tuple[SampledSource, ...] | Unknown:
            share = each[1].source_bytes / total
            most_bytes = max(_LEAST_SAMPLE_BYTES, round(_SAMPLE_BYTES * share))
            return self._sample(
                *each, most_bytes, max(_LEAST_SAMPLE_FILES, round(_SAMPLE_FILES * share))
            )

        return _at_once(sample, wanted)

    def _sample(
        self, file: IndexFile, contents: WheelContents, most_bytes: int, most_files: int
    ) -> tuple[SampledSource, ...] | Unknown:
        if not contents.sources:
            return ()
        from dockwright.packages.index.bytecode import MINOR, read_sample

        key = f"sample {MINOR} {_identity(file)}"
        known = _stored_sample(self._store.get(key), most_bytes)
        if known is not None:
            return known
        opened = self._open(file)
        if isinstance(opened, Unknown):
            return opened
        found = self._read(opened[0], lambda source: read_sample(source, most_bytes, most_files))
        if not isinstance(found, Unknown):
            self._store.put(key, [most_bytes, [list(each) for each in found]])
        return found

    @staticmethod
    def _read(
        source: io.RawIOBase | io.BufferedIOBase | None,
        reader: Callable[[io.RawIOBase | io.BufferedIOBase], ReadT | Unknown],
    ) -> ReadT | Unknown:
        if source is None:
            return Unknown("the server sends no parts of a file")
        try:
            with source:
                return reader(source)
        except (NetworkError, OSError) as error:
            return Unknown(f"it could not be read: {error}")

    def _length(self, file: IndexFile) -> int | Unknown:
        path = _local_path(file.url)
        if path is not None:
            try:
                return path.stat().st_size
            except OSError as error:
                return Unknown(f"{path} cannot be read: {error.strerror}")
        return Unknown("the index does not tell its size") if file.size is None else file.size

    def _open(
        self, file: IndexFile
    ) -> tuple[io.RawIOBase | io.BufferedIOBase | None, int] | Unknown:
        """Return a wheel as a file that is read in parts, and its length."""
        path = _local_path(file.url)
        if path is not None:
            try:
                return path.open("rb"), path.stat().st_size
            except OSError as error:
                return Unknown(f"{path} cannot be read: {error.strerror}")
        wanted = LEAST_TAIL if file.size is None else tail_size(file.size)
        start = None if file.size is None else max(0, file.size - wanted)
        asked = f"bytes=-{wanted}" if start is None else f"bytes={start}-"
        try:
            found = self._network.get(file.url, {"Range": asked}, only_part=True)
        except NetworkError as error:
            return Unknown(str(error))
        if found.status == 200:
            told = found.headers.get("content-length", "")
            if told.isdigit():
                return None, int(told)
            return Unknown("the server tells no size") if file.size is None else (None, file.size)
        match = _PART.match(found.headers.get("content-range", ""))
        if found.status != 206 or match is None:
            return Unknown(f"the server answers {found.status} for {file.name}")
        first, length = int(match[1]), int(match[3])

        def fetch(at: int, size: int) -> bytes:
            part = self._network.get(
                file.url, {"Range": f"bytes={at}-{at + size - 1}"}, only_part=True, most=size
            )
            if part.status != 206:
                raise NetworkError(f"the server answers {part.status} for a part of {file.name}")
            return part.body

        source = RangeFile(length, fetch)
        source.add(first, found.body)
        return source, length

    def _page(self, address: str) -> tuple[IndexFile, ...] | Unknown:
        path = _local_path(address)
        if path is not None:
            return _local_page(path)
        key = f"page {without_credentials(urldefrag(address)[0])}"
        stored = self._store.get(key, None if self._network.offline else _PAGE_SECONDS)
        if isinstance(stored, list):
            try:
                return tuple(IndexFile(*each) for each in stored)
            except TypeError:
                pass  # of another version
        try:
            found = self._network.get(address, {"Accept": ACCEPTED}, most=_MOST_PAGE)
        except NetworkError as error:
            return Unknown(str(error))
        if found.status in {404, 410}:
            return ()
        if found.status != 200:
            return Unknown(f"the index answers {found.status} for {found.url}")
        kind = found.headers.get("content-type", "")
        page = read_page(found.body.decode("utf-8", "replace"), found.url, kind)
        if page is None or len(page) > _MOST_PAGE_FILES:
            return Unknown(f"{found.url} is no page of an index")
        # An index may put passwords into the addresses of its files: those are not kept.
        if all(each.url == without_credentials(each.url) for each in page):
            self._store.put(key, [list(each) for each in page])
        return page

    def _fetch(self, url: str) -> bytes | Unknown:
        path = _local_path(url)
        try:
            if path is not None:
                return path.read_bytes()
            found = self._network.get(url)
        except (NetworkError, OSError) as error:
            return Unknown(str(error))
        return found.body if found.status == 200 else Unknown(f"the server answers {found.status}")


def _at_once(work: Callable[[ItemT], ReadT], items: list[ItemT]) -> list[ReadT]:
    """Return what work makes of items, in their order, several at a time."""
    if len(items) < 2:
        return [work(each) for each in items]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(_WORKERS, len(items))) as pool:
        return list(pool.map(work, items))


def _contents_key(file: IndexFile) -> str:
    return f"contents {_identity(file)}"


def _local_path(address: str) -> Path | None:
    """Return the path of a ``file:`` address or of a plain path, None for other addresses."""
    if address.startswith("file:"):
        path = urlsplit(address).path
        if os.name == "nt":
            from urllib.request import url2pathname

            return Path(url2pathname(path))
        return Path(unquote(path))
    return None if "://" in address else Path(unquote(address) if "%" in address else address)


def _local_page(path: Path) -> tuple[IndexFile, ...] | Unknown:
    """Return the files of a directory: of its index page where it has one, else in it."""
    try:
        if path.is_dir():
            page = path / "index.html"
            if not page.is_file():
                return tuple(
                    file_from_url(each.absolute().as_uri(), each.stat().st_size)
                    for each in sorted(path.iterdir())
                    if each.name.endswith((".whl", ".tar.gz", ".zip"))
                )
            path = page
        elif not path.exists():
            return ()
        if path.stat().st_size > _MOST_PAGE:
            return Unknown(f"{path} is too large")
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return Unknown(f"{path} cannot be read: {error.strerror}")
    return read_page(text, path.absolute().as_uri(), "text/html") or ()


def _is_of(file: str, package: str) -> bool:
    """Tell whether a file is of a package, by its name."""
    stem = file.partition("-")[0] if file.endswith(".whl") else file.rpartition("-")[0]
    return canonical_name(stem) == package


def _identity(file: IndexFile) -> str:
    """Return what tells a file from all others: what is behind it never changes.

    A file of this machine is told by its size and time, too.
    """
    path = _local_path(file.url)
    if path is None:
        return file.digest or without_credentials(file.url)
    try:
        found = path.stat()
    except OSError:
        return f"{path} that is not there"
    return f"{path} {found.st_size} {found.st_mtime_ns}"


def _stored_sample(known: object, most_bytes: int) -> tuple[SampledSource, ...] | None:
    """Return a stored sample that is as large as is asked, or None."""
    from dockwright.packages.index.bytecode import SampledSource

    match known:
        case [int(size), list(rows)] if all(
            isinstance(row, list) and len(row) == len(SampledSource._fields) for row in rows
        ):
            found = tuple(SampledSource(*row) for row in rows)
            is_whole = all(each.probability == 1 for each in found)
            # Half of what is asked is enough: the same wheel among others has another share.
            return found if is_whole or 2 * size >= most_bytes else None
    return None


def _stored_links(known: object) -> WheelLinks | None:
    """Return what was stored of a wheel's links, or None where that is of another version."""
    from dockwright.packages.index.links import WheelLinks, WheelNeed

    match known:
        case [
            list(needs),
            list(carried),
            [int(), int()] | None as glibc,
            int(modules),
            int(starts),
        ] if all(
            isinstance(each, list) and len(each) == len(WheelNeed._fields) for each in needs
        ) and all(isinstance(each, list) and len(each) == 2 for each in carried):
            return WheelLinks(
                tuple(WheelNeed(*each) for each in needs),
                tuple((name, tuple(needed)) for name, needed in carried),
                None if glibc is None else (glibc[0], glibc[1]),
                modules,
                starts,
            )
    return None


def _stored_contents(known: object) -> Sized | None:
    """Return what was stored of a wheel, or None where that is of another version."""
    match known:
        case [int(length), [*numbers, list(scripts), str(directory)]] if (
            len(numbers) == len(WheelContents._fields) - 2
            and all(isinstance(each, int) for each in numbers)
            and all(isinstance(each, list) and len(each) == 3 for each in scripts)
        ):
            programs = tuple(Script(*each) for each in scripts)
            return Sized(length, WheelContents._make([*numbers, programs, directory]))
    return None
