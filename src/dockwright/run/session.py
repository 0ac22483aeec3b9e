"""One run of ``check``, from paths and options to what became of each file."""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH100, PTH109, PTH112, PTH118, PTH119, PTH120

from __future__ import annotations

import os

from dockwright.config.load import (
    ConfigFinder,
    layer_from_environment,
    layer_from_values,
    read_config,
)
from dockwright.errors import UsageError
from dockwright.model.find import FoundFile, Walk, kind_of_name
from dockwright.model.project import Project, Refusal
from dockwright.run.plan import Planner, value_of
from dockwright.run.runner import Job, Outcome, check_files
from dockwright.text import Source
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dockwright.config.selection import Catalogue
    from dockwright.packages.index.client import IndexClient
    from dockwright.packages.index.store import Store
    from dockwright.run.cache import Cache
    from dockwright.run.changes import Changes
    from dockwright.run.plan import FilePlan
    from dockwright.run.runner import Checker

__all__ = ["CHECKED_KINDS", "CheckRun", "Remark", "Session"]

CHECKED_KINDS = frozenset({"bake", "compose", "dockerfile", "kubernetes", "workflow"})
"""The kinds of files that there are rules for; others are not listed in results."""

_KIND_WORDS = {
    "compose": "a Compose file",
    "bake": "a Bake file",
    "ignorefile": "an ignore file",
    "dependencies": "a dependency file",
    "kubernetes": "a Kubernetes manifest",
    "python": "Python code",
    "workflow": "a CI workflow",
}
_STDIN = "-"
_LONG_TEXT = 100_000
_MANY_HEREDOCS = 500
"""Below both, no script of a file is beyond the limits of its reader."""


class Remark(NamedTuple):
    """Something to tell the user that is no finding.

    Attributes:
        text: one line.
        is_detail: whether only ``--verbose`` shows it.
    """

    text: str
    is_detail: bool = False


class CheckRun(NamedTuple):
    """What a run came to, before reports are made of it.

    Attributes:
        outcomes: what became of each file, sorted by path.
        remarks: what to tell besides.
        failed_paths: paths that were named and could not be checked.
    """

    outcomes: list[Outcome]
    remarks: list[Remark]
    failed_paths: list[str]


