"""What BuildKit refuses of a file that its parsers accept, before it runs anything.

Derived from BuildKit's ``dockerfile2llb`` (Apache-2.0); the messages are BuildKit's.
"""

from __future__ import annotations

from dockwright.model.expansion import default_variables, expanded_texts
from dockwright.model.image_ref import malformed_reference
from dockwright.model.instructions import Add, Copy, CopyLike, Expose, Run, Stopsignal
from dockwright.model.platform import parse_platform
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile.git_ref import parse_git_ref
from dockwright.syntax.dockerfile.mounts import parse_mount
from dockwright.syntax.dockerfile.ports import parse_port
from dockwright.syntax.dockerfile.words import expand
from dockwright.text.light import Enum, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.instructions import Instruction
    from dockwright.text import Span

__all__ = [
    "Refusal",
    "RefusalKind",
    "copy_source_refusals",
    "instruction_refusals",
    "malformed_base",
    "malformed_platform",
    "mount_refusals",
    "refusals",
    "value_refusals",
]


class RefusalKind(Enum):
    """What BuildKit refuses."""

    STRUCTURE = "structure"
    """The file, an instruction, or the target."""
    EXPANSION = "expansion"
    """A word that cannot be expanded."""
    BASE = "base"
    """A base image's name or platform."""
    COPY_SOURCE = "copy-source"
    """A stage to copy or mount from."""
    MOUNT = "mount"
    """A mount's options."""
    VALUE = "value"
    """Another word's value."""


class Refusal(NamedTuple):
    """Something that BuildKit refuses.

    Attributes:
        kind: what it is.
        span: where.
        message: in BuildKit's words.
        instruction: where it stops; None for the file as a whole.
    """

    kind: RefusalKind
    span: Span
    message: str
    instruction: Instruction | None


def refusals(model: Dockerfile, *, target: str | None = None) -> Iterator[Refusal]:
    """Yield what BuildKit refuses, in the order in which it would come upon it.

    The first one ends a build.  Values that the text cannot tell are taken to be right, except
    that FROM is worked out as for a build without further arguments.
    """
    from dockwright.syntax.dockerfile.nodes import ProblemKind

    for problem in model.tree.problems:
        if problem.kind is not ProblemKind.ENCODING:
            yield Refusal(RefusalKind.STRUCTURE, problem.span, problem.message, None)
    if model.is_broken or not model.stages:
        return
    values, failed = default_variables(model, given=True)
    if failed is not None:
        arg, text = failed
        yield Refusal(RefusalKind.EXPANSION, text.span, text.error or "", arg)
        return
    for stage in model.stages:
        yield from _base(stage, values)
    if target is not None and not _has_target(model, target):
        yield Refusal(
            RefusalKind.STRUCTURE,
            model.span,
            f'target stage "{target}" could not be found',
            None,
        )
    yield from copy_source_refusals(model)
    for stage in model.stages:
        for instruction in stage.instructions:
            yield from instruction_refusals(instruction)


def _has_target(model: Dockerfile, target: str) -> bool:
    if model.stage_named(target) is not None:
        return True
    return target.isdecimal() and int(target) < len(model.stages)


def _base(stage: Stage, values: dict[str, str]) -> Iterator[Refusal]:
    from_ = stage.from_
    node = from_.node
    if not node.words:
        return
    word = node.words[0]
    name = expand(word.text, values.get, escape=from_.escape)
    if name.error is not None:
        yield Refusal(RefusalKind.EXPANSION, word.span, name.error, from_)
    elif not name.value:
        message = f"base name ({word.text}) should not be blank"
        yield Refusal(RefusalKind.BASE, word.span, message, from_)
    elif (malformed := malformed_base(stage, name.value)) is not None:
        yield malformed
    flag = node.flag("platform")
    if flag is None or not flag.value:
        return
    platform = expand(flag.value, values.get, escape=from_.escape)
    if platform.error is not None:
        yield Refusal(RefusalKind.EXPANSION, flag.value_span, platform.error, from_)
    elif not platform.value:
        message = f"empty platform value from expression {flag.value}"
        yield Refusal(RefusalKind.BASE, flag.value_span, message, from_)
    elif (malformed := malformed_platform(stage, platform.value)) is not None:
        yield malformed


