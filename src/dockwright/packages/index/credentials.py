"""Passwords of private indexes: in the address, uv's variables, netrc, the keyring."""

from __future__ import annotations

import base64
import netrc
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.packages.index.settings import IndexSettings

__all__ = ["Credentials"]

_KEYRING_SECONDS = 20


class Credentials:
    """Finds what authorises a request; every secret goes only to the host that it is for."""

    def __init__(self, settings: IndexSettings, environ: Mapping[str, str] | None = None) -> None:
        self._env = os.environ if environ is None else environ
        self._keyring = settings.keyring
        self._known: dict[tuple[str, str], tuple[str, str]] = {}
        self._asked: dict[str, str] = {}
        for index in settings.indexes:
            parts = urlsplit(index.url)
            where = (parts.scheme, parts.netloc.rpartition("@")[2])
            key = re.sub(r"[^A-Z0-9]", "_", index.name.upper())
            user = self._env.get(f"UV_INDEX_{key}_USERNAME", "") if key else ""
            password = self._env.get(f"UV_INDEX_{key}_PASSWORD", "") if key else ""
            if parts.username is not None:
                self._known[where] = (unquote(parts.username), unquote(parts.password or ""))
            elif user or password:
                self._known[where] = (user, password)
        self._netrc = self._read_netrc()

    def __call__(self, url: str, *, asked: bool) -> str:
        """Return the value of ``Authorization`` for a request, or ``""``.

        ``asked`` says that the server refused the request without one: only then is the keyring
        asked, since that may ask its user.
        """
        parts = urlsplit(url)
        if parts.username is not None and parts.password is not None:
            return _basic(unquote(parts.username), unquote(parts.password))
        known = self._known.get((parts.scheme, parts.netloc.rpartition("@")[2]))
        if known is not None and known[1]:
            return _basic(*known)
        host = parts.hostname or ""
        if self._netrc is not None:
            found = self._netrc.authenticators(host)
            if found is not None and found[2]:
                return _basic(found[0] or "", found[2])
        user = known[0] if known else unquote(parts.username or "")
        if asked and self._keyring and user:
            if host not in self._asked:
                self._asked[host] = self._from_keyring(host, user)
            if self._asked[host]:
                return _basic(user, self._asked[host])
        return _basic(*known) if known is not None and known[0] else ""

    def _read_netrc(self) -> netrc.netrc | None:
        home = self._env.get("HOME", "")
        path = self._env.get("NETRC") or (os.path.join(home, ".netrc") if home else "")  # noqa: PTH118
        try:
            return netrc.netrc(path) if path else None
        except (OSError, netrc.NetrcParseError, UnicodeDecodeError):
            return None

    @staticmethod
    def _from_keyring(host: str, user: str) -> str:
        program = shutil.which("keyring")
        if program is None:
            return ""
        try:
            done = subprocess.run(  # noqa: S603 - the words are a host and a user, no shell
                (program, "get", "--", host, user),
                capture_output=True,
                text=True,
                timeout=_KEYRING_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
            return ""
        return done.stdout.rstrip("\n") if done.returncode == 0 else ""


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
