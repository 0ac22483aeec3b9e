"""Finding the files that a run is about: which names count, which directories are entered."""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH112, PTH117, PTH118, PTH119, PTH120

from __future__ import annotations

import os

from dockwright.model.project import Refusal, read_file
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockwright.model.gitignore import IgnorePattern

__all__ = [
    "FoundFile",
    "Walk",
    "dockerfile_read",
    "is_manifest",
    "is_passed_over",
    "is_workflow",
    "kind_of_name",
    "shown_path",
    "template_reason",
]

_DEFAULT_NAME = "Dockerfile"

_SKIPPED_DIRECTORIES = frozenset(
    {
        ".bzr",
        ".dockwright-cache",
        ".eggs",
        ".git",
        ".hg",
        ".hypothesis",
        ".idea",
        ".ipynb_checkpoints",
        ".jj",
        ".mypy_cache",
        ".nox",
        ".pixi",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".terraform",
        ".tox",
        ".venv",
        "__pycache__",
        "__pypackages__",
        "bower_components",
        "node_modules",
        "site-packages",
        "third_party",
        "vendor",
    }
)
"""Directories that hold other people's files or a tool's own."""

_ENVIRONMENT_MARKS = frozenset({"pyvenv.cfg", "conda-meta"})
"""A directory that holds one of these is an environment, whatever its name."""

_TEMPLATES = frozenset(
    "ctmpl ejs erb gotmpl gotpl hbs in j2 jinja jinja2 liquid m4 mako mustache njk template tmpl"  # noqa: SIM905
    " tpl twig".split()
)
_NOT_DOCKERFILES = frozenset(
    "adoc bak cfg conf css csv diff dockerignore env gz html ini ipynb json jsonc lock log md"  # noqa: SIM905
    " orig patch pdf png ps1 py pyc pyi rej rst sh sig sum svg swo swp tar tgz toml txt xml yaml"
    " yml zip".split()
)
_SOURCE_CODE = frozenset(
    "bat c cc cpp cs go h hpp java js jsx kt lua mjs php pl rb rs scala swift ts tsx vim".split()  # noqa: SIM905
)
"""``dockerfile.go`` is a Go file; ``Dockerfile.go`` is the Dockerfile of a Go program."""

_HEAD = 1 << 16
"""Bytes of a YAML file that are looked at to tell what it is."""
_PIPELINES = frozenset({".gitlab-ci.yml", ".gitlab-ci.yaml"})
_PIPELINE_ENDINGS = (".gitlab-ci.yml", ".gitlab-ci.yaml")
"""How the files that a pipeline includes are called, by GitLab's own custom."""
_COMPOSE_STEMS = ("compose", "docker-compose")
_COMPOSE_STARTS = tuple(f"{stem}{sign}" for stem in _COMPOSE_STEMS for sign in ".-_")
_DEPENDENCY_NAMES = frozenset(
    "pyproject.toml poetry.lock uv.lock pdm.lock pylock.toml Pipfile Pipfile.lock setup.py"  # noqa: SIM905
    " setup.cfg environment.yml environment.yaml conda-lock.yml pixi.toml pixi.lock".split()
)


class FoundFile(NamedTuple):
    """A file that the run is about.

    Attributes:
        shown: the path as people and reports see it.
        path: the absolute path.
        kind: what it is: ``dockerfile``, ``compose``, ``bake``, ``workflow``, ``kubernetes``,
            ``ignorefile``, ``dependencies`` or ``python``.
        explicit: whether it was named on the command line.
        refusal: why it is not to be read, or None.
    """

    shown: str
    path: str
    kind: str
    explicit: bool
    refusal: Refusal | None = None


