"""Repairing many files: each on its own, on several processors where it pays, then written.

Files that a fix changes together are written together or not at all.
"""

# Strings and os.path throughout, as elsewhere in this room.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os
import posixpath

from dockwright.errors import EnvironmentFaultError, UsageError
from dockwright.fixes.attach import Recorder
from dockwright.fixes.document import DocumentDigest
from dockwright.fixes.fixer import (
    Applied,
    Examined,
    FileRepair,
    examined_dockerfile,
    repair_file,
)
from dockwright.model.find import kind_of_name
from dockwright.model.project import Project, Refusal
from dockwright.report.chain import without_known
from dockwright.report.repaired import FixResult, Repaired
from dockwright.rules.diagnostic import Applicability, Severity
from dockwright.rules.document import check_document
from dockwright.run.checker import check_file, read_file_under, report_under
from dockwright.run.codec import decode, encode
from dockwright.run.documents import read_document_under, report_document_under
from dockwright.run.known import load_baseline, path_from, save_baseline
from dockwright.run.runner import Declined, Outcome, read_job
from dockwright.run.session import CHECKED_KINDS, Remark
from dockwright.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from dockwright.fixes.fixer import Pick
    from dockwright.report.baseline import Baseline
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.run.plan import FilePlan
    from dockwright.run.runner import Job
    from dockwright.run.session import Session

__all__ = ["repair_session"]

_ENOUGH_FOR_PROCESSES = 12
"""Files to repair below which starting processes costs more than it gains."""


def repair_session(
    session: Session,
    allowed: frozenset[Applicability],
    *,
    pick: Pick | None = None,
    stdin: bytes | None = None,
    write: bool = False,
) -> FixResult:
    """Repair the files of a session.

    Raises:
        DockwrightError: what was asked for cannot be done at all.
    """
    remarks: list[Remark] = []
    failed: list[str] = []
    known_file = session.text("baseline")
    writes = session.value("write-baseline") is True
    if writes and not write:
        raise UsageError(
            "--write-baseline holds what is left in repaired files, and none is written here",
            hint="leave it out, or repair first",
        )
    known = None if known_file is None or writes else load_baseline(known_file)
    jobs, outcomes = session.gather(remarks, failed, stdin)
    readable: list[tuple[Job, Source]] = []
    for job in jobs:
        data = read_job(job, session.project)
        if isinstance(data, Refusal):
            outcomes.append(Outcome(job.file, None, [], data))
        else:
            readable.append((job, Source.from_bytes(job.file.shown, data)))
    repairs = _repair_all(readable, session, allowed, pick, known)
    outcomes += [
        Outcome(job.file, source, [], repair.declined)
        for (job, source), repair in zip(readable, repairs, strict=True)
    ]
    session.tell(outcomes, remarks, failed)
    files = [
        Repaired(job.file.shown, job.file.path, repair, job.data is not None)
        for (job, _), repair in zip(readable, repairs, strict=True)
        if repair.declined is None
    ]
    if write:
        files = _write(files, session.start)
        failed += [each.path for each in files if each.unwritten]
    if writes:
        told = _new_baseline(session, known_file, files)
        remarks.append(Remark(told))
        files = [each._replace(repair=each.repair._replace(remaining=())) for each in files]
    level = session.text("fail-on")
    return FixResult(
        files=tuple(files),
        statuses=tuple(outcome.status for outcome in outcomes),
        remarks=(
            *(remark.text for remark in remarks if not remark.is_detail),
            *(
                f"{each.path} is left as it was: {each.unwritten}"
                for each in files
                if each.unwritten
            ),
        ),
        details=tuple(remark.text for remark in remarks if remark.is_detail),
        failed_paths=tuple(failed),
        fail_on=None if level in {None, "never"} else Severity(level),
        written=write,
        unsafe=Applicability.UNSAFE in allowed,
    )


