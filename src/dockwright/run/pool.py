"""Several processes at work on numbered tasks, none of which can spoil the run.

Processes are forked, so that what is imported is shared and nothing needs to be sent to them;
each sends its results back over a pipe as they are made.  Where a process dies, the task that it
was at is tried once more in a process of its own, and the others go on without it.
"""

from __future__ import annotations

import marshal
import os
import sys

from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

__all__ = ["Lost", "can_fork", "processors", "run_tasks"]

_HEAD = 8


class Lost(NamedTuple):
    """A task whose process died twice.

    Attributes:
        reason: how it died, in words.
    """

    reason: str


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Tell whether a fork is safe: the system has it and no other thread is running."""
    if not hasattr(os, "fork"):
        return False
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def run_tasks(tasks: Sequence[int], work: Callable[[int], Any], jobs: int) -> dict[int, Any | Lost]:
    """Return each task's result, which is plain data, or ``Lost``.

    ``work`` must not raise.  Tasks are dealt out evenly, since neighbours resemble one another.
    """
    results: dict[int, Any | Lost] = {}
    shares = [list(tasks[start::jobs]) for start in range(min(jobs, len(tasks)))]
    while shares:
        unfinished = _run_shares(shares, work, results)
        shares = []
        for share, _ in unfinished:
            culprit, *rest = share
            again = _run_shares([[culprit]], work, results)
            if again:
                results[culprit] = Lost(again[0][1])
            if rest:
                shares.append(rest)
    return results


def _run_shares(
    shares: Iterable[list[int]], work: Callable[[int], Any], results: dict[int, Any | Lost]
) -> list[tuple[list[int], str]]:
    """Run each share in a process; return what was left undone, with how its process ended."""
    import select

    children: dict[int, tuple[int, list[int], bytearray]] = {}
    unfinished: list[tuple[list[int], str]] = []
    for share in shares:
        try:
            pid, descriptor = _start(share, work, list(children))
        except OSError:  # no more processes or descriptors: this one does the work itself
            for task in share:
                results[task] = work(task)
            continue
        children[descriptor] = (pid, share, bytearray())
    try:
        while children:
            for descriptor in select.select(list(children), [], [])[0]:
                pid, share, buffer = children[descriptor]
                chunk = os.read(descriptor, 1 << 18)
                if chunk:
                    buffer += chunk
                    _take_results(buffer, share, results)
                    continue
                del children[descriptor]
                os.close(descriptor)
                ended = _wait(pid)
                if share:
                    unfinished.append((share, ended))
    except BaseException:
        _stop(children)
        raise
    return unfinished


def _start(share: list[int], work: Callable[[int], Any], others: list[int]) -> tuple[int, int]:
    reader, writer = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        raise
    if pid:
        os.close(writer)
        return pid, reader
    status = 1
    try:
        os.close(reader)
        for descriptor in others:
            os.close(descriptor)
        for task in share:
            body = marshal.dumps(work(task))
            _write_all(writer, len(body).to_bytes(_HEAD, "little") + body)
        status = 0
    except BaseException:  # noqa: BLE001 - a child must end here, whatever happened
        status = 1
    finally:
        os._exit(status)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _take_results(buffer: bytearray, share: list[int], results: dict[int, Any | Lost]) -> None:
    """Move complete results out of ``buffer``, and their tasks out of ``share``."""
    at = 0
    while len(buffer) - at >= _HEAD:
        end = at + _HEAD + int.from_bytes(buffer[at : at + _HEAD], "little")
        if len(buffer) < end:
            break
        results[share.pop(0)] = marshal.loads(bytes(buffer[at + _HEAD : end]))  # noqa: S302 - from our own child
        at = end
    del buffer[:at]


def _wait(pid: int) -> str:
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return f"the process that checked it was ended by signal {os.WTERMSIG(status)}"
    return f"the process that checked it ended with status {os.waitstatus_to_exitcode(status)}"


def _stop(children: dict[int, tuple[int, list[int], bytearray]]) -> None:
    import signal

    for descriptor, (pid, _, _) in children.items():
        os.close(descriptor)
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except OSError:
            continue
