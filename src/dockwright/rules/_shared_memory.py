"""What the code of a container needs of ``/dev/shm``, for Compose and Kubernetes alike."""

from __future__ import annotations

from dockwright.model.code import number_given

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dockwright.model.code import Code, SharedMemoryUse
    from dockwright.model.command import Command
    from dockwright.model.unknown import Unknown

    Lookup = Callable[[str], str | Unknown | None]

__all__ = ["need_of_shared_memory"]


def need_of_shared_memory(
    code: Code, commands: Sequence[Command], lookup: Lookup, *, has_several_gpus: bool
) -> tuple[SharedMemoryUse, str] | None:
    """Return the first use of shared memory that needs more than little, and what it does.

    Args:
        code: the code.
        commands: the command lines that start it.
        lookup: gives the container's variables.
        has_several_gpus: whether the container has several GPUs, or starts several processes.
    """
    for use in code.shared_memory:
        if use.guarded:
            continue
        if use.kind == "processes":
            if has_several_gpus:
                return use, "NCCL passes data through it"
            continue
        number = number_given(use.processes, code, commands, lookup)
        if number is None:
            continue
        if use.kind == "workers" and number > 0:
            return use, f"{number} workers hand batches over through it"
        if use.kind == "tensor-parallel" and number > 1:
            return use, f"a model is spread over {number} processes"
    return None
