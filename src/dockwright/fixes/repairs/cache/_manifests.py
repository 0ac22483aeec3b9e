"""Which files of the build context an install of dependencies reads.

The files that the install names are followed: what a file of requirements includes, what stands
beside a manifest and changes what is installed.  Where a file installs from the source itself,
that is the reason of a refusal; where the files cannot be read, the answer is not sure.
"""

from __future__ import annotations

import posixpath

from dockwright.fixes.repair import Refusal
from dockwright.model.unknown import Unknown
from dockwright.syntax.requirements import LineKind, parse
from dockwright.text import Source
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockwright.fixes.repair import RepairContext
    from dockwright.model.context import BuildContext
    from dockwright.model.instructions import CopyLike
    from dockwright.rules.cache.source_before_dependencies import LateInstall

__all__ = ["Manifests", "brings", "context_path", "manifests_of"]

_COMPANIONS = {
    "uv": (".python-version", "uv.toml"),
    "poetry": ("poetry.toml",),
    "pdm": (".python-version", "pdm.toml"),
    "pipenv": (),
    "npm": ("npm-shrinkwrap.json", ".npmrc"),
    "yarn": (".yarnrc", ".yarnrc.yml", ".npmrc"),
    "pnpm": ("pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs"),
    "bun": ("bun.lockb", "bunfig.toml"),
}
"""Files beside a manifest that change what its tool installs, by the tools' documentation."""

_PATTERNS = {
    "pyproject.toml": (
        r"^\s*\[tool\.uv\.workspace\]",
        r"\bworkspace\s*=\s*true",
        r"\bpath\s*=\s*[\"']",
        r"\b(editable|develop)\s*=\s*true",
        r"^\s*\[tool\.poetry-dynamic-versioning\]",
        r"^\s*dynamic\s*=\s*\[[^\]]*[\"'](optional-)?dependencies[\"']",
    ),
    "Pipfile": (r"\bpath\s*=\s*[\"']", r"\beditable\s*=\s*true"),
    "environment": (
        r"^\s*-\s+[\"']?(-e\b|--editable|-r\b|--requirement)",
        r"^\s*-\s+[\"']?(\.{1,2}/|\.$|\.\[|file:)",
    ),
    "package.json": (
        r"[\"'](preinstall|install|postinstall|prepublish|preprepare|prepare)[\"']\s*:",
        r"[\"']workspaces[\"']\s*:",
        r":\s*[\"'](file|link|portal|patch|workspace):",
        r"[\"']patchedDependencies[\"']\s*:",
    ),
    ".yarnrc.yml": (r"^\s*(yarnPath|plugins)\s*:",),
    ".yarnrc": (r"^\s*yarn-path\b",),
    "pnpm-workspace.yaml": (r"^\s*(packages|patchedDependencies)\s*:",),
    "Gemfile": (
        r"^\s*gemspec\b",
        r"\bpath:\s*[\"']",
        r":path\s*=>",
        r"\b(eval_gemfile|require_relative|File\.|ruby\s+file:)",
    ),
    "composer.json": (
        r"[\"']scripts[\"']\s*:",
        r"[\"'](classmap|files)[\"']\s*:",
        r"[\"']type[\"']\s*:\s*[\"']path[\"']",
    ),
    "pixi.toml": (r"\bpath\s*=\s*[\"']", r"\beditable\s*=\s*true"),
}
"""What in a manifest says that its install reads more of the source.

Of a pyproject.toml these are what is installed from a path, versions that are taken from the
repository while Poetry installs, and dependencies that its build backend works out.
Of a package.json these are the scripts that npm and its kin run at an install, too (npm
documentation, Scripts).
"""


class Manifests(NamedTuple):
    """The files that an install reads.

    Attributes:
        needed: for each place in the image, the words of a COPY that bring the file there.
        is_sure: whether every file was read, and names no further one.
    """

    needed: dict[str, list[str]]
    is_sure: bool


class _Reading:
    def __init__(
        self, copy: CopyLike, others: Sequence[CopyLike], context: BuildContext | Unknown
    ) -> None:
        self.copy = copy
        self.others = others
        self.context = context
        self.found: set[str] = set()
        self.hidden = ""
        self.reason = ""
        self.needed: dict[str, list[str]] = {}
        self.is_sure = not isinstance(context, Unknown)

    def read(self, place: str) -> str | None:
        """Return the text of what the COPY brings to a place; note how to bring it alone."""
        path = self.path_by_others(place)
        if path is None:
            path = context_path(place, self.copy, self.context)
            if path is None:
                return None
            self.needed[place] = [path]
        self.found.add(place)
        if isinstance(self.context, Unknown):
            return None
        data = self.context.read(path)
        if isinstance(data, Unknown):
            self.is_sure = False
            return None
        return data.decode("utf-8", "replace")

    def path_by_others(self, place: str) -> str | None:
        """Return the path in the context of what another COPY brings to a place, or None."""
        for other in self.others:
            if brings(other, place):
                return context_path(place, other, self.context)
        return None

    def add_optional(self, place: str, *, is_lock: bool = False) -> None:
        """Note a file that may be there, if it is there or that cannot be told."""
        path = context_path(place, self.copy, self.context)
        if path is None or place in self.needed or self.path_by_others(place) is not None:
            return
        if isinstance(self.context, Unknown):
            self.needed[place] = [f"{path}*"]
        elif not isinstance(data := self.context.read(path), Unknown):
            self.needed[place] = [path]
            name = posixpath.basename(place)
            self.reason = self.reason or _reason(name, data.decode("utf-8", "replace"))
        elif is_lock and not self.context.is_ignored(path)[0]:
            if self.context.is_ignored(f"{path}*")[0]:
                self.hidden = path
                return
            # It may be there for whoever builds: a wildcard takes it then, and nothing else.
            self.needed[place] = [f"{path}*"]
            self.is_sure = False


