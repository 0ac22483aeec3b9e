"""Checking many files: stored results first, then the rest, on several processors where it pays."""

from __future__ import annotations

from dockwright.model.project import Refusal, read_file, refusal_for_content
from dockwright.run.codec import decode, encode
from dockwright.text import Source
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, Self

    from dockwright.model.find import FoundFile
    from dockwright.model.project import Project
    from dockwright.report.result import FileStatus
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.run.cache import Cache
    from dockwright.run.plan import FilePlan

    Checker = Callable[[Source, FilePlan], list[Diagnostic]]
    Concerns = Callable[["Job", Iterable[tuple[str, str]]], bool]

__all__ = ["FAILURE_CODE", "Declined", "Job", "Outcome", "check_files", "read_job"]

FAILURE_CODE = "DW099"
"""The code of findings that tell of a defect of ours; they are never stored."""

_TEXT_BETWEEN_COLLECTIONS = 1 << 18
"""Characters of checked text whose models, a few tens of megabytes, may lie about as garbage."""

_ENOUGH_FOR_PROCESSES = 24
"""Files to check below which starting processes costs more than it gains."""


class Declined(Exception):  # noqa: N818 - no error: a file that is passed over
    """Raised by a checker that will not check a file; its text says why, after the file's name.

    Attributes:
        is_fault: whether what was asked for is wrong, even where nobody named the file.
    """

    def __init__(self, reason: str, *, is_fault: bool = False) -> None:
        super().__init__(reason)
        self.is_fault = is_fault


class Job(NamedTuple):
    """One file to check, and how; ``data`` is its content where it is not to be read."""

    file: FoundFile
    plan: FilePlan
    data: bytes | None = None


class Outcome(NamedTuple):
    """What became of one file.

    Attributes:
        file: the file.
        source: its text, or None where it was not read.
        diagnostics: what was found.
        refusal: why it was not checked, or None.
    """

    file: FoundFile
    source: Source | None
    diagnostics: list[Diagnostic]
    refusal: Refusal | None = None

    @property
    def status(self) -> FileStatus:
        """Return what reports tell of the file."""
        from dockwright.report.result import FileStatus

        file, refusal = self.file, self.refusal
        if refusal is None:
            return FileStatus(file.shown, file.kind, "checked")
        return FileStatus(file.shown, file.kind, refusal.status, refusal.reason)


def check_files(
    jobs: Sequence[Job],
    checker: Checker,
    *,
    project: Project,
    cache: Cache | None = None,
    processes: int = 1,
    concerns: Concerns | None = None,
) -> list[Outcome]:
    """Check files and return what became of each, in the order given.

    Left out are those of which ``concerns``, given what their checks read by kind and name, says
    that nobody asks for them.

    A checker that raises, or takes its process down with it, yields a finding that says so.
    """
    outcomes: list[Outcome | None] = [None] * len(jobs)
    sources: dict[int, Source] = {}
    keys: dict[int, bytes] = {}
    misses: list[int] = []
    for index, job in enumerate(jobs):
        file = job.file
        data = read_job(job, project)
        if isinstance(data, Refusal):
            if concerns is None or concerns(job, ()):
                outcomes[index] = Outcome(file, None, [], data)
            continue
        source = sources[index] = Source.from_bytes(file.shown, data)
        if cache is not None:
            key = keys[index] = cache.key(file.path, file.shown, data, job.plan.fingerprint)
            found = _stored(cache, key, project, file.shown)
            if found is not None:
                if concerns is not None and not concerns(job, cache.inputs_of(key)):
                    continue
                outcomes[index] = Outcome(file, source, found)
                continue
        misses.append(index)

    def work(index: int) -> list[Any]:
        stores = cache is not None
        return _check_one(
            jobs[index], sources[index], checker, project, stores=stores, concerns=concerns
        )

    def take(index: int, result: Any) -> None:
        records, line, declined = result
        file = jobs[index].file
        if cache is not None and line is not None:
            cache.put_line(keys[index], line)
        if records is None:
            return
        refusal = Refusal("skipped", *declined) if declined else None
        source = None if refusal else sources[index]
        outcomes[index] = Outcome(file, source, decode(records, file.shown), refusal)

    if misses:
        misses.sort(key=lambda index: -len(sources[index].text))
        with _Thrift(sources) as thrift:
            _work_off(misses, thrift.of(work), take, processes)
    if cache is not None:
        cache.save()
    return [outcome for outcome in outcomes if outcome is not None]


