"""The pages of a package index: JSON (PEP 691, 700), HTML (PEP 503, 592, 658), directories."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

__all__ = ["ACCEPTED", "IndexFile", "file_from_url", "read_page"]

ACCEPTED = (
    "application/vnd.pypi.simple.v1+json, "
    "application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
)
_HASH = re.compile(r"(sha256|sha384|sha512|sha1|md5|blake2b)=([0-9a-fA-F]+)")


class IndexFile(NamedTuple):
    """A file that an index offers.

    Attributes:
        name: the file's name.
        url: where it is.
        size: its bytes; None where the index does not say.
        python: the Pythons that it takes, as a specifier, or ``""``.
        yanked: why it was withdrawn; None where it was not.
        has_metadata: whether the index serves its metadata apart (PEP 658).
        digest: its hash as ``sha256=…``, or ``""``.
        uploaded: when, as the index writes it, or ``""``.
    """

    name: str
    url: str
    size: int | None = None
    python: str = ""
    yanked: str | None = None
    has_metadata: bool = False
    digest: str = ""
    uploaded: str = ""


def file_from_url(url: str, size: int | None = None) -> IndexFile:
    """Return the file at an address, of which nothing else is known."""
    plain, fragment = urldefrag(url)
    match = _HASH.search(fragment)
    return IndexFile(
        unquote(urlsplit(plain).path.rpartition("/")[2]),
        plain,
        size,
        digest=match[0] if match else "",
    )


def read_page(text: str, base: str, kind: str) -> tuple[IndexFile, ...] | None:
    """Return the files of a page, or None where it is none.

    Args:
        text: the page.
        base: its address, from which relative links start.
        kind: its media type.
    """
    if "json" in kind:
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return None
        files = data.get("files") if isinstance(data, dict) else None
        if not isinstance(files, list):
            return None
        return tuple(_json_file(each, base) for each in files if _is_file(each))
    reader = _Links(base)
    reader.feed(text)
    reader.close()
    return tuple(reader.files)


def _is_file(each: object) -> bool:
    return (
        isinstance(each, dict)
        and isinstance(each.get("url"), str)
        and isinstance(each.get("filename"), str)
    )


def _json_file(table: dict[str, Any], base: str) -> IndexFile:
    hashes = table.get("hashes")
    digest = hashes.get("sha256") if isinstance(hashes, dict) else None
    size = table.get("size")
    yanked = table.get("yanked")
    metadata = table.get("core-metadata", table.get("dist-info-metadata"))
    python = table.get("requires-python")
    uploaded = table.get("upload-time")
    return IndexFile(
        table["filename"],
        urljoin(base, table["url"]),
        size if isinstance(size, int) and size >= 0 else None,
        python if isinstance(python, str) else "",
        (yanked if isinstance(yanked, str) else "") if yanked else None,
        bool(metadata),
        f"sha256={digest}" if isinstance(digest, str) else "",
        uploaded if isinstance(uploaded, str) else "",
    )


class _Links(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = base
        self.files: list[IndexFile] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "base" and values.get("href"):
            self._base = urljoin(self._base, values["href"])
        if tag != "a" or not values.get("href"):
            return
        try:
            found = file_from_url(urljoin(self._base, values["href"]))
        except ValueError:
            return  # no address
        if not found.name.endswith((".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz")):
            return
        metadata = values.get("data-core-metadata", values.get("data-dist-info-metadata"))
        yanked = values.get("data-yanked") or "" if "data-yanked" in values else None
        self.files.append(
            found._replace(
                python=values.get("data-requires-python") or "",
                yanked=yanked,
                has_metadata=bool(metadata) and metadata != "false",
            )
        )
