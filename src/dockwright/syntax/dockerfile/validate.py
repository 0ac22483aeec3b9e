"""What BuildKit's instruction parser refuses in a file that its line parser accepts.

Derived from BuildKit's ``frontend/dockerfile/instructions`` (Apache-2.0); the messages are
BuildKit's, because people search for them.
"""

from __future__ import annotations

from dockwright.syntax.dockerfile.mounts import parse_device, parse_mount
from dockwright.syntax.dockerfile.nodes import Form, Problem, ProblemKind
from dockwright.text import regex as re
from dockwright.text.suggest import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockwright.syntax.dockerfile.nodes import DockerfileTree, InstructionNode, Word
    from dockwright.text import Span

__all__ = ["FLAGS", "INSTRUCTIONS", "NO_STAGE", "UNKNOWN_INSTRUCTION", "validate"]

NO_STAGE = "no build stage in current context"
"""BuildKit's message for an instruction before the first FROM."""
UNKNOWN_INSTRUCTION = "unknown instruction: "
"""How BuildKit's message for a keyword that it does not know begins."""

_BOOL, _STRING, _STRINGS = "bool", "string", "strings"

FLAGS: dict[str, dict[str, str]] = {
    "ADD": {
        "chown": _STRING,
        "chmod": _STRING,
        "link": _BOOL,
        "keep-git-dir": _BOOL,
        "checksum": _STRING,
        "unpack": _BOOL,
        "exclude": _STRINGS,
    },
    "COPY": {
        "chown": _STRING,
        "from": _STRING,
        "chmod": _STRING,
        "link": _BOOL,
        "exclude": _STRINGS,
        "parents": _BOOL,
    },
    "FROM": {"platform": _STRING},
    "HEALTHCHECK": {
        "interval": _STRING,
        "timeout": _STRING,
        "start-period": _STRING,
        "start-interval": _STRING,
        "retries": _STRING,
    },
    "RUN": {"mount": _STRINGS, "network": _STRING, "security": _STRING, "device": _STRINGS},
}
"""The flags of each instruction; what is not here takes none."""

INSTRUCTIONS = (
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
)

_STAGE_NAME = re.compile(r"[a-z][a-z0-9-_.]*\Z")
_Refusal = tuple["Span", str]


def validate(tree: DockerfileTree) -> Iterator[Problem]:
    """Yield the first thing that BuildKit would refuse in each instruction, and in the whole."""
    has_stage = False
    for node in tree.instructions:
        if not node.has_error:
            refusal = _CHECKS.get(node.keyword, _unknown)(node)
            if refusal is not None:
                node.has_error = True
                yield Problem(*refusal, ProblemKind.INSTRUCTION)
        if node.keyword == "FROM":
            has_stage = True
        elif not has_stage and node.keyword != "ARG" and not node.has_error:
            yield Problem(node.keyword_span, NO_STAGE, ProblemKind.INSTRUCTION)
    if not has_stage and tree.instructions:
        span = tree.instructions[-1].keyword_span
        yield Problem(span, "dockerfile contains no stages to build", ProblemKind.STRUCTURE)


def _unknown(node: InstructionNode) -> _Refusal:
    message = UNKNOWN_INSTRUCTION + node.raw_keyword
    match = nearest(node.keyword, INSTRUCTIONS)
    if match is not None:
        if node.raw_keyword == node.raw_keyword.lower():
            match = match.lower()
        message += f" (did you mean {match}?)"
    return node.keyword_span, message


