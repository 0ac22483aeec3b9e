"""What a word of an install names: packages of each ecosystem, read with their places.

Sources: PEP 503 (names), PEP 508 (requirements), PEP 427 and PEP 625 (file names),
conda's MatchSpec, apt-get(8), apk(8), npm's package specifications.
"""

from __future__ import annotations

from dockwright.model.words import is_wholly_dynamic, text_of
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Span

__all__ = ["PackageSpec", "normalise", "read_listed", "read_package"]


class PackageSpec(NamedTuple):
    """A package as an install names it."""

    name: str
    """The name as its ecosystem compares it (PEP 503 for Python); ``""`` where that is hidden."""
    raw: str
    """The word's text, its expansions as written."""
    span: Span
    word: ShellWord
    version: str | None = None
    """The one version asked for (``==2.1.0``, ``=2.1``, a wheel's); None for a range, none, or a
    version that an expansion decides."""
    specifier: str = ""
    """What is said about versions, as written: ``==2.1.0``, ``>=2,<3``, ``@latest``."""
    extras: tuple[str, ...] = ()
    url: str = ""
    path: str = ""
    editable: bool = False
    marker: str = ""
    channel: str = ""
    """Conda's channel, apk's repository tag, apt's release."""
    is_pinned: bool = False
    """Whether one version is asked for, a dynamic one included; a URL at a revision and a file
    with a version in its name count."""
    is_dynamic: bool = False
    """Whether an expansion decides a part of it."""
    listed: str = ""
    """For a package that a file of requirements lists: the file's name and the line, as in
    ``requirements.txt:3``; ``word`` and ``span`` are then those that name the file."""

    @property
    def described(self) -> str:
        """Return its name, and the place in a file of requirements that lists it."""
        return f"{self.name} ({self.listed})" if self.listed else self.name

    @property
    def is_directory(self) -> bool:
        """Tell whether it is a local path that is no archive, package file or pattern of them."""
        return bool(self.path) and not self.path.lower().endswith(_ARCHIVES)


_ARCHIVES = (
    ".whl",
    ".tar.gz",
    ".zip",
    ".tgz",
    ".tar.bz2",
    ".tar.xz",
    ".conda",
    ".deb",
    ".rpm",
    ".apk",
    ".gem",
    ".pkg.tar.zst",
)

# Names by which repositories call the branch that goes on.
_BRANCHES = frozenset({"main", "master", "HEAD", "develop", "dev", "trunk", "nightly"})


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "separators": re.compile(r"[-_.]+"),
        "python": re.compile(
            r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)\Z",
            re.DOTALL,
        ),
        "exact": re.compile(r"\(?\s*={2,3}\s*([^\s,;()*]+)\s*\)?\Z"),
        "url": re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://|git\+|git@|file:)"),
        "egg": re.compile(r"[#&]egg=([^&\[]+)(?:\[([^\]]*)\])?"),
        "path_extras": re.compile(r"(.*?)\[([^\[\]*?]*)\]\Z"),
        "revision": re.compile(r"://[^#?]*/[^#?@]*@([^#?]+)"),
        "wheel": re.compile(r"([^/]+?)-(\d[^/-]*)(?:-\d[^/-]*)?-[^/-]+-[^/-]+-[^/-]+\.whl\Z"),
        "sdist": re.compile(r"([^/]+)-(\d[^/-]*?)\.(?:tar\.gz|zip|tgz|tar\.bz2)\Z"),
        "conda": re.compile(
            r"\s*(?:([^\s=<>!\[\]]+)::)?([A-Za-z0-9_*][\w.+-]*)\s*(.*)\Z", re.DOTALL
        ),
        "conda_version": re.compile(r"={1,2}\s*([^\s=,|<>!*\[]+)(\.?\*)?(?:[\s=][^,|]*)?\Z"),
        "conda_bracket": re.compile(r"version\s*=\s*['\"]?([^'\",\]]+)"),
        "apt": re.compile(r"([a-z0-9][a-z0-9+.-]*?)(:[a-z0-9-]+)?([=/])(.*)\Z"),
        "apk": re.compile(r"(!?[^=<>~@]+)(?:(~=|[<>=~]+)([^@]*))?(?:@(.*))?\Z"),
        "rpm": re.compile(
            r"(.+?)-(?:\d+:)?(\d[\w~^+]*(?:\.[\w~^+*]+)+|\d[\w~^+]*\*|\d[\w.~^+]*(?=-\d+\.))"
            r"(-\d[\w.~^+*]*)?\Z"
        ),
        "operator": re.compile(r"([^=<>!~\s]+)\s*(==|=|>=|<=|<|>|!=|~=|~>)\s*(.*)\Z"),
        "npm": re.compile(r"((?:@[^/@]+/)?[^/@]+)(?:@(.*))?\Z"),
        "number": re.compile(r"v?\d+(?:\.\d+){0,2}(?:[-+][\w.+-]+)?\Z"),
    }


