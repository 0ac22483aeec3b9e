"""Platforms, as Docker writes them: ``linux/amd64``, ``linux/arm/v7``."""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

__all__ = ["Platform", "parse_platform"]

_SYSTEMS = frozenset(
    {
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js",
        "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "windows", "zos",
    }
)  # fmt: skip
_ARCHITECTURES = frozenset(
    {
        "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le",
        "loong64", "mips", "mipsle", "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc",
        "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
    }
)  # fmt: skip
_ALIASES = {
    "i386": ("386", ""),
    "x86_64": ("amd64", ""),
    "x86-64": ("amd64", ""),
    "aarch64": ("arm64", ""),
    "armhf": ("arm", "v7"),
    "armel": ("arm", "v6"),
}
_PART = re.compile(r"[A-Za-z0-9_.-]+\Z")
_SYSTEM = re.compile(r"([A-Za-z0-9_.-]+)(?:\([A-Za-z0-9_.+-]*\))?\Z")


class Platform(NamedTuple):
    """An operating system, an architecture and its variant, all in lower case."""

    system: str
    architecture: str
    variant: str = ""

    @property
    def name(self) -> str:
        """Return it as Docker writes it."""
        return "/".join(part for part in self if part)


def parse_platform(text: str) -> Platform | str:
    """Read a platform as containerd does; return containerd's message where it refuses it."""
    parts = text.split("/")
    for index, part in enumerate(parts):
        pattern = _SYSTEM if index == 0 else _PART
        if not pattern.match(part):
            return (
                f'"{part}" is an invalid component of "{text}": platform specifier component '
                f'must match "^[A-Za-z0-9_.-]+$"'
            )
    system = parts[0].partition("(")[0].lower()
    if len(parts) == 1:
        if system in _SYSTEMS or system == "macos":
            return Platform(_system(system), "amd64")
        architecture, variant = _architecture(system, "")
        if architecture in _ARCHITECTURES:
            return Platform("linux", architecture, variant)
        return f'"{text}": unknown operating system or architecture'
    if len(parts) > 3:
        return f'"{text}": cannot parse platform specifier'
    architecture, variant = _architecture(parts[1], parts[2] if len(parts) == 3 else "")
    return Platform(_system(system), architecture, variant)


def _system(name: str) -> str:
    return "darwin" if name == "macos" else name


def _architecture(name: str, variant: str) -> tuple[str, str]:
    name = name.lower()
    variant = variant.lower()
    if name in _ALIASES:
        name, implied = _ALIASES[name]
        variant = variant or implied
    if (name == "arm64" and variant in {"8", "v8"}) or (name == "amd64" and variant == "v1"):
        variant = ""
    elif name == "arm" and variant in {"", "7"}:
        variant = "v7"
    elif name == "arm" and variant in {"5", "6", "8"}:
        variant = f"v{variant}"
    return name, variant
