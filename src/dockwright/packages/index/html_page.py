"""The page of a package index in HTML (PEP 503, 592, 658)."""

from __future__ import annotations

import contextlib
from html.parser import HTMLParser
from urllib.parse import urljoin

from dockwright.packages.index.simple import IndexFile, file_from_url

__all__ = ["read_links_of_page"]


def read_links_of_page(text: str, base: str) -> tuple[IndexFile, ...]:
    """Return the files that a page links to; ``base`` is its address."""
    reader = _Links(base)
    reader.feed(text)
    reader.close()
    return tuple(reader.files)


class _Links(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = base
        self.files: list[IndexFile] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "base" and values.get("href"):
            with contextlib.suppress(ValueError):  # no address
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