def read_job(job: Job, project: Project) -> bytes | Refusal:
    """Return the bytes of a job's file, or why it is not checked."""
    file = job.file
    data = file.refusal or (read_file(file.path, project.limit) if job.data is None else job.data)
    refusal = data if isinstance(data, Refusal) else refusal_for_content(data)
    if refusal is not None:
        return Refusal("unreadable", _vanished(file)) if refusal.missing else refusal
    assert not isinstance(data, Refusal)
    return data


def _vanished(file: FoundFile) -> str:
    import os

    if os.path.islink(file.path):  # noqa: PTH114 - a path is a string throughout
        return "is a symbolic link to nothing"
    return "does not exist any more: it vanished during the run"


def _stored(cache: Cache, key: bytes, project: Project, shown: str) -> list[Diagnostic] | None:
    records = cache.get(key, project)
    if records is None:
        return None
    try:
        return decode(records, shown)
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _check_one(
    job: Job,
    source: Source,
    checker: Checker,
    project: Project,
    *,
    stores: bool,
    concerns: Concerns | None,
) -> list[Any]:
    """Return a file's findings as plain data, the store's line for them, and why it is declined.

    The findings are None where nobody asks for them.  The last is what ``Refusal`` says after its
    status, None for a file that was checked.
    """
    project.begin()
    try:
        found = checker(source, job.plan)
    except Declined as declined:
        if not _is_asked_for(job, project, concerns):
            return [None, None, None]
        return [[], None, [str(declined), False, declined.is_fault]]
    except Exception as error:  # noqa: BLE001 - a defect of ours at one file must not end the run
        found = [_failure(source.path, f"{type(error).__name__}: {error}")]
    records = encode(found, source.path)
    told = records if _is_asked_for(job, project, concerns) else None
    if not stores or any(each.code == FAILURE_CODE for each in found):
        return [told, None, None]
    from dockwright.run.cache import record_line

    return [told, record_line(project.inputs, records), None]


def _is_asked_for(job: Job, project: Project, concerns: Concerns | None) -> bool:
    return concerns is None or concerns(job, project.asked)


def _work_off(
    misses: list[int],
    work: Callable[[int], list[Any]],
    take: Callable[[int, list[Any]], None],
    processes: int,
) -> None:
    if len(misses) >= _ENOUGH_FOR_PROCESSES and processes > 1:
        from dockwright.run.pool import Lost, can_fork, run_tasks

        if can_fork():
            *rest, first = misses
            take(first, work(first))  # imports what the others need, before the fork

            def put(index: int, result: Any) -> None:
                if isinstance(result, Lost):
                    result = [encode([_failure("", result.reason)], ""), None, None]
                take(index, result)

            run_tasks(rest, work, processes, put)
            return
    for index in misses:
        take(index, work(index))


class _Thrift:
    """Keeps the collector of cyclic garbage from looking at everything again and again.

    A model is full of cycles.  They are cut when its file is done, but not where that went wrong or
    was declined: garbage is collected after every so much text.  What was there before is not
    looked at.
    """

    def __init__(self, sources: Mapping[int, Source]) -> None:
        self._sources = sources
        self._read = 0
        self._was_on = False
        self._freezes = False

    def __enter__(self) -> Self:
        import gc

        self._was_on = gc.isenabled()
        self._freezes = not gc.get_freeze_count()
        gc.disable()
        if self._freezes:
            gc.freeze()
        return self

    def __exit__(self, *_: object) -> None:
        import gc

        if self._freezes:
            gc.unfreeze()
        if self._was_on:
            gc.enable()

    def of(self, work: Callable[[int], list[Any]]) -> Callable[[int], list[Any]]:
        """Return the same work, with a collection after every so much text."""
        import gc

        def thrifty(index: int) -> list[Any]:
            result = work(index)
            self._read += len(self._sources[index].text)
            if self._read >= _TEXT_BETWEEN_COLLECTIONS:
                self._read = 0
                gc.collect(1)
            return result

        return thrifty


def _failure(path: str, reason: str) -> Diagnostic:
    from dockwright.rules.diagnostic import Confidence, Diagnostic, Label, Severity
    from dockwright.text import Span

    return Diagnostic(
        code=FAILURE_CODE,
        message=f"dockwright failed to check this file: {reason}",
        primary=Label(path, Span(0, 0), ""),
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        help="This is a defect of dockwright, not of your file: please report it with this file",
    )
