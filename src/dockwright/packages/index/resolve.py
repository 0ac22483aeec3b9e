"""Which versions an install takes: uv's resolver is asked, for the image's Python and platform."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from dockwright.errors import EnvironmentFaultError
from dockwright.model.unknown import Unknown
from dockwright.packages.read import read_dependency_file
from dockwright.text import Source

if TYPE_CHECKING:
    from dockwright.packages.index.settings import Index, IndexSettings
    from dockwright.packages.records import DependencyFile
    from dockwright.packages.target import Target

__all__ = ["resolve", "uv_program"]

_SECONDS = 300
_MOST_BYTES = 64 << 20


def uv_program() -> str:
    """Return the path of uv: the one of the extra, or one on the path.

    Raises:
        EnvironmentFaultError: there is none.
    """
    try:
        import uv
    except ImportError:
        found = shutil.which("uv")
    else:
        try:
            found = str(uv.find_uv_bin())
        except FileNotFoundError:
            found = shutil.which("uv")
    if found is None:
        raise EnvironmentFaultError(
            "uv is missing, which resolves requirements",
            hint="pip install 'dockwright[size]', or install uv",
        )
    return found


def resolve(
    requirements: str,
    target: Target,
    settings: IndexSettings,
    *,
    program: str = "pip",
    offline: bool = False,
) -> DependencyFile | Unknown:
    """Return what requirements resolve to, as a ``pylock.toml``, or uv's reason why not.

    Nothing of the project is run: uv is given the requirements alone, and may build nothing.

    Args:
        requirements: lines as of a requirements file, without options.
        target: the Python and platform.
        settings: the indexes.
        program: ``pip`` takes the newest version of all indexes, ``uv`` that of the first.
        offline: use only what uv has stored.

    Raises:
        EnvironmentFaultError: uv is missing.
    """
    kind = "musllinux_1_2" if target.is_musl else f"manylinux_2_{min(target.glibc[1], 40)}"
    if target.machine not in {"x86_64", "aarch64"}:
        return Unknown(f"uv resolves for no {target.platform}")
    strategy = "unsafe-best-match" if program == "pip" else "first-index"
    words = [uv_program(), "pip", "compile", "-", "--quiet", "--no-header", "--no-annotate"]
    words += ["--format", "pylock.toml", "--python-version", target.python, "--no-build"]
    if sys.executable:
        # Else uv asks each Python on the path what it is, which takes seconds where they are
        # shims; it builds nothing, so which one it is given makes no difference.
        words += ["--python", sys.executable]
    words += ["--python-platform", f"{target.machine}-{kind}", "--index-strategy", strategy]
    variables = {k: v for k, v in os.environ.items() if not k.startswith("UV_INDEX_URL")}
    if isinstance(settings.default, Unknown):
        return settings.default
    if settings.default is None:
        words.append("--no-index")
    else:
        # By variable: an address may hold a password, and other users see command lines.
        variables["UV_DEFAULT_INDEX"] = _named(settings.default)
    variables["UV_INDEX"] = " ".join(
        _named(each) for each in settings.extra if not each.is_explicit
    )
    if settings.keyring:
        variables["UV_KEYRING_PROVIDER"] = "subprocess"
    variables.pop("UV_EXTRA_INDEX_URL", None)
    # pip passes over what is no folder, uv would stop.
    places = [
        place if "://" in place else str(Path(place).resolve())
        for place in settings.links
        if "://" in place or Path(place).is_dir()
    ]
    variables["UV_FIND_LINKS"] = ",".join(places)
    if offline:
        words.append("--offline")
    if settings.cafile:
        variables.setdefault("SSL_CERT_FILE", settings.cafile)
    with tempfile.TemporaryDirectory(prefix="dockwright-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 - no shell; requirements go by standard input
                [*words, "--output-file", str(Path(folder, "pylock.toml"))],
                input=requirements,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
                cwd=folder,
                env=variables,
            )
            if done.returncode != 0:
                return Unknown(_told(done.stderr, _secrets(settings)))
            path = Path(folder, "pylock.toml")
            if path.stat().st_size > _MOST_BYTES:
                return Unknown("uv resolves to more than can be read")
            text = path.read_text(encoding="utf-8")
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            # ValueError: text that is not UTF-8, or a null character in an address.
            return Unknown(f"uv could not resolve: {error}")
    return read_dependency_file(Source("pylock.toml", text))


def _named(index: Index) -> str:
    """Return an index as uv's variables have it: by its name uv finds its password."""
    return f"{index.name}={index.url}" if index.name else index.url


def _secrets(settings: IndexSettings) -> set[str]:
    """Return the passwords that addresses and variables hold, as they are and quoted."""
    addresses = [each.url for each in settings.indexes] + list(settings.links)
    passwords = {_password(each) for each in addresses}
    passwords |= {
        value
        for name, value in os.environ.items()
        if name.startswith("UV_INDEX_") and name.endswith("_PASSWORD")
    }
    return {word for each in passwords for word in (each, unquote(each)) if word}


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return address  # what is no address is not told at all


def _told(text: str, secrets: set[str]) -> str:
    """Return uv's reason in one line, without the drawing around it and without passwords."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "****")
    words = " ".join(text.encode("ascii", "ignore").decode().split())
    return f"uv could not resolve: {words[:500].rstrip('.')}"
