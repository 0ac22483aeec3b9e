"""The pages of a package index: JSON (PEP 691, 700), HTML (PEP 503, 592, 658), directories."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote, urljoin, urlsplit

from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
    """Return the file at an address, of which nothing else is known.

    What is no address is taken as it stands: nothing is found there.
    """
    plain, _, fragment = url.partition("#")
    match = _HASH.search(fragment)
    try:
        path = urlsplit(plain).path
    except ValueError:
        path = plain
    return IndexFile(
        unquote(path.rpartition("/")[2]),
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
    from dockwright.packages.index.html_page import read_links_of_page

    return read_links_of_page(text, base)


def _is_file(each: object) -> bool:
    return (
        isinstance(each, dict)
        and isinstance(each.get("url"), str)
        and isinstance(each.get("filename"), str)
    )


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return url  # no address: nothing is found there


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
        _joined(base, table["url"]),
        size if isinstance(size, int) and size >= 0 else None,
        python if isinstance(python, str) else "",
        (yanked if isinstance(yanked, str) else "") if yanked else None,
        bool(metadata),
        f"sha256={digest}" if isinstance(digest, str) else "",
        uploaded if isinstance(uploaded, str) else "",
    )