class Session:
    """The options of one run, from flags, variables and files.

    Raises:
        ConfigError: the configuration is wrong.
    """

    __slots__ = (
        "_above",
        "_catalogue",
        "_finder",
        "_index",
        "_layers",
        "_planner",
        "_store",
        "paths",
        "project",
        "start",
    )

    def __init__(
        self,
        paths: Iterable[str],
        values: Mapping[str, object],
        catalogue: Catalogue,
        *,
        start: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.paths = _paths(list(paths), values.get("stdin-filename"))
        self.start = os.path.abspath(start or _current_directory())
        variables = os.environ if environment is None else environment
        self._above = (
            layer_from_environment(variables, self.start),
            layer_from_values(values, self.start),
        )
        chosen = value_of(self._above, "config")
        fixed = read_config(chosen, self.start) if isinstance(chosen, str) else None
        self.project = Project()
        finder = ConfigFinder(self.start)
        self._planner = Planner(catalogue, finder, self._above, self.project, fixed=fixed)
        self._index: IndexClient | None = None
        self._store: Store | None = None
        self._layers = self._planner.layers_for(self._top())
        self._planner.prepare(self._layers)  # wrong names are told even where no file is found
        size = self.value("max-file-size")
        if isinstance(size, int):
            self.project.limit = size

    def want_fixes(self) -> None:
        """Let findings carry their fixes: reading them alone needs none."""
        self._planner.wants_fixes = True

    def value(self, name: str) -> object:
        """Return the value of an option that is decided once for the whole run."""
        return value_of(self._layers, name)

    def text(self, name: str) -> str | None:
        """Return an option's value where it is text, else None."""
        value = self.value(name)
        return value if isinstance(value, str) and value else None

    def check(self, checker: Checker, *, stdin: bytes | None = None) -> CheckRun:
        """Find the files, check them and say what became of each.

        Raises:
            DockwrightError: what was asked for cannot be done at all.
        """
        remarks: list[Remark] = []
        failed: list[str] = []
        revision = self.text("since")
        changes = None if revision is None else self._changes(revision)
        jobs, outcomes = self.gather(remarks, failed, stdin, changes)
        outcomes += check_files(
            jobs,
            checker,
            project=self.project,
            cache=self._cache(jobs),
            processes=self.processes,
            concerns=None
            if changes is None
            else lambda job, inputs: (
                job.data is not None or changes.has(job.file.path) or changes.concern(inputs)
            ),
        )
        if changes is not None:
            outcomes = self._new_since(outcomes, jobs, checker, changes)
        self.tell(outcomes, remarks, failed)
        return CheckRun(outcomes, remarks, failed)

    def _new_since(
        self, outcomes: list[Outcome], jobs: list[Job], checker: Checker, changes: Changes
    ) -> list[Outcome]:
        """Return outcomes without the findings of unchanged files that were there before.

        A file that is the same is looked at because its check read something that differs; what
        its check says of the tree as it was is no news.
        """
        asked = {
            id(each.file)
            for each in outcomes
            if each.diagnostics and not changes.has(each.file.path)
        }
        again = [job for job in jobs if id(job.file) in asked and job.data is None]
        if not again:
            return outcomes
        from dockwright.run.past import PastProject, new_ones

        past = PastProject(changes, self.project.limit)
        before = check_files(
            [
                job._replace(
                    plan=job.plan._replace(settings=job.plan.settings._replace(project=past))
                )
                for job in again
            ],
            checker,
            project=past,
            processes=self.processes,
        )
        known = {id(each.file): each.diagnostics for each in before}
        return [
            each._replace(diagnostics=new_ones(each.diagnostics, known[id(each.file)]))
            if id(each.file) in known
            else each
            for each in outcomes
        ]

    def gather(
        self,
        remarks: list[Remark],
        failed: list[str],
        stdin: bytes | None = None,
        changes: Changes | None = None,
    ) -> tuple[list[Job], list[Outcome]]:
        """Find the files; return what is to be done, and what becomes of files left aside.

        Of files that ``since`` leaves out, those are kept that ``changes``, where given, may
        concern: what their checks read tells.

        Raises:
            DockwrightError: what was asked for cannot be done at all.
        """
        remarks += [
            Remark(f"environment: {text}", is_detail=True) for text in self._above[0].remarks
        ]
        files, streams = self._find(remarks, failed, stdin)
        revision = self.text("since")
        if changes is not None:
            files = files if changes.paths else []
        elif revision is not None:
            found = self._changes(revision)
            files = [file for file in files if found.has(file.path)]
        outcomes: list[Outcome] = []
        jobs: list[Job] = []
        for file in files:
            plan = self._planner.plan(file.path, file.kind)
            if file.kind not in CHECKED_KINDS:
                if changes is not None and not changes.has(file.path):
                    continue
                words = _KIND_WORDS.get(file.kind, file.kind)
                refusal = Refusal("skipped", f"is {words}, which this version does not check")
                outcomes.append(Outcome(file, None, [], refusal))
            else:
                jobs.append(Job(file, plan))
        for file, data in streams:
            is_alone = self.text("stdin-filename") is None
            plan = self._planner.plan(file.path, file.kind, is_alone=is_alone)
            jobs.append(Job(file, plan, data))
        if jobs and not any(job.plan.settings.enabled for job in jobs):
            remarks.append(Remark("no rule is selected, so nothing is looked for"))
        jobs.sort(key=lambda job: job.file.shown)
        if self.value("online") is True or self.value("read-wheels") is True:
            jobs = self._with_learned(jobs, remarks)
        return jobs, outcomes

    def _with_learned(self, jobs: list[Job], remarks: list[Remark]) -> list[Job]:
        """Return jobs whose plans tell what the package index knows of what is installed."""
        from dockwright.run.online import yanked_pins
        from dockwright.run.wheels import WheelReader

        reader = None
        if self.value("read-wheels") is True:
            mirrors = self.value("mirrors")
            reader = WheelReader(
                self, self.index, self.index_store, mirrors if isinstance(mirrors, dict) else {}
            )
        found = []
        told: dict[str, None] = {}
        for job in jobs:
            if job.file.kind == "dockerfile" and job.data is None and job.file.refusal is None:
                settings, learned = (
                    job.plan.settings,
                    self._planner.told.setdefault(job.file.path, {}),
                )
                if self.value("online") is True:
                    learned["yanked"], more = yanked_pins(self, job.file.path, settings, self.index)
                    told.update(dict.fromkeys(more))
                if reader is not None:
                    learned["wheels"] = reader.read(job.file, settings)
                job = job._replace(plan=self.plan_of(job.file))
            found.append(job)
        remarks += map(Remark, (*told, *(reader.remarks if reader is not None else ())))
        return found

    @property
    def index_store(self) -> Store:
        """Return where answers of package indexes are kept."""
        if self._store is None:
            from dockwright.packages.index.store import Store
            from dockwright.run.cache import cache_directory

            kept = cache_directory(self.text("cache-dir")) if self.value("cache") else None
            self._store = Store(kept)
        return self._store

    @property
    def index(self) -> IndexClient:
        """Return what asks the package indexes that are configured for the project."""
        if self._index is None:
            from dockwright.packages.index.client import IndexClient
            from dockwright.packages.index.settings import read_settings

            self._index = IndexClient(read_settings(self.start), store=self.index_store)
        return self._index

    def tell(self, outcomes: list[Outcome], remarks: list[Remark], failed: list[str]) -> None:
        """Sort the outcomes, and add what is to be said of files that were not checked."""
        outcomes.sort(key=lambda outcome: outcome.file.shown)
        for outcome in outcomes:
            if outcome.refusal is not None:
                remarks.append(Remark(f"{outcome.file.shown} {outcome.refusal.reason}"))
                if outcome.refusal.is_fault or (
                    outcome.file.explicit and outcome.file.kind in CHECKED_KINDS
                ):
                    failed.append(outcome.file.shown)
            elif (
                outcome.source is not None
                and outcome.file.kind == "dockerfile"
                and _may_be_too_much(outcome.source.text)
            ):
                from dockwright.run.unread import unread_scripts

                remarks += [Remark(line) for line in unread_scripts(outcome.source)]
        remarks += [Remark(*remark) for remark in dict.fromkeys(self._planner.remarks)]

    def _top(self) -> str:
        """Return the directory whose configuration decides what is decided once a run."""
        tops: list[str] = []
        for path in self.paths:
            if not path:
                raise UsageError("a path is empty", hint="`.` is the current directory")
            if path == _STDIN:
                path = self.text_of_flags("stdin-filename") or "."
                path = os.path.join(os.path.dirname(path), ".") if path != "." else path
            full = os.path.normpath(os.path.join(self.start, path))
            tops.append(full if _is_directory(full) else os.path.dirname(full))
        try:
            return os.path.commonpath(tops)
        except ValueError:
            return self.start

    def read_shown(self, path: str) -> str | None:
        """Return the text of a file by its path as shown, or None where it is not there."""
        data = self.project.read(os.path.join(self.start, path))
        return data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else None

    def plan_of(self, file: FoundFile) -> FilePlan:
        """Return how a file is checked."""
        return self._planner.plan(file.path, file.kind)

    def source_shown(self, path: str) -> Source | None:
        """Return a file by its path as shown, or None where it cannot be read."""
        data = self.project.read(os.path.join(self.start, path))
        return Source.from_bytes(path, data) if isinstance(data, bytes) else None

    def text_of_flags(self, name: str) -> str | None:
        """Return what flags or variables say of a text option, before any file is read."""
        value = value_of(self._above, name)
        return value if isinstance(value, str) and value else None

    def _find(
        self, remarks: list[Remark], failed: list[str], stdin: bytes | None
    ) -> tuple[list[FoundFile], list[tuple[FoundFile, bytes]]]:
        from dockwright.config.globs import PathPatterns

        excluded = None
        for layer in reversed(self._layers):
            patterns = layer.values.get("exclude")
            if isinstance(patterns, tuple):
                excluded = PathPatterns(layer.base, patterns).match if patterns else None
                break
        walk = Walk(
            self.start,
            kinds=CHECKED_KINDS,
            respect_gitignore=bool(self.value("gitignore")),
            excluded=excluded,
        )
        streams: list[tuple[FoundFile, bytes]] = []
        for path in self.paths:
            if path == _STDIN:
                streams = [self._stream(stdin)]
                continue
            refused = len(walk.refused)
            if (
                not walk.add(path)
                and len(walk.refused) == refused
                and _is_directory(os.path.join(self.start, path))
            ):
                remarks.append(Remark(f"{path} holds no container file"))
        for shown, refusal in walk.refused:
            remarks.append(Remark(f"{shown} {refusal.reason}"))
            if refusal.missing:
                failed.append(shown)
        for shown, reason in walk.passed_over:
            remarks.append(Remark(f"{shown} {reason}", is_detail=True))
        files = sorted(walk.files, key=lambda file: file.shown)
        return files, streams

    def _stream(self, stdin: bytes | None) -> tuple[FoundFile, bytes]:
        if stdin is None:
            raise UsageError("the path - stands for standard input, and none was given")
        shown = self.text("stdin-filename") or "<stdin>"
        name = os.path.basename(shown)
        path = os.path.normpath(os.path.join(self.start, shown))
        kind = kind_of_name(name) or "dockerfile"
        if kind not in CHECKED_KINDS:
            words = _KIND_WORDS.get(kind, kind)
            raise UsageError(f"{shown} is {words}, which this version does not check")
        refusal = None
        if len(stdin) > self.project.limit:
            refusal = Refusal("skipped", "is above the limit of max-file-size")
        return FoundFile(shown, path, kind, explicit=True, refusal=refusal), stdin

    def _changes(self, revision: str) -> Changes:
        from dockwright.run.changes import changed_since

        return changed_since(revision, self._top())

    def _cache(self, jobs: Sequence[Job]) -> Cache | None:
        if not self.value("cache") or all(job.data is not None for job in jobs):
            return None
        from dockwright.run.cache import Cache, cache_directory, program_fingerprint

        directory = cache_directory(self.text("cache-dir"))
        if directory is None:
            return None
        return Cache(directory, self.start, program_fingerprint())

    @property
    def processes(self) -> int:
        """Return how many processes may work at the same time."""
        from dockwright.run.pool import processors

        jobs = self.value("jobs")
        return jobs if isinstance(jobs, int) and jobs > 0 else processors()


def _may_be_too_much(text: str) -> bool:
    """Tell whether a file may have a script beyond the limits of its reader."""
    return len(text) > _LONG_TEXT or text.count("<<") > _MANY_HEREDOCS


def _paths(paths: list[str], stdin_filename: object) -> list[str]:
    """Return the paths to look at; a name for standard input alone means standard input.

    Raises:
        UsageError: the name is for nothing, as other paths are given.
    """
    if not stdin_filename or _STDIN in paths:
        return paths or ["."]
    if paths:
        raise UsageError(
            "--stdin-filename names the text of standard input, and the paths do not hold -"
        )
    return [_STDIN]


def _current_directory() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:
        raise UsageError("the current directory does not exist any more") from None


def _is_directory(path: str) -> bool:
    try:
        return os.path.isdir(path)
    except ValueError:
        return False