def kind_of_name(name: str) -> str | None:
    """Return the kind of file that a file name (its last part) stands for, or None."""
    lower = name.lower()
    if lower.endswith((".dockerignore", ".containerignore")):
        return "ignorefile"
    if _is_dockerfile(name, lower):
        return "dockerfile"
    if lower.endswith((".yaml", ".yml")):
        stem = lower.rpartition(".")[0]
        if stem in _COMPOSE_STEMS or stem.startswith(_COMPOSE_STARTS):
            return "compose"
    if lower.startswith("docker-bake.") and lower.endswith((".hcl", ".json")):
        return "bake"
    if name in _DEPENDENCY_NAMES or (
        lower.startswith("requirements") and lower.endswith((".txt", ".in"))
    ):
        return "dependencies"
    return "python" if lower.endswith(".py") else None


def is_workflow(path: str) -> bool:
    """Tell whether a path with ``/`` is that of a CI workflow."""
    folder, _, name = path.rpartition("/")
    lower = name.lower()
    if lower in _PIPELINES or lower.endswith(_PIPELINE_ENDINGS):
        return True
    return lower.endswith((".yml", ".yaml")) and folder.endswith(
        (".github/workflows", ".gitlab/ci")
    )


def is_manifest(data: bytes) -> bool:
    """Tell whether a YAML file's beginning looks like a Kubernetes manifest's.

    The names of manifests say nothing: an object's ``apiVersion`` and ``kind`` at the left margin
    do.
    """
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    return _has_key(head, b"apiVersion:") and _has_key(head, b"kind:")


def _has_key(head: bytes, key: bytes) -> bool:
    return head.startswith((key, b"\xef\xbb\xbf" + key)) or b"\n" + key in head


def is_passed_over(name: str) -> bool:
    """Tell whether a directory of that name holds other people's files or a tool's own."""
    return name in _SKIPPED_DIRECTORIES


def _is_dockerfile(name: str, lower: str) -> bool:
    for stem in ("dockerfile", "containerfile"):
        if lower == stem:
            return True
        if lower.endswith("." + stem):
            return not lower.startswith("._")  # macOS keeps attributes under such names
        if not lower.startswith(stem):
            continue
        rest = lower[len(stem) :]
        if rest[0] in "-_":
            return "." not in rest and not rest.endswith("~")
        if rest[0] != "." or rest.endswith("~"):
            return False
        suffix = rest.rpartition(".")[2]
        if suffix in _TEMPLATES or suffix in _NOT_DOCKERFILES:
            return False
        return not (suffix in _SOURCE_CODE and name.startswith(stem))
    return False


def dockerfile_read(path: str, read: Callable[[str], object]) -> str:
    """Return the path that BuildKit reads where it is asked for the Dockerfile at a path.

    A file ``dockerfile`` takes the place of a ``Dockerfile`` that is not there.

    Args:
        path: the path asked for.
        read: gives a file's bytes, or something else where there is none.

    Source: BuildKit, dockerui (moby/moby#10858); Buildx, build options.
    """
    directory, name = os.path.split(path)
    if name == _DEFAULT_NAME and not isinstance(read(path), bytes):
        lower = os.path.join(directory, name.lower())
        if isinstance(read(lower), bytes):
            return lower
    return path


def template_reason(name: str) -> str | None:
    """Return why a file that is named like a Dockerfile's template is passed over, else None."""
    lower = name.lower()
    if not lower.startswith(("dockerfile.", "containerfile.")):
        stem, _, suffix = lower.rpartition(".")
        if suffix not in _TEMPLATES or not stem.endswith(("dockerfile", "containerfile")):
            return None
    suffix = lower.rpartition(".")[2]
    if suffix not in _TEMPLATES:
        return None
    return f"is a template (.{suffix}), not a Dockerfile; name it to check it all the same"


def shown_path(path: str, start: str) -> str:
    """Return an absolute path as shown from the directory ``start``, with ``/``."""
    inside = start if start.endswith(os.sep) else start + os.sep
    shown = path.removeprefix(inside)
    return shown.replace(os.sep, "/") if os.sep != "/" else shown