def malformed_base(stage: Stage, name: str) -> Refusal | None:
    """Return the refusal of a base that is neither a stage nor an image reference."""
    reason = None if isinstance(stage.base, Stage) else malformed_reference(name)
    if reason is None:
        return None
    message = f'failed to parse stage name "{name}": {reason}'
    return Refusal(RefusalKind.BASE, stage.from_.node.words[0].span, message, stage.from_)


def malformed_platform(stage: Stage, platform: str) -> Refusal | None:
    """Return the refusal of a ``--platform`` of FROM that names no platform."""
    flag = stage.from_.node.flag("platform")
    parsed = parse_platform(platform)
    if flag is None or not isinstance(parsed, str):
        return None
    message = f"failed to parse platform {flag.value}: {parsed}"
    return Refusal(RefusalKind.BASE, flag.value_span, message, stage.from_)


def instruction_refusals(instruction: Instruction) -> Iterator[Refusal]:
    """Yield what BuildKit refuses of one instruction when it comes to build it."""
    if instruction.node.has_error or instruction.is_onbuild:
        return
    failed = False
    for text in expanded_texts(instruction):
        if text.error is not None:
            failed = True
            yield Refusal(RefusalKind.EXPANSION, text.span, text.error, instruction)
    if failed:
        return
    if isinstance(instruction, Run):
        yield from mount_refusals(instruction)
    elif isinstance(instruction, Expose):
        yield from _ports(instruction)
    else:
        yield from value_refusals(instruction)


def value_refusals(instruction: Instruction) -> Iterator[Refusal]:
    """Yield the sources, checksums and signals that BuildKit refuses once they are expanded."""
    if isinstance(instruction, CopyLike):
        yield from _sources(instruction)
        if isinstance(instruction, Add):
            yield from _checksum(instruction)
    elif isinstance(instruction, Stopsignal):
        signal = instruction.signal
        if isinstance(signal.value, str) and not _is_signal(signal.value):
            message = f"invalid signal: {signal.value}"
            yield Refusal(RefusalKind.VALUE, signal.span, message, instruction)


def mount_refusals(run: Run) -> Iterator[Refusal]:
    """Yield the mounts whose options BuildKit refuses once their variables are expanded."""
    for flag, use in zip(run.node.flags_named("mount"), run.mounts, strict=True):
        if not isinstance(use.mount, Unknown):
            # Secrets and agents have places of their own; the others fill a directory.
            if use.mount.type not in {"secret", "ssh"} and run.state.resolve(
                use.mount.target or "."
            ) in {"/", "//"}:
                message = 'invalid mount target "/"'
                yield Refusal(RefusalKind.MOUNT, flag.value_span, message, run)
            continue
        hidden: list[Unknown] = []

        def expand_value(
            value: str, hidden: list[Unknown] = hidden, run: Run = run
        ) -> tuple[str, str | None]:
            found = expand(
                value,
                lambda name: _remember(run.lookup(name), hidden),
                escape=run.escape,
            )
            return found.value, found.error

        got = parse_mount(flag.value or "", expand_value)
        if isinstance(got, str) and not hidden:
            yield Refusal(RefusalKind.MOUNT, flag.value_span, got, run)


def _remember(value: str | Unknown | None, hidden: list[Unknown]) -> str | None:
    if isinstance(value, Unknown):
        hidden.append(value)
        return ""
    return value


def _ports(expose: Expose) -> Iterator[Refusal]:
    for port in expose.ports:
        if isinstance(port.value, str):
            for word in port.value.split():
                found = parse_port(word)
                if isinstance(found, str):
                    yield Refusal(RefusalKind.VALUE, port.span, found, expose)