def normalise(name: str) -> str:
    """Return a Python distribution's name as PEP 503 compares it."""
    return _patterns()["separators"].sub("-", name).lower()


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(normalise(part.strip()) for part in (text or "").split(",") if part.strip())


def _is_static(text: str) -> bool:
    return "$" not in text and "`" not in text


def read_package(word: ShellWord, ecosystem: str, *, editable: bool = False) -> PackageSpec:
    """Read a word of an install as a package.

    Args:
        word: the word.
        ecosystem: ``python``, ``poetry``, ``conda``, ``apt``, ``apk``, ``rpm``, ``zypper``,
            ``npm``, ``gem``, ``go``, ``cargo``, ``composer`` or another, read as a plain name.
        editable: whether it was named by ``-e``.
    """
    text = text_of(word)
    dynamic = word.value is None
    blank = PackageSpec("", text, word.span, word, editable=editable, is_dynamic=dynamic)
    if dynamic and is_wholly_dynamic(word):
        return blank
    return _READERS.get(ecosystem, _read_plain)(text.strip(), blank)


def read_listed(text: str, word: ShellWord, listed: str, *, editable: bool = False) -> PackageSpec:
    """Read a line of a file of requirements as a package.

    Args:
        text: the line, its options left out.
        word: the word of the install that names the file.
        listed: the file's name and the line's number.
        editable: whether ``-e`` names it.
    """
    is_dynamic = not _is_static(text)
    blank = PackageSpec(
        "", text, word.span, word, editable=editable, is_dynamic=is_dynamic, listed=listed
    )
    return _read_python(text.strip(), blank)


def _read_location(text: str, spec: PackageSpec) -> PackageSpec | None:
    """Read a URL or path to a Python project or distribution, else None."""
    patterns = _patterns()
    if patterns["url"].match(text):
        return _read_url(text, spec)
    bare = text
    extras: tuple[str, ...] = ()
    found = patterns["path_extras"].match(text)
    if found and not found[1].endswith("/"):
        bare, extras = found[1], _names(found[2])
    head = bare.split(";", 1)[0].split("@", 1)[0]
    is_path = (
        bare in {".", ".."}
        or bare.startswith(("./", "../", "/", "~"))
        or bare.lower().endswith(_ARCHIVES)
        or "/" in head
    )
    if not is_path or " @ " in text:
        return None
    name, version = _file_version(bare)
    return spec._replace(
        name=name,
        version=version,
        path=bare,
        extras=extras,
        is_pinned=version is not None,
    )


def _read_url(text: str, spec: PackageSpec) -> PackageSpec:
    patterns = _patterns()
    address, _, marker = text.partition(" ;")
    name, version = "", None
    extras: tuple[str, ...] = ()
    egg = patterns["egg"].search(address)
    if egg:
        name, extras = normalise(egg[1]), _names(egg[2])
    else:
        name, version = _file_version(address.split("#", 1)[0].split("?", 1)[0])
    path = ""
    if address.startswith("file:"):
        path = address[5:].removeprefix("//").split("#", 1)[0]
    revision = (
        patterns["revision"].search(address)
        if "git+" in address[:4] or "+" in address[:5]
        else None
    )
    moves = revision is not None and revision[1] in _BRANCHES
    pinned = version is not None or (revision is not None and not moves)
    return spec._replace(
        name=name,
        version=version,
        url=address.strip(),
        path=path,
        extras=extras,
        marker=marker.strip(),
        is_pinned=pinned,
    )


def _file_version(path: str) -> tuple[str, str | None]:
    """Return the name and version that a wheel's or source archive's file name states."""
    patterns = _patterns()
    file = path[path.rfind("/") + 1 :].replace("%2B", "+").replace("%2b", "+")
    found = patterns["wheel"].match(file) or patterns["sdist"].match(file)
    if found is None:
        stem, dash, _ = file.partition("-")
        known = dash and file.endswith(".whl") and stem.replace("_", "").replace(".", "").isalnum()
        return normalise(stem) if known else "", None
    version = found[2]
    name = normalise(found[1]) if _is_static(found[1]) else ""
    return name, version if _is_static(version) and "*" not in version else None