def _repair_all(
    readable: Sequence[tuple[Job, Source]],
    session: Session,
    allowed: frozenset[Applicability],
    pick: Pick | None,
    baseline: Baseline | None,
) -> list[FileRepair]:
    def repair(index: int, known: Mapping[str, str] | None = None) -> FileRepair:
        job, source = readable[index]
        return _repair_one(job, source, session, allowed, pick, known or {}, baseline)

    def work(index: int) -> list[Any]:
        return _encode(repair(index))

    indices = list(range(len(readable)))
    repairs: dict[int, FileRepair] = {}
    if pick is None and len(indices) >= _ENOUGH_FOR_PROCESSES and session.processes > 1:
        from dockwright.run.pool import Lost, can_fork, run_tasks

        if can_fork():
            repairs[0] = repair(0)  # imports what the others need, before the fork
            for index, result in run_tasks(indices[1:], work, session.processes).items():
                source = readable[index][1]
                if isinstance(result, Lost):
                    defect = f"{source.path} could not be repaired: {result.reason}"
                    repairs[index] = FileRepair(source, source, {}, {}, (), (), 0, (defect,))
                else:
                    repairs[index] = _decode(result, source)
    # A file that two repairs change: the later one builds on what the earlier one made.
    others: dict[str, str] = {}
    own: dict[str, str] = {}
    for index in indices:
        path = readable[index][1].path
        known = repairs.get(index)
        if known is None or path in others or not others.keys().isdisjoint(known.others):
            repairs[index] = repair(index, others)
        if not own.keys().isdisjoint(repairs[index].others):
            repairs[index] = repair(index, {**others, **own})
        made = repairs[index]
        others.update(made.others)
        own.update((each, text) for each, text in made.others.items() if each in own)
        if made.after.text != made.before.text:
            own[path] = made.after.text
    return [repairs[index] for index in indices]


def _repair_one(
    job: Job,
    source: Source,
    session: Session,
    allowed: frozenset[Applicability],
    pick: Pick | None,
    known: Mapping[str, str],
    baseline: Baseline | None,
) -> FileRepair:
    if source.path in known:
        data = known[source.path].encode("utf-8", "surrogateescape")
        source = Source.from_bytes(source.path, data)
    plan = job.plan._replace(wants_fixes=True)
    proof = plan.settings._replace(enabled=plan.settings.enabled | _proof_codes())
    shared = session.project

    def examine(text: Source, others: Mapping[str, str]) -> Examined:
        from dockwright.rules.engine import check_model

        project = shared
        if known or others:
            project = Project(shared.limit)
            for path, content in {**known, **others}.items():
                data = content.encode("utf-8", "surrogateescape")
                project.replace(os.path.join(session.start, path), data)
        settings = proof._replace(project=project)
        recorder = Recorder()
        if plan.kind == "dockerfile":
            reading = read_file_under(text, settings)
            found = check_model(reading.model, settings, recorder)
        else:
            document = read_document_under(text, plan._replace(settings=settings))
            found = check_document(document, settings, project, recorder)
        wanted = [each for each in found if each.code in plan.settings.enabled]
        wanted = _alone(recorder.with_fixes(wanted), job, text.path)
        if plan.kind == "dockerfile":
            reported = report_under(plan, reading, wanted)
        else:
            reported = report_document_under(plan, document, wanted)
        if baseline is not None:
            place = path_from(session.text("baseline") or "", session.start)
            reported = without_known(baseline, {text.path: text}, place)(reported)
        errors = [each for each in found if each.severity is Severity.ERROR]
        if plan.kind == "dockerfile":
            errors += _errors_of_services(job, text, {**known, **others}, plan, session)
        for path, content in others.items():
            errors += _new_errors(path, content, read_other(path), plan, project, session)
        defects = tuple(recorder.defects)
        if plan.kind == "dockerfile":
            return examined_dockerfile(reading.model, reported, errors, defects)
        return Examined(
            document.problems,
            document.own.remarks,
            DocumentDigest(document),
            reported,
            errors,
            defects,
        )

    def read_other(path: str) -> str | None:
        if path in known:
            return known[path]
        return session.read_shown(path)

    try:
        return repair_file(source, examine, allowed=allowed, pick=pick, read_other=read_other)
    except Declined as declined:
        refusal = Refusal("skipped", str(declined), is_fault=declined.is_fault)
        return FileRepair(source, source, {}, {}, (), (), 0, (), declined=refusal)
    except Exception as error:  # noqa: BLE001 - a defect of ours at one file must not end the run
        words = f"{type(error).__name__}: {error}"
        defect = f"{source.path} could not be repaired: {words}"
        return FileRepair(source, source, {}, {}, (), (), 0, (defect,))


def _errors_of_services(
    job: Job, text: Source, others: Mapping[str, str], plan: FilePlan, session: Session
) -> list[Diagnostic]:
    """Return the errors of the Compose file that builds a Dockerfile, for a text of the latter."""
    from dockwright.model.told_context import ToldContext, told_context

    dockerfile = os.path.normpath(os.path.join(session.start, job.file.path))
    told = told_context(dockerfile, session.project)
    if not isinstance(told, ToldContext):
        return []
    project = Project(session.project.limit)
    for path, content in others.items():
        data = content.encode("utf-8", "surrogateescape")
        project.replace(os.path.join(session.start, path), data)
    project.replace(dockerfile, text.encode())
    compose = project.read(told.path)
    if not isinstance(compose, bytes):
        return []
    shown = os.path.relpath(told.path, session.start)
    own = _plan_of_other(told.path, "compose", plan, project)
    return _errors_in(Source.from_bytes(shown, compose), own)


