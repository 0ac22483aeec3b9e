"""What ``gpu`` found, as a report for people and as data."""

from __future__ import annotations

from dockwright.model.gpu import Outcome
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dockwright.model.gpu import Host, Image, ProgramBuild, Verdict

__all__ = ["GPU_SCHEMA_NAME", "BuildVerdict", "GpuResult", "HostVerdict", "gpu_record", "gpu_text"]

GPU_SCHEMA_NAME = "dockwright.gpu/1"

_WORSE = (Outcome.RUNS, Outcome.CAVEAT, Outcome.UNKNOWN, Outcome.FAILS)
_COLOURS = {Outcome.RUNS: "32", Outcome.CAVEAT: "33", Outcome.UNKNOWN: "36", Outcome.FAILS: "31"}


class BuildVerdict(NamedTuple):
    """What becomes of one program on a machine.

    Attributes:
        name: the program, as requirements write it.
        place: the file and line that install it; empty for the base image's.
        build: its build; None where that is not known.
        verdict: the worst of the machine's GPUs.
        mends: changes that make it run.
    """

    name: str
    place: str
    build: ProgramBuild | None
    verdict: Verdict
    mends: tuple[str, ...] = ()


class HostVerdict(NamedTuple):
    """What becomes of an image on a machine.

    Attributes:
        name: what the machine is called.
        host: the machine.
        builds: each program.
        problems: what could not be read of the machine.
    """

    name: str
    host: Host
    builds: tuple[BuildVerdict, ...]
    problems: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Return the worst outcome."""
        return max((each.verdict.outcome for each in self.builds), key=_WORSE.index)


class GpuResult(NamedTuple):
    """What becomes of an image on each machine.

    Attributes:
        dockerfile: as people see it.
        base: the base image as it is written; empty where it is not known.
        image: what counts of it.
        hosts: the machines.
        remarks: what else is wrong with the project's use of CUDA.
    """

    dockerfile: str
    base: str
    image: Image
    hosts: tuple[HostVerdict, ...]
    remarks: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Return the worst outcome of all machines."""
        return max((each.outcome for each in self.hosts), key=_WORSE.index)


def gpu_record(result: GpuResult) -> dict[str, Any]:
    """Return a result as the object that ``--format json`` writes."""
    return {
        "schema": GPU_SCHEMA_NAME,
        "dockerfile": _safe(result.dockerfile),
        "base": _safe(result.base),
        "base_cuda": result.image.cuda,
        "outcome": result.outcome.value,
        "hosts": [_host_record(each) for each in result.hosts],
        "remarks": list(map(_safe, result.remarks)),
    }


def _host_record(told: HostVerdict) -> dict[str, Any]:
    return {
        "name": _safe(told.name),
        "driver": told.host.driver,
        "gpus": [
            {"name": _safe(gpu.name), "compute_capability": gpu.capability}
            for gpu in told.host.gpus
        ],
        "outcome": told.outcome.value,
        "programs": [_build_record(each) for each in told.builds],
        "problems": list(map(_safe, told.problems)),
    }


def _build_record(told: BuildVerdict) -> dict[str, Any]:
    verdict = told.verdict
    return {
        "name": _safe(told.name),
        "place": _safe(told.place),
        "cuda": told.build.cuda if told.build is not None and told.build.cuda else None,
        "outcome": verdict.outcome.value,
        "rule": verdict.rule,
        "gpu": verdict.gpu.shown if verdict.gpu is not None else None,
        "reason": _safe(verdict.reason),
        "error": verdict.error or None,
        "caveats": list(map(_safe, verdict.caveats)),
        "mends": list(map(_safe, told.mends)),
        "facts": list(verdict.facts),
    }


def gpu_text(result: GpuResult, *, colour: bool = False) -> str:
    """Return a result as people read it."""
    lines: list[str] = []
    for told in result.hosts:
        lines.append(f"{_painted(told.outcome, colour=colour)}  {told.name}")
        for each in told.builds:
            lines += _build_lines(each, whole=len(told.builds) > 1)
        lines += [f"  not read: {each}" for each in told.problems]
        lines.append("")
    if result.remarks:
        lines += [f"note: {each}" for each in result.remarks]
        lines.append("")
    if len(result.hosts) > 1:
        counts = [
            f"{sum(each.outcome is outcome for each in result.hosts)} {outcome.value}"
            for outcome in reversed(_WORSE)
            if any(each.outcome is outcome for each in result.hosts)
        ]
        lines += [f"{len(result.hosts)} machines: {', '.join(counts)}", ""]
    return "\n".join(lines)


def _build_lines(told: BuildVerdict, *, whole: bool) -> list[str]:
    verdict = told.verdict
    place = f" ({told.place})" if told.place else ""
    rule = f" [{verdict.rule}]" if verdict.rule else ""
    head = f"{told.name}{place}: " + (f"{verdict.outcome.value}, " if whole else "")
    lines = [f"  {head}{verdict.reason}{rule}"]
    if verdict.error:
        lines.append(f"  error: {verdict.error}")
    lines += [f"  mend: {each}" for each in told.mends]
    lines += [f"  caveat: {each}" for each in verdict.caveats]
    return lines


def _painted(outcome: Outcome, *, colour: bool) -> str:
    words = outcome.value.upper()
    return f"\x1b[1;{_COLOURS[outcome]}m{words}\x1b[0m" if colour else words


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