def _read_python(text: str, spec: PackageSpec) -> PackageSpec:
    location = _read_location(text, spec)
    if location is not None:
        return location
    patterns = _patterns()
    found = patterns["python"].match(text)
    if found is None:
        return spec
    name = normalise(found[1])
    extras = _names(found[2])
    rest = found[3]
    if rest[:1] in {"$", "`"}:  # torch${SUFFIX}: the name goes on in the expansion
        return spec
    if rest.startswith("@"):
        located = _read_url(rest[1:].strip(), spec)
        return located._replace(name=name, extras=extras or located.extras)
    specifier, _, marker = rest.partition(";")
    specifier = specifier.strip()
    exact = patterns["exact"].match(specifier)
    version = exact[1] if exact else None
    return spec._replace(
        name=name,
        extras=extras,
        specifier=specifier,
        marker=marker.strip(),
        version=version if version and _is_static(version) else None,
        is_pinned=exact is not None,
    )


def _read_poetry(text: str, spec: PackageSpec) -> PackageSpec:
    """Read poetry's and uv tool's ``name@constraint`` besides PEP 508."""
    if "@" in text and " @" not in text and "://" not in text and not text.startswith("git"):
        name, _, constraint = text.partition("@")
        base = _read_python(name, spec)
        number = _patterns()["number"].match(constraint)
        return base._replace(
            raw=spec.raw,
            specifier="@" + constraint,
            version=constraint if number else None,
            is_pinned=number is not None or not _is_static(constraint),
        )
    return _read_python(text, spec)


def _read_conda(text: str, spec: PackageSpec) -> PackageSpec:
    patterns = _patterns()
    if patterns["url"].match(text) or text.endswith((".conda", ".tar.bz2")):
        is_url = "://" in text
        return spec._replace(
            url=text if is_url else "", path="" if is_url else text, is_pinned=True
        )
    found = patterns["conda"].match(text)
    if found is None:
        return spec
    channel, name, rest = found[1] or "", found[2].lower(), found[3].strip()
    if rest[:1] in {"$", "`"}:
        return spec
    specifier = rest
    if rest[:1].isdigit():  # "numpy 1.21"
        rest = "=" + rest
    if rest.startswith("["):
        bracket = patterns["conda_bracket"].search(rest)
        inner = bracket[1].strip() if bracket else ""
        specifier = inner
        rest = "=" + inner if inner[:1].isdigit() else inner
    exact = patterns["conda_version"].match(rest)
    version = exact[1] if exact else None
    return spec._replace(
        name=name,
        channel=channel,
        specifier=specifier,
        version=version if version and _is_static(version) else None,
        is_pinned=exact is not None,
    )


def _read_apt(text: str, spec: PackageSpec) -> PackageSpec:
    if text.startswith(("/", "./", "../", "~")) or text.endswith(".deb"):
        file = text[text.rfind("/") + 1 :]
        name, _, rest = file.partition("_")
        return spec._replace(
            name=name if rest and _is_static(name) and "*" not in name else "",
            path=text,
            version=rest.partition("_")[0] if _is_static(rest) and "_" in rest else None,
            is_pinned="_" in file,
        )
    found = _patterns()["apt"].match(text)
    if found is None:
        if not _is_static(text):
            return spec
        return spec._replace(name=text.partition(":")[0])
    name, separator, rest = found[1], found[3], found[4]
    if separator == "/":
        return spec._replace(name=name, channel=rest, specifier="/" + rest)
    static = _is_static(rest)
    return spec._replace(
        name=name,
        specifier="=" + rest,
        version=rest if static and "*" not in rest and rest else None,
        is_pinned=bool(rest),
    )


def _read_apk(text: str, spec: PackageSpec) -> PackageSpec:
    if text.endswith(".apk"):
        return spec._replace(path=text)
    found = _patterns()["apk"].match(text)
    if found is None or not _is_static(found[1]):
        return spec
    operator, version = found[2] or "", found[3] or ""
    pinned = operator in {"=", "==", "~=", "~", "=~"} and bool(version)
    return spec._replace(
        name=found[1],
        specifier=operator + version,
        channel=found[4] or "",
        version=version if pinned and _is_static(version) else None,
        is_pinned=pinned,
    )