def _flags(node: InstructionNode) -> _Refusal | None:
    known = FLAGS.get(node.keyword, {})
    used: set[str] = set()
    for flag in node.flags:
        shown = f"--{flag.name}"
        if not flag.text.startswith("--"):  # pragma: no cover - the reader takes no other
            return flag.span, f"arg should start with -- : {flag.text}"
        kind = known.get(flag.name)
        if kind is None:
            match = nearest(flag.name, known)
            return flag.span, f"unknown flag: {shown}" + (
                f" (did you mean {match}?)" if match else ""
            )
        if flag.name in used and kind is not _STRINGS:
            return flag.span, f"duplicate flag specified: {shown}"
        used.add(flag.name)
        value = flag.value
        if kind is _BOOL:
            if value == "":
                return flag.span, f"missing a value on flag: {shown}"
            if value is not None and value.lower() not in {"true", "false"}:
                return (
                    flag.value_span,
                    f"expecting boolean value for flag {shown}, not: {value}",
                )
        elif value is None:
            return flag.span, f"missing a value on flag: {shown}"
    return None


def _needs_words(node: InstructionNode) -> _Refusal:
    return node.keyword_span, f"{node.keyword} requires at least one argument"


def _pairs(node: InstructionNode) -> _Refusal | None:
    refusal = _flags(node)
    if refusal is not None:
        return refusal
    if not node.pairs:
        return _needs_words(node)
    return _blank_names(node)


def _blank_names(node: InstructionNode) -> _Refusal | None:
    for pair in node.pairs:
        if not pair.name.text and (node.keyword != "ARG" or pair.has_delimiter):
            return pair.span, f"{node.keyword} names can not be blank"
    return None


def _arg(node: InstructionNode) -> _Refusal | None:
    return _blank_names(node) if node.pairs else _needs_words(node)


def _one_word(node: InstructionNode) -> _Refusal | None:
    if len(node.words) != 1:
        return node.keyword_span, f"{node.keyword} requires exactly one argument"
    return None if node.keyword == "STOPSIGNAL" else _flags(node)


def _copy(node: InstructionNode) -> _Refusal | None:
    if len(node.words) < 2:
        return node.keyword_span, (
            f"{node.keyword} requires at least two arguments, but only one was provided. "
            "Destination could not be determined"
        )
    refusal = _flags(node)
    if refusal is not None:
        return refusal
    target = node.words[-1]
    if "<<" in target.text:
        from dockwright.syntax.dockerfile.reader import heredoc_of_word

        if isinstance(heredoc_of_word(target.text), tuple):
            return target.span, f"{node.keyword} cannot accept a heredoc as a destination"
    return None


def _from(node: InstructionNode) -> _Refusal | None:
    words = node.words
    if len(words) == 3 and words[1].text.lower() == "as":
        name = words[2].text
        if not _STAGE_NAME.match(name.lower()):
            return words[2].span, (
                f'invalid name for build stage: "{name}", '
                "name can't start with a number or contain symbols"
            )
    elif len(words) != 1:
        return node.text_span if words else node.keyword_span, (
            "FROM requires either one or three arguments"
        )
    return _flags(node)


def _onbuild(node: InstructionNode) -> _Refusal | None:
    child = node.child
    if child is None:
        return _needs_words(node)
    refusal = _flags(node)
    if refusal is not None:
        return refusal
    trigger = child.raw_keyword.strip().upper()
    if trigger == "ONBUILD":
        return child.keyword_span, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"
    if trigger in {"MAINTAINER", "FROM"}:
        return child.keyword_span, f"{trigger} isn't allowed as an ONBUILD trigger"
    return None


def _run(node: InstructionNode) -> _Refusal | None:
    refusal = _flags(node)
    if refusal is not None:
        return refusal
    # BuildKit looks at each kind of flag in turn, in this order.
    for flag in node.flags_named("device"):
        device = parse_device(flag.value or "")
        if isinstance(device, str):
            return flag.value_span, device
    for flag in node.flags_named("mount"):
        mount = parse_mount(flag.value or "")
        if isinstance(mount, str):
            return flag.value_span, mount
    network = node.flag("network")
    if network is not None and network.value not in {"default", "none", "host"}:
        return network.value_span, f'invalid network mode "{network.value}"'
    security = node.flag("security")
    if security is not None and security.value not in {"insecure", "sandbox"}:
        return security.value_span, f'security "{security.value}" is not valid'
    return None


