"""The network: one client with proxies, trust bundles, credentials, retries, bounds and offline.

Only what is online by nature asks for one.  It stands on urllib3, which keeps connections open,
follows redirects without taking credentials to another host, and retries; it comes with
``dockwright[size]``.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import urljoin, urlsplit

from dockwright.errors import EnvironmentFaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from urllib3 import BaseHTTPResponse, PoolManager, Retry

__all__ = ["Authorise", "Network", "NetworkError", "Response", "without_credentials"]

_CONNECT_SECONDS = 10.0
_READ_SECONDS = 30.0
_RETRIES = 3
_LONGEST_WAIT = 20.0
"""Seconds that a server which asks for patience is given; some ask for hours."""
_RETRIED = (429, 500, 502, 503, 504)
_MOST_BYTES = 64 << 20
_CHUNK = 1 << 16
_CREDENTIALS = re.compile(r"^((?:[A-Za-z][\w+.-]*:)?//)[^/?#]*@")


class Authorise(Protocol):
    """Returns the ``Authorization`` for an address, or ``""``."""

    def __call__(self, url: str, *, asked: bool) -> str:
        """Answer for ``url``; ``asked`` says that the server refused the request without one."""


class NetworkError(Exception):
    """Nothing usable came; its text is the reason, without a full stop."""


class Response(NamedTuple):
    """What a server answered.

    Attributes:
        url: where the answer came from, after redirects, without credentials.
        status: the HTTP status.
        headers: by lower-case name.
        body: the bytes; empty where they were not wanted.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Network:
    """Fetches over HTTP from several threads at once.

    Args:
        offline: refuse every request.
        cafile: a bundle of trusted certificates; the system's where it is empty.
        trusted: hosts whose certificates are not checked, as pip's ``trusted-host`` has them.
        connections: how many connections to one host stay open.
        authorise: tells what authorises a request.
    """

    def __init__(
        self,
        *,
        offline: bool = False,
        cafile: str = "",
        trusted: tuple[str, ...] = (),
        connections: int = 16,
        retries: int = _RETRIES,
        authorise: Authorise | None = None,
    ) -> None:
        self.offline = offline
        self.connections = connections
        self._cafile = cafile
        self._trusted = trusted
        self._retries = retries
        self._authorise = authorise
        self._proxies: dict[str, str] | None = None
        self._pools: dict[tuple[str, bool], PoolManager] = {}

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        most: int = _MOST_BYTES,
        only_part: bool = False,
    ) -> Response:
        """Return the answer to a GET, whatever its status.

        Args:
            url: the address; credentials in it are sent as such.
            headers: further headers.
            most: bytes above which the body is refused.
            only_part: leave the body of an answer that is no part (206) unread.

        Raises:
            NetworkError: no answer came, or one that is too large.
            EnvironmentFaultError: urllib3 is missing.
        """
        if self.offline:
            raise NetworkError("the network is not used (offline)")
        address = without_credentials(url)
        try:
            _ = urlsplit(url).port
        except ValueError:
            # Of an address that cannot be read, all before an @ may be a password.
            raise NetworkError(f"{url.rpartition('@')[2]} is no address") from None
        sent = {"User-Agent": "dockwright", "Accept-Encoding": "identity", **(headers or {})}
        own = self._authorise(url, asked=False) if self._authorise else ""
        if own:
            sent["Authorization"] = own
        found = self._send(address, sent, most, only_part)
        if found.status == 401 and not own and self._authorise:
            asked = self._authorise(url, asked=True)
            if asked:
                found = self._send(address, {**sent, "Authorization": asked}, most, only_part)
        return found

    def _send(self, url: str, headers: Mapping[str, str], most: int, only_part: bool) -> Response:
        pool = self._pool(url)
        from urllib3.exceptions import HTTPError

        try:
            answer = pool.request(
                "GET", url, headers=dict(headers), preload_content=False, redirect=True
            )
            try:
                told = {name.lower(): value for name, value in answer.headers.items()}
                place = urljoin(url, answer.geturl() or url)
                if only_part and answer.status != 206:
                    answer.close()
                    return Response(without_credentials(place), answer.status, told, b"")
                chunks: list[bytes] = []
                left = most
                for chunk in answer.stream(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        answer.close()
                        raise NetworkError(f"{_shown(url)} sends more than {most} bytes")
                    chunks.append(chunk)
                body = b"".join(chunks)
                return Response(without_credentials(place), answer.status, told, body)
            finally:
                answer.release_conn()
        except (HTTPError, OSError, ValueError) as error:
            raise NetworkError(f"{_shown(url)} does not answer: {_reason(error)}") from None

    def _pool(self, url: str) -> PoolManager:
        parts = urlsplit(url)
        host = parts.hostname or ""
        proxy = ""
        from urllib.request import getproxies, proxy_bypass

        if self._proxies is None:
            self._proxies = getproxies()
        if not proxy_bypass(host):
            proxy = self._proxies.get(parts.scheme, "") or self._proxies.get("all", "")
        is_trusted = host in self._trusted or f"{host}:{parts.port}" in self._trusted
        pool = self._pools.get((proxy, is_trusted))
        if pool is None:
            pool = self._pools.setdefault((proxy, is_trusted), self._make(proxy, is_trusted))
        return pool

    def _make(self, proxy: str, is_trusted: bool) -> PoolManager:
        try:
            import urllib3
        except ImportError:
            raise EnvironmentFaultError(
                "urllib3 is missing, which fetches from package indexes",
                hint="pip install 'dockwright[size]'",
            ) from None
        bundle = self._cafile or os.environ.get("SSL_CERT_FILE", "")
        options: dict[str, Any] = {
            "num_pools": 8,
            "maxsize": self.connections,
            "block": True,
            "timeout": urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
            "retries": _patience(
                total=self._retries,
                redirect=8,
                backoff_factor=0.3,
                backoff_max=8,
                status_forcelist=_RETRIED,
                raise_on_status=False,
            ),
            "cert_reqs": "CERT_NONE" if is_trusted else "CERT_REQUIRED",
            "ca_certs": bundle or None,
        }
        if is_trusted:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        if proxy:
            return urllib3.ProxyManager(proxy, **options)
        return urllib3.PoolManager(**options)


def _patience(**options: Any) -> Retry:
    """Return a way to try again that waits as long as a server asks, within bounds."""
    from urllib3 import Retry

    class Patience(Retry):
        def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
            asked = super().get_retry_after(response)
            return None if asked is None else min(asked, _LONGEST_WAIT)

    return Patience(**options)


def without_credentials(url: str) -> str:
    """Return an address without a name and a password in it."""
    return _CREDENTIALS.sub(r"\1", url)


def _shown(url: str) -> str:
    """Return an address without what may be secret in it."""
    return urlsplit(without_credentials(url))._replace(query="", fragment="").geturl()


def _reason(error: Exception) -> str:
    """Return the innermost reason of an error, in one line."""
    inner: object = getattr(error, "reason", None)
    while isinstance(inner, Exception) and isinstance(
        deeper := getattr(inner, "reason", None), Exception
    ):
        inner = deeper
    text = str(inner or error) or type(error).__name__
    if text.startswith(("HTTPConnection(", "HTTPSConnection(")):
        text = text.partition("): ")[2] or text  # the address is told already
    return " ".join(text.split()).rstrip(".")
