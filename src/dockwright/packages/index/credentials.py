"""Passwords of private indexes: in the address, uv's variables, netrc, the keyring."""

from __future__ import annotations

import base64
import importlib.util
import json
import netrc
import os
import re
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from dockwright.net import without_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.packages.index.settings import Index, IndexSettings

__all__ = ["Credentials"]

_KEYRING_SECONDS = 20


class _Place(NamedTuple):
    """An index or a page of files, and what is configured for it.

    Attributes:
        url: its address without credentials.
        user: the name, or ``""``.
        password: the password, or ``""``.
    """

    url: str
    user: str
    password: str


class Credentials:
    """Finds what authorises a request; every secret goes only to the host that it is for."""

    def __init__(self, settings: IndexSettings, environ: Mapping[str, str] | None = None) -> None:
        self._env = os.environ if environ is None else environ
        self._keyring = settings.keyring
        self._places = [
            *map(self._place, settings.indexes),
            *(_Place(without_credentials(each), *_written_in(each)) for each in settings.links),
        ]
        self._asked: dict[tuple[str, str], tuple[str, str]] = {}
        self._lock = threading.Lock()
        self._netrc = self._read_netrc()

    def _place(self, index: Index) -> _Place:
        user, password = _written_in(index.url)
        key = re.sub(r"[^A-Z0-9]", "_", index.name.upper())
        if key and not password:
            user = self._env.get(f"UV_INDEX_{key}_USERNAME", "") or user
            password = self._env.get(f"UV_INDEX_{key}_PASSWORD", "")
        return _Place(without_credentials(index.url), user, password)

    def __call__(self, url: str, *, asked: bool) -> str:
        """Return the value of ``Authorization`` for a request, or ``""``.

        ``asked`` says that the server refused the request without one: only then is the keyring
        asked, since that may ask its user.
        """
        user, password = _written_in(url)
        if user and password:
            return _basic(user, password)
        known = self._nearest(without_credentials(url))
        user = user or (known.user if known is not None else "")
        if known is not None and known.password and user == known.user:
            return _basic(known.user, known.password)
        found = None
        if self._netrc is not None:
            found = self._netrc.authenticators(urlsplit(url).hostname or "")
        if found is not None and found[2] and user in {"", found[0]}:
            return _basic(found[0] or "", found[2])
        if asked and self._keyring:
            key = (known.url if known is not None else _root(url), user)
            with self._lock:  # it may ask its user: once is enough
                if key not in self._asked:
                    self._asked[key] = self._from_keyring(*key)
            if self._asked[key][1]:
                return _basic(*self._asked[key])
        # A name alone is sent where no keyring may know the password that goes with it.
        return _basic(user, "") if user and (asked or not self._keyring) else ""

    def _nearest(self, url: str) -> _Place | None:
        """Return the place that an address lies below, else one of the same host."""
        root = _root(url)
        same = [each for each in self._places if _root(each.url) == root]
        above = [
            each for each in same if url == each.url or url.startswith(f"{each.url.rstrip('/')}/")
        ]
        if above:
            return max(above, key=lambda each: len(each.url))
        return max(same, key=lambda each: bool(each.password), default=None)

    def _read_netrc(self) -> netrc.netrc | None:
        home = self._env.get("HOME", "")
        path = self._env.get("NETRC") or (os.path.join(home, ".netrc") if home else "")  # noqa: PTH118
        try:
            return netrc.netrc(path) if path else None
        except (OSError, netrc.NetrcParseError, UnicodeDecodeError):
            return None

    def _from_keyring(self, place: str, user: str) -> tuple[str, str]:
        """Return name and password that the keyring has for a place, empty where it has none.

        pip and uv store them under the index's address, and ask for its host next.
        """
        parts = urlsplit(place)
        services = dict.fromkeys((place, parts.netloc, parts.hostname or ""))
        for service in filter(None, services):
            for words in _questions(service, user):
                found = self._answer(words)
                if found is None:
                    continue
                if "--output" not in words:
                    return user, found
                try:
                    answer = json.loads(found)
                    return str(answer["username"] or ""), str(answer["password"] or "")
                except (ValueError, TypeError, KeyError):
                    continue
        return user, ""

    def _answer(self, words: tuple[str, ...]) -> str | None:
        """Return what the keyring's program prints; None where it fails or prints nothing."""
        program: tuple[str, ...] = ()
        found = shutil.which("keyring", path=self._env.get("PATH"))
        if found is not None:
            program = (found,)
        elif importlib.util.find_spec("keyring") is not None:
            # -P: the folder that it runs in may have a keyring.py of its own.
            program = (sys.executable, "-P", "-m", "keyring")
        if not program:
            return None
        try:
            done = subprocess.run(  # noqa: S603 - the words are a place and a user, no shell
                (*program, *words),
                capture_output=True,
                text=True,
                timeout=_KEYRING_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
            return None
        told = done.stdout.rstrip("\r\n")
        return told if done.returncode == 0 and told else None


def _questions(service: str, user: str) -> Iterator[tuple[str, ...]]:
    """Give the words that ask the keyring's program: without a name it may know one."""
    if user:
        yield ("get", "--", service, user)
    else:
        yield ("--mode", "creds", "--output", "json", "get", "--", service)


def _written_in(url: str) -> tuple[str, str]:
    """Return the name and the password that an address holds."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""  # nothing is asked of what is no address
    return unquote(parts.username or ""), unquote(parts.password or "")


def _root(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(
        f"{user}:{password}".encode("utf-8", "surrogateescape")
    ).decode("ascii")
