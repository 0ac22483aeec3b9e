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
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["Lost", "can_fork", "processors", "run_tasks"]

_HEAD = 8
_NO_BODY = (1 << 64) - 1
_TOKEN = 4
_PORTION = 8
"""Tasks that a process takes at once."""
_MAX_PORTIONS = 1000
"""So many numbers of portions fit into any system's pipe at once."""


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


def run_tasks(
    tasks: Sequence[int],
    work: Callable[[int], Any],
    jobs: int,
    take: Callable[[int, Any | Lost], None] | None = None,
) -> dict[int, Any | Lost]:
    """Return each task's result, which is plain data, or ``Lost``.

    ``work`` must not raise.  Tasks are started about in the order given, so the longest belong
    first.  ``take``, if given, is called with each result as it comes in.
    """
    results: dict[int, Any | Lost] = {}

    def put(task: int, result: Any | Lost) -> None:
        results[task] = result
        if take is not None:
            take(task, result)

    waiting = list(tasks)
    while waiting:
        before = len(results)
        for culprit, _ in _run(waiting, work, jobs, put):
            if culprit is not None and (again := _run([culprit], work, 1, put)):
                put(culprit, Lost(again[0][1]))
        if len(results) == before:  # no process comes as far as to take a task
            put(waiting[0], Lost("the processes that were to check it ended at once"))
        waiting = [task for task in waiting if task not in results]
    return results


class _Child:
    """A process at work.

    Attributes:
        pid: its number.
        at: the tasks of the portion that it took last, without those whose results are here.
        buffer: what it sent and nobody has read.
    """

    __slots__ = ("at", "buffer", "pid")

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.at: list[int] = []
        self.buffer = bytearray()


def _run(
    tasks: list[int],
    work: Callable[[int], Any],
    jobs: int,
    put: Callable[[int, Any | Lost], None],
) -> list[tuple[int | None, str]]:
    """Run tasks; return for each process that died the task it was at, and how it ended.

    The numbers of portions lie in a pipe that all processes read from: whoever is done with one
    takes the next.
    """
    import select

    size = max(1, min(_PORTION, len(tasks) // (jobs * 8)), -(-len(tasks) // _MAX_PORTIONS))
    portions = [tasks[at : at + size] for at in range(0, len(tasks), size)]
    children: dict[int, _Child] = {}
    died: list[tuple[int | None, str]] = []
    try:
        queue, feed = os.pipe()
    except OSError:
        queue = feed = -1
    try:
        if queue >= 0:
            numbers = [number.to_bytes(_TOKEN, "little") for number in range(len(portions))]
            _write_all(feed, b"".join(numbers))
            os.close(feed)
            for _ in range(min(jobs, len(portions))):
                try:
                    pid, descriptor = _start(queue, portions, work, list(children))
                except OSError:
                    break
                children[descriptor] = _Child(pid)
        if not children:  # no more processes or descriptors: this one does the work itself
            for task in tasks:
                put(task, work(task))
        while children:
            for descriptor in select.select(list(children), [], [])[0]:
                child = children[descriptor]
                chunk = os.read(descriptor, 1 << 18)
                if chunk:
                    child.buffer += chunk
                    _take_results(child, portions, put)
                    continue
                del children[descriptor]
                os.close(descriptor)
                ended = _wait(child.pid)
                if ended:
                    died.append((child.at[0] if child.at else None, ended))
    except BaseException:
        _stop(children)
        raise
    finally:
        if queue >= 0:
            os.close(queue)
    return died


def _start(
    queue: int, portions: list[list[int]], work: Callable[[int], Any], others: list[int]
) -> tuple[int, int]:
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
        while token := os.read(queue, _TOKEN):
            number = int.from_bytes(token, "little")
            _write_all(writer, _frame(number, None))
            for task in portions[number]:
                _write_all(writer, _frame(task, marshal.dumps(work(task))))
        status = 0
    except BaseException:  # noqa: BLE001 - a child must end here, whatever happened
        status = 1
    finally:
        os._exit(status)


def _frame(number: int, body: bytes | None) -> bytes:
    """Return a task's result for the pipe; with no body, that the portion ``number`` is taken."""
    size = _NO_BODY if body is None else len(body)
    return number.to_bytes(_HEAD, "little") + size.to_bytes(_HEAD, "little") + (body or b"")


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _take_results(
    child: _Child, portions: list[list[int]], put: Callable[[int, Any | Lost], None]
) -> None:
    """Move what is complete out of the child's buffer."""
    buffer = child.buffer
    at = 0
    while len(buffer) - at >= 2 * _HEAD:
        begin = at + 2 * _HEAD
        number = int.from_bytes(buffer[at : at + _HEAD], "little")
        size = int.from_bytes(buffer[at + _HEAD : begin], "little")
        if size == _NO_BODY:
            child.at = list(portions[number])
            at = begin
            continue
        end = begin + size
        if len(buffer) < end:
            break
        child.at.remove(number)
        put(number, marshal.loads(bytes(buffer[begin:end])))  # noqa: S302 - from our own child
        at = end
    del buffer[:at]


def _wait(pid: int) -> str:
    """Wait for a process; return how it ended, in words, ``""`` where all is well."""
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return f"the process that checked it was ended by signal {os.WTERMSIG(status)}"
    code = os.waitstatus_to_exitcode(status)
    return f"the process that checked it ended with status {code}" if code else ""


def _stop(children: dict[int, _Child]) -> None:
    import signal

    for descriptor, child in children.items():
        os.close(descriptor)
        try:
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
        except OSError:
            continue