def brings(copy: CopyLike, place: str) -> bool:
    """Tell whether a COPY surely brings a file: by its name, or a folder that it stands in."""
    target = copy.target_path
    if isinstance(target, Unknown):
        return False
    folder = target.rstrip("/")
    names = [posixpath.basename(source.known or "") for source in copy.sources]
    if posixpath.basename(place) in names:
        return place == folder or posixpath.dirname(place) == (folder or "/")
    is_folder = len(names) == 1 and names[0] and not posixpath.splitext(names[0])[1]
    return bool(is_folder) and folder not in {"", "/"} and place.startswith(folder + "/")


def manifests_of(
    late: LateInstall, places: list[str], others: Sequence[CopyLike], ctx: RepairContext
) -> Manifests | Refusal:
    """Return the files that an install reads, given where in the image it looks for them.

    Args:
        late: the install, and the COPY that brings its files now.
        places: where in the image it looks for what it names itself.
        others: the further COPYs above the install.
        ctx: the repair's context.
    """
    reading = _Reading(late.copy, others, ctx.build_context)
    install = late.install
    waiting = list(places)
    seen: set[str] = set()
    lists = {posixpath.basename(name) for name in late.files} - set(install.manifests)
    while waiting:
        place = waiting.pop(0)
        if place in seen:
            continue
        seen.add(place)
        name = posixpath.basename(place)
        if name in install.manifests[1:]:
            reading.add_optional(place, is_lock=True)
            continue
        text = reading.read(place)
        if place not in reading.found:
            return Refusal(f"where the COPY takes `{name}` from cannot be told")
        if text is None:
            reading.is_sure = False
            continue
        reason = ""
        if install.ecosystem == "python" and (name in lists or name not in install.manifests):
            reason, more = _requirements(place, text)
            waiting += more
        else:
            reason = _reason(name, text)
        if reason:
            return Refusal(reason)
    if reading.hidden:
        return Refusal(f"whether `{reading.hidden}` is there for whoever builds cannot be told")
    folders = dict.fromkeys(posixpath.dirname(place) for place in places)
    for folder in folders if install.manifests else ():
        for name in _COMPANIONS.get(install.manager, ()):
            if not isinstance(ctx.build_context, Unknown):
                reading.add_optional(posixpath.join(folder, name))
    if reading.reason:
        return Refusal(reading.reason)
    return Manifests(reading.needed, reading.is_sure)


def _requirements(place: str, text: str) -> tuple[str, list[str]]:
    """Return why a file of requirements needs the source, and the files that it includes."""
    source = Source(place, text)
    more: list[str] = []
    for line in parse(source):
        number = source.lines.position(line.span.start).line
        at = f"`{posixpath.basename(place)}`, line {number},"
        if line.kind in {LineKind.REQUIREMENTS, LineKind.CONSTRAINTS}:
            if "://" in line.text or "$" in line.text:
                return f"{at} includes what cannot be followed", []
            more.append(posixpath.normpath(posixpath.join(posixpath.dirname(place), line.text)))
        elif line.kind is LineKind.EDITABLE and "://" not in line.text:
            return f"{at} installs from the source: `-e {line.text}`", []
        elif line.kind is LineKind.PACKAGE and _is_local(line.text):
            return f"{at} installs from the source: `{line.text}`", []
        elif line.kind is LineKind.INDEX and _is_local(line.text):
            return f"{at} takes packages from the source: `{line.text}`", []
    return "", more


def _is_local(text: str) -> bool:
    word = text.partition(" @ ")[2].strip() or text
    return word.startswith((".", "/", "file:"))


def _reason(name: str, text: str) -> str:
    is_listed = name in _PATTERNS or not name.endswith((".yml", ".yaml"))
    kind = name if is_listed else "environment"
    for pattern in _PATTERNS.get(kind, ()):
        found = re.search(pattern, text, re.MULTILINE)
        if found is not None:
            return f"`{name}` names more of the source: `{' '.join(found[0].split())}`"
    return ""


def context_path(place: str, copy: CopyLike, context: BuildContext | Unknown) -> str | None:
    """Return the path in the context of what a COPY brings to a place in the image, or None."""
    target = copy.target_path
    if isinstance(target, Unknown):
        return None
    folder = target.rstrip("/") or "/"
    if place != folder and not place.startswith(folder.rstrip("/") + "/"):
        return None
    rest = "" if place == folder else posixpath.relpath(place, folder)
    guesses: list[str] = []
    for word in copy.sources:
        source = word.known
        if source is None or any(char in source for char in "*?["):
            if source in {"*", "./*"} and "/" not in rest:
                guesses.append(rest)
            continue
        path = posixpath.normpath(source.lstrip("/") or ".")
        if rest == posixpath.basename(path):
            return path
        guesses.append(posixpath.normpath(posixpath.join(path, rest)))
    if not isinstance(context, Unknown):
        for guess in guesses:
            if not isinstance(context.read(guess), Unknown):
                return guess
    return guesses[0] if guesses else None