class _Level(NamedTuple):
    """Patterns of one ignore file, and the absolute directory that they are relative to."""

    base: str
    patterns: tuple[IgnorePattern, ...]


class Walk:
    """Collects files below the paths that a run was given.

    A path that names a file is always taken.  In a directory, names decide (``kind_of_name``).
    ``.gitignore`` files count in every directory entered, also outside a Git work tree; above the
    directory that was named they count up to the top of its work tree, as does the work tree's
    ``.git/info/exclude``.  The user's global excludes do not: a result depends on the project,
    not on who runs it.  Symbolic links to directories are not followed.

    Attributes:
        files: what was found, in order of finding.
        passed_over: shown paths of files that only look like container files, with the reason.
        refused: paths that are not there and directories that cannot be entered, with the
            refusal; its ``missing`` tells that the path was named by the user.
    """

    __slots__ = (
        "_excluded",
        "_git",
        "_kinds",
        "_seen",
        "_start",
        "files",
        "passed_over",
        "refused",
    )

    def __init__(
        self,
        start: str,
        *,
        kinds: Iterable[str],
        respect_gitignore: bool = True,
        excluded: Callable[[str], bool] | None = None,
    ) -> None:
        self._start = start
        self._kinds = frozenset(kinds)
        self._git = respect_gitignore
        self._excluded = excluded
        self._seen: set[str] = set()
        self.files: list[FoundFile] = []
        self.passed_over: list[tuple[str, str]] = []
        self.refused: list[tuple[str, Refusal]] = []

    def add(self, argument: str) -> int:
        """Take a path as the user wrote it; return how many files it added."""
        before = len(self.files)
        try:
            path = os.path.normpath(os.path.join(self._start, argument))
            is_directory = os.path.isdir(path)
            exists = is_directory or os.path.lexists(path)
        except ValueError:  # a NUL character
            is_directory = exists = False
            path = argument
        if path.startswith("//"):
            path = path[1:]
        if is_directory:
            self._walk(path)
        elif not exists:
            shown = argument.replace(os.sep, "/")
            self.refused.append((shown, Refusal("unreadable", "does not exist", missing=True)))
        else:
            name = os.path.basename(path)
            kind = kind_of_name(name)
            if "workflow" in self._kinds and is_workflow(path.replace(os.sep, "/")):
                kind = "workflow"
            kind = kind or self._kind_of_content(name, path) or "dockerfile"
            if kind == "python" and os.path.basename(path).lower().startswith("dockerfile"):
                kind = "dockerfile"
            self._take(FoundFile(self._show(path, argument), path, kind, explicit=True))
        return len(self.files) - before

    def _show(self, path: str, argument: str) -> str:
        shown = shown_path(path, self._start)
        if shown == path.replace(os.sep, "/") and not os.path.isabs(argument):
            return os.path.normpath(argument).replace(os.sep, "/")
        return shown

    def _take(self, file: FoundFile) -> None:
        if file.path not in self._seen:
            self._seen.add(file.path)
            self.files.append(file)

    def _walk(self, top: str) -> None:
        above = self._levels_above(top) if self._git else ()
        pending: list[tuple[str, tuple[_Level, ...]]] = [(top, above)]
        while pending:
            directory, levels = pending.pop()
            try:
                with os.scandir(directory) as scan:
                    entries = sorted(scan, key=_entry_name)
            except OSError as error:
                reason = "cannot be entered: " + os.strerror(error.errno or 0).lower()
                refusal = Refusal("unreadable", reason, missing=directory == top)
                self.refused.append((shown_path(directory, self._start), refusal))
                continue
            names = {entry.name for entry in entries}
            if directory != top and not _ENVIRONMENT_MARKS.isdisjoint(names):
                continue
            if self._git:
                levels = _with_own_patterns(directory, names, levels)
            deeper: list[tuple[str, tuple[_Level, ...]]] = []
            holds_workflows = "workflow" in self._kinds and (
                directory.endswith(("workflows", "ci"))
                or any(name.endswith(_PIPELINE_ENDINGS) for name in names)
            )
            for entry in entries:
                if _is_directory(entry):
                    if entry.name in _SKIPPED_DIRECTORIES:
                        continue
                    if not self._is_out(entry.path, levels, is_directory=True):
                        deeper.append((entry.path, levels))
                    continue
                kind = kind_of_name(entry.name)
                if holds_workflows and is_workflow(entry.path.replace(os.sep, "/")):
                    kind = "workflow"
                if kind in self._kinds:
                    assert kind is not None
                    self._consider(entry, kind, levels)
                elif kind is None and self._may_be_manifest(entry.name):
                    if not self._is_out(entry.path, levels, is_directory=False):
                        kind = self._kind_of_content(entry.name, entry.path)
                        if kind is not None:
                            self._consider(entry, kind, levels)
                elif "dockerfile" in self._kinds:
                    words = template_reason(entry.name)
                    if words and not self._is_out(entry.path, levels, is_directory=False):
                        self.passed_over.append((shown_path(entry.path, self._start), words))
            pending.extend(reversed(deeper))

    def _consider(self, entry: os.DirEntry[str], kind: str, levels: tuple[_Level, ...]) -> None:
        if entry.is_symlink() and os.path.isdir(entry.path):
            return
        if not self._is_out(entry.path, levels, is_directory=False):
            shown = shown_path(entry.path, self._start)
            self._take(FoundFile(shown, entry.path, kind, explicit=False))

    def _may_be_manifest(self, name: str) -> bool:
        return "kubernetes" in self._kinds and name.lower().endswith((".yaml", ".yml"))

    def _kind_of_content(self, name: str, path: str) -> str | None:
        """Return the kind of a file whose name says none, by its first bytes."""
        if not self._may_be_manifest(name):
            return None
        data = read_file(path)
        return "kubernetes" if isinstance(data, bytes) and is_manifest(data) else None

    def _is_out(self, path: str, levels: tuple[_Level, ...], *, is_directory: bool) -> bool:
        if self._excluded is not None and self._excluded(path):
            return True
        if levels:
            from dockwright.model.gitignore import is_ignored

            for level in reversed(levels):
                relative = path[len(level.base) + 1 :].replace(os.sep, "/")
                verdict = is_ignored(level.patterns, relative, is_directory=is_directory)
                if verdict is not None:
                    return verdict
        return False

    @staticmethod
    def _levels_above(top: str) -> tuple[_Level, ...]:
        """Return what the ignore files above ``top`` say, the outermost first."""
        directories: list[str] = []
        directory = top
        while not os.path.lexists(os.path.join(directory, ".git")):
            parent = os.path.dirname(directory)
            if parent == directory:
                return ()  # no work tree: only what stands at or below the top counts
            directory = parent
            directories.append(directory)
        levels: tuple[_Level, ...] = ()
        for outer in reversed(directories):
            names = {".gitignore", ".git"} if outer == directories[-1] else {".gitignore"}
            levels = _with_own_patterns(outer, names, levels)
        return levels


def _entry_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _with_own_patterns(
    directory: str, names: set[str], levels: tuple[_Level, ...]
) -> tuple[_Level, ...]:
    """Add what a directory's own ignore files say; a work tree of its own starts anew."""
    found: list[_Level] = []
    if ".git" in names:
        levels = ()
        found += _read_level(directory, os.path.join(directory, ".git", "info", "exclude"))
    if ".gitignore" in names:
        found += _read_level(directory, os.path.join(directory, ".gitignore"))
    return (*levels, *found) if found else levels


def _read_level(base: str, path: str) -> list[_Level]:
    data = read_file(path)
    if isinstance(data, Refusal) or not data.strip():
        return []
    from dockwright.model.gitignore import read_patterns

    patterns = read_patterns(data.decode("utf-8", "surrogateescape"))
    return [_Level(base.rstrip(os.sep), patterns)] if patterns else []
