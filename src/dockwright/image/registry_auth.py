"""What lets a registry answer: its challenge, tokens, and what ``docker login`` has stored."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Challenge", "is_local", "read_challenge", "stored_credentials", "token_in"]

_PAIR = re.compile(r'([a-zA-Z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HELPER_SECONDS = 20
_HUB_KEYS = ("https://index.docker.io/v1/", "index.docker.io", "docker.io")


class Challenge(NamedTuple):
    """How a registry wants to be asked (RFC 6750, and the distribution specification's tokens).

    Attributes:
        scheme: ``bearer`` or ``basic``.
        realm: where tokens come from.
        service: which registry the token is for.
        scope: what it may do.
    """

    scheme: str
    realm: str = ""
    service: str = ""
    scope: str = ""

    def address(self, scope: str) -> str:
        """Return the address that gives a token, for ``scope`` where the challenge names none."""
        asked = {"service": self.service, "scope": self.scope or scope}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.realm}{'&' if '?' in self.realm else '?'}{query}"

    @property
    def is_safe(self) -> bool:
        """Tell whether a password may go there: over HTTPS, or to this machine."""
        parts = urlsplit(self.realm)
        return parts.scheme == "https" or is_local(parts.netloc)


def read_challenge(header: str) -> Challenge | None:
    """Read ``WWW-Authenticate``; None for a scheme that nobody here speaks."""
    scheme, _, rest = header.strip().partition(" ")
    values = {found[1].lower(): found[2] or found[3] or "" for found in _PAIR.finditer(rest)}
    if scheme.lower() == "basic":
        return Challenge("basic")
    if scheme.lower() == "bearer" and values.get("realm", "").startswith(("https://", "http://")):
        return Challenge(
            "bearer", values["realm"], values.get("service", ""), values.get("scope", "")
        )
    return None


def token_in(body: bytes) -> str:
    """Return the token in the answer of a realm, ``""`` where there is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    token = found.get("token") or found.get("access_token")
    return token if isinstance(token, str) and token.isprintable() else ""


def stored_credentials(registry: str, environ: Mapping[str, str] | None = None) -> str:
    """Return ``Basic …`` for a registry that ``docker login`` was run for, ``""`` without.

    A helper program that Docker is configured with is asked for what it keeps.
    """
    env = os.environ if environ is None else environ
    folder = env.get("DOCKER_CONFIG") or str(Path(env.get("HOME") or Path.home(), ".docker"))
    try:
        config = json.loads(Path(folder, "config.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return ""
    if not isinstance(config, dict):
        return ""
    keys = _HUB_KEYS if registry == "docker.io" else (registry, f"https://{registry}")
    helpers = config.get("credHelpers")
    auths = config.get("auths")
    for key in keys:
        helper = helpers.get(key) if isinstance(helpers, dict) else None
        entry = auths.get(key) if isinstance(auths, dict) else None
        if not isinstance(helper, str) and isinstance(entry, dict):
            auth = entry.get("auth")
            if isinstance(auth, str) and auth:
                return f"Basic {auth}"
            helper = config.get("credsStore")
        if isinstance(helper, str) and helper:
            found = _asked(helper, key)
            if found:
                return found
    return ""


def _asked(helper: str, key: str) -> str:
    program = shutil.which(f"docker-credential-{helper}")
    if program is None or not re.fullmatch(r"[A-Za-z0-9._-]+", helper):
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - the program that Docker's configuration names
            (program, "get"),
            input=key,
            capture_output=True,
            text=True,
            timeout=_HELPER_SECONDS,
            check=False,
        )
        found = json.loads(done.stdout) if done.returncode == 0 else {}
        user, secret = found.get("Username"), found.get("Secret")
    except (OSError, subprocess.SubprocessError, ValueError, AttributeError):
        return ""
    if not isinstance(user, str) or not isinstance(secret, str) or user == "<token>":
        return ""
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode("ascii")


def is_local(host: str) -> bool:
    """Tell whether a registry is on this machine, where Docker speaks plain HTTP to it."""
    name = urlsplit(f"//{host}").hostname or ""
    return name in {"localhost", "::1"} or name.startswith("127.")