def _plan_of_other(path: str, kind: str, plan: FilePlan, project: Project) -> FilePlan:
    """Return how a further file is checked for errors, by its absolute path."""
    settings = plan.settings._replace(
        enabled=_proof_codes(), project=project, dockerfile=path, context=os.path.dirname(path)
    )
    return plan._replace(kind=kind, settings=settings, wants_fixes=False, severities={})


def _new_errors(
    shown: str, text: str, before: str | None, plan: FilePlan, project: Project, session: Session
) -> list[Diagnostic]:
    """Return the errors that a change of a further file brings into that file itself."""
    kind = kind_of_name(posixpath.basename(shown))
    if kind not in CHECKED_KINDS:
        return []
    path = os.path.join(session.start, shown)
    own = _plan_of_other(path, kind, plan, project)
    known = [] if before is None else [e.code for e in _errors_in(Source(shown, before), own)]
    new: list[Diagnostic] = []
    for each in _errors_in(Source(shown, text), own):
        if each.code in known:
            known.remove(each.code)
        else:
            new.append(each)
    return new


def _errors_in(source: Source, plan: FilePlan) -> list[Diagnostic]:
    return [each for each in check_file(source, plan) if each.severity is Severity.ERROR]


def _alone(found: list[Diagnostic], job: Job, path: str) -> list[Diagnostic]:
    """Take the fixes of further files away where the file came from standard input."""
    if job.data is None:
        return found
    return [
        diagnostic._replace(fixes=(), refusal="another file changes too, and none is written here")
        if any(other != path for fix in diagnostic.fixes for other in fix.edits)
        else diagnostic
        for diagnostic in found
    ]


def _proof_codes() -> frozenset[str]:
    """Return the rules whose errors a fix must not bring, whatever the user selected."""
    from dockwright.rules.registry import entries

    return frozenset(entry.code for entry in entries() if entry.default)


def _encode(repair: FileRepair) -> list[Any]:
    own = repair.before.path
    return [
        repair.after.text.encode("utf-8", "surrogateescape"),
        {path: text.encode("utf-8", "surrogateescape") for path, text in repair.others.items()},
        {
            path: None if text is None else text.encode("utf-8", "surrogateescape")
            for path, text in repair.others_before.items()
        },
        [
            [each.code, each.line, each.message, each.title, each.applicability.value]
            for each in repair.applied
        ],
        encode(repair.remaining, own),
        repair.passes,
        list(repair.defects),
        None if repair.declined is None else list(repair.declined),
    ]


def _decode(record: list[Any], source: Source) -> FileRepair:
    text, others, others_before, applied, remaining, passes, defects, declined = record
    return FileRepair(
        source,
        Source.from_bytes(source.path, text),
        {path: data.decode("utf-8", "surrogateescape") for path, data in others.items()},
        {
            path: None if data is None else data.decode("utf-8", "surrogateescape")
            for path, data in others_before.items()
        },
        tuple(
            Applied(code, line, message, title, Applicability(word))
            for code, line, message, title, word in applied
        ),
        tuple(decode(remaining, source.path)),
        passes,
        tuple(defects),
        None if declined is None else Refusal(*declined),
    )


def _write(files: Sequence[Repaired], start: str) -> list[Repaired]:
    """Write what the repairs changed; return the files, with what kept one from being written."""
    from dockwright.run.write import Change, write_together

    done: list[Repaired] = []
    for each in files:
        done.append(each)
        if not each.is_changed or each.is_stdin:
            continue
        repair = each.repair
        changes = [Change(each.full_path, "it", repair.before.encode(), repair.after.encode())]
        for shown, text in repair.others.items():
            path = os.path.join(start, shown)
            before = repair.others_before.get(shown)
            changes.append(
                Change(
                    path,
                    shown,
                    None if before is None else before.encode("utf-8", "surrogateescape"),
                    text.encode("utf-8", "surrogateescape"),
                )
            )
        try:
            write_together(changes)
        except EnvironmentFaultError as fault:
            done[-1] = each._replace(unwritten=str(fault))
    return done


def _new_baseline(session: Session, known: str | None, files: Sequence[Repaired]) -> str:
    """Write what remains to the baseline; return what to tell of it."""
    path = known or os.path.join(session.start, "dockwright-baseline.json")
    remaining = [finding for each in files for finding in each.repair.remaining]
    sources = {each.path: each.repair.after for each in files}
    number = save_baseline(path, remaining, sources, session.start)
    shown = os.path.relpath(path, session.start)
    holds = f"{number} finding" + ("" if number == 1 else "s")
    return f"{shown} holds {holds} now, which --baseline {shown} passes over"