_DURATION = re.compile(r"[-+]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z")
_DURATION_PART = re.compile(r"([0-9]*\.?[0-9]*)(ns|us|µs|μs|ms|s|m|h)")
_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}


def _duration(text: str, name: str) -> str | None:
    """Judge a duration as Go's ``time.ParseDuration`` and BuildKit's least interval do."""
    if not text:
        return None
    if not _DURATION.match(text):
        if re.fullmatch(r"[-+]?[0-9]+\.?[0-9]*", text):
            return f'time: missing unit in duration "{text}"'
        return f'time: invalid duration "{text}"'
    total = 0.0
    for number, unit in _DURATION_PART.findall(text):
        total += float(number) * _NANOSECONDS[unit]
    if total >= 2**63:
        return f'time: invalid duration "{text}"'
    if text.startswith("-"):
        total = -total
    if int(total) != 0 and total < 10**6:
        return f'Interval "{name}" cannot be less than 1ms'
    return None


def _healthcheck(node: InstructionNode) -> _Refusal | None:
    if node.health_type is None:
        return _needs_words(node)
    kind = node.health_type.text.upper()
    if kind == "NONE":
        if node.words:
            return node.words[0].span, "HEALTHCHECK NONE takes no arguments"
        return None
    refusal = _flags(node)
    if refusal is not None:
        return refusal
    if kind != "CMD":
        return node.health_type.span, f'Unknown type "{kind}" in HEALTHCHECK (try CMD)'
    if not node.words:
        return node.health_type.span, "Missing command after HEALTHCHECK CMD"
    for name in ("interval", "timeout", "start-period", "start-interval"):
        flag = node.flag(name)
        message = _duration(flag.value or "", name) if flag is not None else None
        if flag is not None and message is not None:
            return flag.value_span, message
    retries = node.flag("retries")
    if retries is not None and retries.value:
        message = _retries(retries.value)
        if message is not None:
            return retries.value_span, message
    return None


def _retries(text: str) -> str | None:
    if not re.fullmatch(r"[-+]?[0-9]+", text):
        return f'strconv.ParseInt: parsing "{text}": invalid syntax'
    if len(text) > 12 or not -(2**31) <= int(text) < 2**31:
        return f'strconv.ParseInt: parsing "{text}": value out of range'
    return f"--retries cannot be negative ({int(text)})" if int(text) < 0 else None


def _words(node: InstructionNode) -> _Refusal | None:
    return _flags(node) if node.words else _needs_words(node)


def _volume(node: InstructionNode) -> _Refusal | None:
    refusal = _words(node)
    if refusal is not None:
        return refusal
    blank: Word | None = next((word for word in node.words if not word.text.strip()), None)
    if blank is not None:
        return blank.span, "VOLUME specified can not be an empty string"
    return None


def _shell(node: InstructionNode) -> _Refusal | None:
    refusal = _flags(node)
    if refusal is not None:
        return refusal
    if not node.words:
        return _needs_words(node)
    if node.form is not Form.JSON:
        return node.text_span, "SHELL requires the arguments to be in JSON form"
    return None


_CHECKS: dict[str, Callable[[InstructionNode], _Refusal | None]] = {
    "ADD": _copy,
    "ARG": _arg,
    "CMD": _flags,
    "COPY": _copy,
    "ENTRYPOINT": _flags,
    "ENV": _pairs,
    "EXPOSE": _words,
    "FROM": _from,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _pairs,
    "MAINTAINER": _one_word,
    "ONBUILD": _onbuild,
    "RUN": _run,
    "SHELL": _shell,
    "STOPSIGNAL": _one_word,
    "USER": _one_word,
    "VOLUME": _volume,
    "WORKDIR": _one_word,
}
