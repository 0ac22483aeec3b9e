"""Stored results, several processes, and failures of ours."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from dockwright.model.find import FoundFile
from dockwright.model.project import Project
from dockwright.rules.diagnostic import (
    Applicability,
    Basis,
    Confidence,
    Diagnostic,
    Fix,
    Impact,
    Label,
    Severity,
)
from dockwright.rules.settings import CheckSettings
from dockwright.run.cache import Cache, program_fingerprint
from dockwright.run.codec import decode, encode
from dockwright.run.plan import FilePlan
from dockwright.run.pool import Lost, run_tasks
from dockwright.run.runner import FAILURE_CODE, Job, Outcome, check_files
from dockwright.text import Edit, Source, Span

if TYPE_CHECKING:
    from pathlib import Path


def finding(source: Source, message: str = "found") -> Diagnostic:
    return Diagnostic(
        code="DW101",
        message=message,
        primary=Label(source.path, Span(0, 4), "here"),
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        help="do otherwise",
        related=(Label("other", Span(1, 2), "there"), Label(source.path, Span(0, 0), "")),
        impact=Impact(10, None, "a guess", Basis.ESTIMATED),
        fixes=(
            Fix(
                "mend it",
                {source.path: (Edit(Span(0, 1), "f"),), "other": (Edit(Span(2, 2), "é\udcff"),)},
                Applicability.UNSAFE,
                frozenset({"env", "user"}),
            ),
        ),
    )


class Recorder:
    """A checker that counts its calls and reads one further file."""

    def __init__(self, also: str | None = None) -> None:
        self.calls: list[str] = []
        self.also = also

    def __call__(self, source: Source, plan: FilePlan) -> list[Diagnostic]:
        self.calls.append(source.path)
        words = source.text
        if self.also is not None:
            assert plan.settings.project is not None
            words += repr(plan.settings.project.read(self.also))
        return [finding(source, words)]


def make_jobs(root: Path, count: int, fingerprint: str = "plan") -> list[Job]:
    jobs: list[Job] = []
    for number in range(count):
        path = root / f"{number:03}.Dockerfile"
        if not path.exists():
            path.write_text(f"FROM scratch\n# {number}\n")
        plan = FilePlan(
            CheckSettings(frozenset()), {}, honours_comments=True, fingerprint=fingerprint
        )
        file = FoundFile(path.name, str(path), "dockerfile", explicit=False)
        jobs.append(Job(file, plan))
    return jobs


def run(
    root: Path,
    jobs: list[Job],
    checker: Recorder,
    *,
    fingerprint: str = "program",
    start: str = "/start",
) -> list[Outcome]:
    project = Project()
    jobs = [
        job._replace(plan=job.plan._replace(settings=job.plan.settings._replace(project=project)))
        for job in jobs
    ]
    cache = Cache(str(root / "cache"), start, fingerprint)
    return check_files(jobs, checker, project=project, cache=cache)


def test_findings_survive_being_stored() -> None:
    source = Source("Dockerfile", "FROM scratch\n")
    original = [finding(source, "söme \udcff words"), finding(source)]
    again = decode(encode(original, "Dockerfile"), "Dockerfile")
    assert again == original
    assert [fix for each in again for fix in each.fixes] == [
        fix for each in original for fix in each.fixes
    ]


def test_a_second_run_checks_nothing_and_says_the_same(tmp_path: Path) -> None:
    jobs = make_jobs(tmp_path, 3)
    first = run(tmp_path, jobs, checker := Recorder())
    assert len(checker.calls) == 3
    second = run(tmp_path, jobs, checker := Recorder())
    assert checker.calls == []
    assert [outcome.diagnostics for outcome in second] == [outcome.diagnostics for outcome in first]


def test_a_changed_file_is_checked_again_even_with_its_old_time_and_size(tmp_path: Path) -> None:
    jobs = make_jobs(tmp_path, 3)
    run(tmp_path, jobs, Recorder())
    path = tmp_path / "001.Dockerfile"
    before = path.stat()
    path.write_text("FROM scratch\n# X\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    run(tmp_path, jobs, checker := Recorder())
    assert checker.calls == ["001.Dockerfile"]


def test_a_changed_added_or_removed_input_is_noticed(tmp_path: Path) -> None:
    jobs = make_jobs(tmp_path, 1)
    also = tmp_path / "requirements.txt"

    def calls() -> int:
        outcomes = run(tmp_path, jobs, checker := Recorder(str(also)))
        expected = repr(also.read_bytes()) if also.exists() else "Unknown("
        assert expected in outcomes[0].diagnostics[0].message
        return len(checker.calls)

    assert calls() == 1
    assert calls() == 0
    also.write_text("torch\n")
    assert calls() == 1
    assert calls() == 0
    also.write_text("numpy\n")
    assert calls() == 1
    also.unlink()
    assert calls() == 1
    assert calls() == 0


def test_other_settings_another_program_and_another_start_are_other_results(
    tmp_path: Path,
) -> None:
    jobs = make_jobs(tmp_path, 1)
    run(tmp_path, jobs, Recorder())
    run(tmp_path, make_jobs(tmp_path, 1, "other plan"), checker := Recorder())
    assert len(checker.calls) == 1
    run(tmp_path, jobs, checker := Recorder(), start="/elsewhere")
    assert len(checker.calls) == 1
    run(tmp_path, jobs, checker := Recorder())
    assert checker.calls == []
    run(tmp_path, jobs, checker := Recorder(), fingerprint="newer program")
    assert len(checker.calls) == 1


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "binary", "directory", "forged"])
def test_a_damaged_store_counts_as_empty(tmp_path: Path, damage: str) -> None:
    jobs = make_jobs(tmp_path, 2)
    run(tmp_path, jobs, Recorder())
    (path,) = (tmp_path / "cache").iterdir()
    data = path.read_bytes()
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(data[:-20])
    elif damage == "flipped":
        path.write_bytes(data.replace(b"FROM", b"FRUM"))
    elif damage == "binary":
        path.write_bytes(os.urandom(1000))
    elif damage == "directory":
        path.unlink()
        path.mkdir()
    else:
        cache = Cache(str(tmp_path / "cache"), "/start", "program")
        for key in list(cache._records):
            cache.put(key, [], [["nonsense"]])
        cache.save()
    outcomes = run(tmp_path, jobs, checker := Recorder())
    assert len(checker.calls) == 2
    assert all(len(outcome.diagnostics) == 1 for outcome in outcomes)


def test_a_store_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a directory belongs")
    assert len(run(tmp_path, make_jobs(tmp_path, 2), Recorder())) == 2


def test_a_run_takes_over_what_another_stored_meanwhile(tmp_path: Path) -> None:
    directory = str(tmp_path / "cache")
    one, other = Cache(directory, "/s", "p"), Cache(directory, "/s", "p")
    one.put(b"1" * 32, [], [])
    other.put(b"2" * 32, [], [])
    one.save()
    other.save()
    again = Cache(directory, "/s", "p")
    assert again.get(b"1" * 32, Project()) == []
    assert again.get(b"2" * 32, Project()) == []
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_the_store_is_bounded_and_drops_what_was_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dockwright.run.cache._MAX_BYTES", 1000)
    for number in range(50):
        cache = Cache(str(tmp_path), "/s", "p")
        cache.get(b"%032d" % 0, Project())
        cache.put(b"%032d" % number, [], ["x" * 50])
        cache.save()
    cache = Cache(str(tmp_path), "/s", "p")
    assert cache.get(b"%032d" % 0, Project()) is not None
    assert cache.get(b"%032d" % 49, Project()) is not None
    assert cache.get(b"%032d" % 10, Project()) is None
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 1300


def test_the_programs_fingerprint_is_steady() -> None:
    assert program_fingerprint() == program_fingerprint()


def test_failures_of_ours_are_findings_and_are_not_stored(tmp_path: Path) -> None:
    def checker(source: Source, plan: FilePlan) -> list[Diagnostic]:
        if "1" in source.text:
            raise KeyError(plan.fingerprint)
        return []

    jobs = make_jobs(tmp_path, 3)
    for _ in range(2):
        cache = Cache(str(tmp_path / "cache"), "/start", "program")
        outcomes = check_files(jobs, checker, project=Project(), cache=cache)
        assert [len(outcome.diagnostics) for outcome in outcomes] == [0, 1, 0]
        (found,) = outcomes[1].diagnostics
        assert found.code == FAILURE_CODE
        assert found.message == "dockwright failed to check this file: KeyError: 'plan'"


def test_processes_give_the_same_as_one(tmp_path: Path) -> None:
    jobs = make_jobs(tmp_path, 60)
    alone = check_files(jobs, Recorder(), project=Project())
    together = check_files(jobs, Recorder(), project=Project(), processes=3)
    assert [(outcome.file, outcome.diagnostics) for outcome in together] == [
        (outcome.file, outcome.diagnostics) for outcome in alone
    ]


def test_results_of_processes_are_stored(tmp_path: Path) -> None:
    jobs = make_jobs(tmp_path, 60)
    cache = Cache(str(tmp_path / "cache"), "/start", "program")
    check_files(jobs, Recorder(), project=Project(), cache=cache, processes=2)
    run(tmp_path, jobs, checker := Recorder())
    assert checker.calls == []


def test_a_process_that_dies_loses_its_own_file_only(tmp_path: Path) -> None:
    def checker(source: Source, plan: FilePlan) -> list[Diagnostic]:  # noqa: ARG001 - the protocol
        if source.path in {"013.Dockerfile", "014.Dockerfile", "059.Dockerfile"}:
            os.kill(os.getpid(), signal.SIGKILL)
        return [finding(source)]

    jobs = make_jobs(tmp_path, 60)
    outcomes = check_files(jobs, checker, project=Project(), processes=2)
    failed = [o.file.shown for o in outcomes if o.diagnostics[0].code == FAILURE_CODE]
    assert failed == ["013.Dockerfile", "014.Dockerfile", "059.Dockerfile"]
    assert "ended by signal 9" in outcomes[13].diagnostics[0].message
    assert outcomes[13].diagnostics[0].primary.path == "013.Dockerfile"


def test_a_process_that_dies_once_is_forgiven(tmp_path: Path) -> None:
    mark = tmp_path / "died"

    def work(task: int) -> list[int]:
        if task == 5 and not mark.exists():
            mark.write_text("")
            os._exit(7)
        return [task]

    assert run_tasks(range(12), work, 3) == {task: [task] for task in range(12)}


def test_large_results_pass_through_the_pipes() -> None:
    done = run_tasks(range(6), lambda task: ["x" * 500_000, task], 3)
    assert {task: result[1] for task, result in done.items()} == {task: task for task in range(6)}


def test_an_exit_status_is_told() -> None:
    done = run_tasks([0], lambda _: os._exit(7), 1)
    assert done == {0: Lost("the process that checked it ended with status 7")}


def test_a_file_that_vanished_is_told(tmp_path: Path) -> None:
    jobs = make_jobs(tmp_path, 2)
    (tmp_path / "000.Dockerfile").unlink()
    (tmp_path / "001.Dockerfile").unlink()
    (tmp_path / "001.Dockerfile").symlink_to("nowhere")
    first, second = check_files(jobs, Recorder(), project=Project())
    assert first.refusal is not None
    assert first.refusal.reason == "does not exist any more: it vanished during the run"
    assert second.refusal is not None
    assert second.refusal.reason == "is a symbolic link to nothing"