def _read_rpm(text: str, spec: PackageSpec) -> PackageSpec:
    """Read dnf's ``name-version-release.arch``: a dot in the version tells it from a name."""
    if "://" in text:
        return spec._replace(url=text)
    if text.endswith(".rpm") or text.startswith(("/", "./")):
        return spec._replace(path=text)
    if "$" in text:
        dash = text.find("-$")
        if dash > 0 and _is_static(text[:dash]):
            return spec._replace(name=text[:dash], specifier=text[dash:], is_pinned=True)
        return spec
    compared = _patterns()["operator"].match(text)
    if compared is not None:
        return _compared(compared, spec)
    found = _patterns()["rpm"].match(text)
    if found is None:
        return spec._replace(name=text)
    return spec._replace(
        name=found[1],
        specifier=text[len(found[1]) :],
        version=found[2] if "*" not in text[len(found[1]) :] else None,
        is_pinned=True,
    )


def _compared(found: re.Match[str], spec: PackageSpec) -> PackageSpec:
    name, operator, version = found[1], found[2], found[3]
    pinned = operator in {"=", "=="} and bool(version)
    return spec._replace(
        name=name if _is_static(name) else "",
        specifier=operator + version,
        version=version if pinned and _is_static(version) else None,
        is_pinned=pinned,
    )


def _read_zypper(text: str, spec: PackageSpec) -> PackageSpec:
    if "://" in text:
        return spec._replace(url=text)
    if text.endswith(".rpm"):
        return spec._replace(path=text)
    found = _patterns()["operator"].match(text)
    if found is not None:
        return _compared(found, spec)
    return spec._replace(name=text) if _is_static(text) else spec


def _read_npm(text: str, spec: PackageSpec) -> PackageSpec:
    patterns = _patterns()
    if patterns["url"].match(text) or text.startswith(
        ("github:", "gitlab:", "bitbucket:", "gist:")
    ):
        return spec._replace(url=text, is_pinned="#" in text)
    if text.startswith((".", "/", "~")) or text.endswith((".tgz", ".tar.gz")):
        return spec._replace(path=text)
    if "/" in text and not text.startswith("@"):
        return spec._replace(url=text, is_pinned="#" in text)
    found = patterns["npm"].match(text)
    if found is None or not _is_static(found[1]):
        return spec
    wanted = found[2] or ""
    number = patterns["number"].match(wanted)
    return spec._replace(
        name=found[1].lower(),
        specifier="@" + wanted if wanted else "",
        version=wanted if number else None,
        is_pinned=number is not None or (bool(wanted) and not _is_static(wanted)),
    )


def _read_at(text: str, spec: PackageSpec) -> PackageSpec:
    """Read go's and cargo's ``name@version``."""
    if text.startswith((".", "/")):
        return spec._replace(path=text)
    name, at, version = text.partition("@")
    if not _is_static(name):
        return spec
    floats = version in {"latest", "upgrade", "patch", "none", "master", "main", "HEAD"}
    pinned = bool(version) and not floats and version[:1] not in {"^", "~", ">", "<", "*"}
    return spec._replace(
        name=name,
        specifier=at + version,
        version=version if pinned and _is_static(version) else None,
        is_pinned=pinned,
    )


def _read_colon(text: str, spec: PackageSpec) -> PackageSpec:
    """Read gem's and composer's ``name:version``."""
    if text.endswith(".gem"):
        return spec._replace(path=text)
    name, colon, version = text.partition(":")
    if not _is_static(name):
        return spec
    pinned = bool(version) and (version[0].isdigit() or not _is_static(version))
    return spec._replace(
        name=name,
        specifier=colon + version,
        version=version if pinned and _is_static(version) and "*" not in version else None,
        is_pinned=pinned and "*" not in version,
    )


def _read_plain(text: str, spec: PackageSpec) -> PackageSpec:
    if "://" in text:
        return spec._replace(url=text)
    if text.startswith((".", "/")):
        return spec._replace(path=text)
    return spec._replace(name=text) if _is_static(text) else spec


_READERS: dict[str, Callable[[str, PackageSpec], PackageSpec]] = {
    "python": _read_python,
    "poetry": _read_poetry,
    "conda": _read_conda,
    "apt": _read_apt,
    "apk": _read_apk,
    "rpm": _read_rpm,
    "zypper": _read_zypper,
    "npm": _read_npm,
    "go": _read_at,
    "cargo": _read_at,
    "gem": _read_colon,
    "composer": _read_colon,
}