def _sources(copy: CopyLike) -> Iterator[Refusal]:
    for source in copy.sources:
        if not isinstance(source.value, str):
            continue
        found = parse_git_ref(source.value)
        message = None
        if isinstance(found, str):
            message = found
        elif not isinstance(copy, Add):
            if found is not None and not found.is_indistinguishable_from_local:
                message = "source can't be a git ref for COPY"
            elif source.value.startswith(("http://", "https://")):
                message = "source can't be a URL for COPY"
        if message is not None:
            yield Refusal(RefusalKind.VALUE, source.span, message, copy)


def _checksum(add: Add) -> Iterator[Refusal]:
    checksum = add.checksum
    if checksum is None:
        return
    sources = [source.value for source in add.sources]
    message = None
    if len(sources) != 1:
        message = "checksum can't be specified for multiple sources"
    elif (
        isinstance(sources[0], str)
        and not sources[0].startswith(("http://", "https://"))
        and parse_git_ref(sources[0]) is None
    ):
        message = "checksum can't be specified for non-HTTP sources"
    if message is not None:
        yield Refusal(RefusalKind.VALUE, checksum.span, message, add)


_SIGNALS = (
    "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT "
    "STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX"
)
"""Linux's signals by name, as Docker reads them; ``SIG`` before a name counts for nothing."""


def _is_signal(text: str) -> bool:
    if text.lstrip("+-").isdecimal() and text.isascii() and len(text.lstrip("+-")) + 1 >= len(text):
        return int(text) != 0
    name = text.upper().removeprefix("SIG")
    if name in _SIGNALS.split():
        return True
    real_time, sign, number = name[:5], name[5:6], name[6:]
    if not number.isdecimal() or not number.isascii() or number.startswith("0"):
        return False
    last = {("RTMIN", "+"): 15, ("RTMAX", "-"): 14}.get((real_time, sign), 0)
    return int(number) <= last


def copy_source_refusals(model: Dockerfile) -> Iterator[Refusal]:
    """Yield the stages that ``COPY --from`` and ``RUN --mount=from=`` cannot take from."""
    # A stage that takes from none but earlier ones is part of no circle.
    for stage in model.stages:
        for instruction in stage.instructions:
            if instruction.node.has_error:
                continue
            if isinstance(instruction, Copy):
                yield from _copy_source(instruction, stage)
            elif isinstance(instruction, Run):
                yield from _mount_sources(instruction, stage)


def _copy_source(copy: Copy, stage: Stage) -> Iterator[Refusal]:
    flag = copy.node.flag("from")
    if flag is None or not flag.value:
        return
    expanded = expand(flag.value, lambda _: None, escape=copy.escape)
    message: str | None = None
    source = copy.from_
    if expanded.error is not None:
        message = expanded.error
    elif expanded.value != flag.value:
        message = (
            "variable expansion is not supported for --from, define a new stage with FROM using "
            "ARG from global scope as a workaround"
        )
    elif isinstance(source, Unknown):
        message = _invalid_index(flag.value)
    elif isinstance(source, Stage):
        message = _later("copy", source, stage, flag.value)
    if message is not None:
        yield Refusal(RefusalKind.COPY_SOURCE, flag.value_span, message, copy)


def _invalid_index(value: str) -> str:
    if value.lstrip("+-").isdecimal() and value.isascii():
        return f"invalid stage index {int(value)}"
    return f'failed to parse stage name "{value}": invalid reference format'


def _later(verb: str, source: Stage, stage: Stage, name: str) -> str | None:
    if source is stage:
        return f"circular dependency detected on stage: {stage.label}"
    if source.index > stage.index:
        return (
            f'cannot {verb} from stage "{name}", it needs to be defined before current stage '
            f'"{stage.name or f"stage-{stage.index}"}"'
        )
    return None


def _mount_sources(run: Run, stage: Stage) -> Iterator[Refusal]:
    for use in run.mounts:
        source = use.source
        message: str | None = None
        if isinstance(source, Stage) and not isinstance(use.mount, Unknown):
            message = _later("mount", source, stage, use.mount.from_)
        elif isinstance(source, Unknown) and not isinstance(use.mount, Unknown):
            name = use.mount.from_
            message = f'failed to parse stage name "{name}": invalid reference format'
        if message is not None:
            yield Refusal(RefusalKind.COPY_SOURCE, use.value_span, message, run)
