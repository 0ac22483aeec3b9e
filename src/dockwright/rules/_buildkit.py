"""How far BuildKit comes with a file, and what it sees there: for the profile ``buildkit``.

BuildKit reports its checks while it reads and lays out a build, and stops at the first thing that
it refuses.  Our own profiles report everywhere, the profile ``buildkit`` as far as BuildKit comes.
"""

from __future__ import annotations

from dockwright.model.unknown import Unknown
from dockwright.text.light import IntEnum, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.instructions import Instruction
    from dockwright.model.stage import Stage
    from dockwright.rules.base import Context

__all__ = ["Phase", "is_buildkit", "is_dispatched", "is_reached", "lookup_of"]

_END = 1 << 60
"""A place behind every other."""


class Phase(IntEnum):
    """What BuildKit does with a file, in order."""

    LINES = 0
    """Its line parser."""
    INSTRUCTIONS = 1
    """Its instruction parser, one instruction after the other."""
    STAGES = 2
    """What it looks at once all stages are there."""
    BASES = 3
    """FROM's words, one stage after the other."""
    DISPATCH = 4
    """The instructions of the stages, in order."""


def is_buildkit(ctx: Context) -> bool:
    """Tell whether the profile asks for BuildKit's own meaning."""
    return ctx.profile == "buildkit"


def is_reached(ctx: Context, phase: Phase, at: Instruction | int) -> bool:
    """Tell whether a check of that phase still happens at a place.

    Outside the profile ``buildkit`` only instructions that mean nothing are passed by.
    """
    if not is_buildkit(ctx):
        return isinstance(at, int) or not at.node.has_error
    start = at if isinstance(at, int) else at.span.start
    return (phase, start) <= _stop(ctx.dockerfile)


def is_dispatched(ctx: Context, stage: Stage | None) -> bool:
    """Tell whether BuildKit looks into a stage: into all, unless a target was asked for."""
    if stage is None:
        return False
    if not is_buildkit(ctx):
        return True
    model = ctx.dockerfile
    return model.target is model.stages[-1] or stage.is_reachable


@lru_cache(maxsize=4)
def _stop(model: Dockerfile) -> tuple[int, int]:
    """Return the last phase and place that BuildKit comes to."""
    from dockwright.model.refusals import RefusalKind, refusals
    from dockwright.syntax.dockerfile.check_options import parse_check_options
    from dockwright.syntax.dockerfile.directives import find_directive
    from dockwright.syntax.dockerfile.nodes import ProblemKind

    directive = find_directive(model.source.text, "check")
    if directive is not None and isinstance(parse_check_options(directive.value), str):
        return -1, _END
    stops: list[tuple[int, int]] = [(Phase.DISPATCH, _END)]
    for problem in model.tree.problems:
        if problem.kind is ProblemKind.PARSE:
            return -1, _END
        if problem.kind is ProblemKind.INSTRUCTION:
            stops.append((Phase.INSTRUCTIONS, problem.span.start))
        elif problem.kind is ProblemKind.STRUCTURE:
            stops.append((Phase.INSTRUCTIONS, _END))
    if model.is_broken:
        return min(stops)
    for refusal in refusals(model):
        instruction = refusal.instruction
        if instruction is None:
            continue
        if instruction.stage is None:
            stops.append((Phase.STAGES, _END))
        elif instruction is instruction.stage.from_:
            stops.append((Phase.BASES, instruction.span.start))
        elif refusal.kind is RefusalKind.COPY_SOURCE and "be defined before" not in refusal.message:
            # The stages' dependencies are worked out before any instruction is.
            stops.append((Phase.BASES, _END))
        else:
            stops.append((Phase.DISPATCH, instruction.span.start))
    return min(stops)


def lookup_of(ctx: Context, instruction: Instruction, name: str) -> str | Unknown | None:
    """Return what a variable stands for in an instruction's words.

    In the profile ``buildkit`` an image that the knowledge base does not know sets PATH alone, and
    an argument that was given no value stands for nothing.
    """
    state = instruction.state
    if not is_buildkit(ctx):
        return state.variable(name)
    value = state.variables[name] if name in state.variables else state.root.env(name)
    if isinstance(value, Unknown):
        if name in state.variables:
            # Given at build time, or left empty: either way it is declared.
            return value
        return "/usr/bin" if name == "PATH" or _is_set(state.root.facts, name) else None
    return value


def _is_set(facts: object, name: str) -> bool:
    return not isinstance(facts, Unknown) and name in getattr(facts, "env_names", ())
