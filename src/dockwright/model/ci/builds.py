"""The images that a workflow builds, by an action or by a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.ci.values import Text
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of as word_text
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockwright.model.ci.workflow import Job, Step
    from dockwright.model.command import Command

__all__ = ["BuildArgument", "WorkflowBuild", "build_of_command"]

_VALUED = frozenset(
    "-f --file -t --tag --target --build-arg --platform --cache-from --cache-to --secret --ssh"  # noqa: SIM905
    " --label --builder --output -o --progress --network --add-host --build-context --iidfile"
    " --metadata-file --attest --provenance --sbom --shm-size --ulimit --memory -m --call --allow"
    " --annotation --no-cache-filter --cgroup-parent --isolation --cpuset-cpus --cpu-shares -c"
    " --authfile --creds --format --layers --squash".split()
)


class BuildArgument(NamedTuple):
    """A build argument that a workflow gives.

    Attributes:
        name: its name.
        value: its value as written; None where the name alone is given.
        text: the whole entry.
    """

    name: str
    value: str | None
    text: Text

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return self.text.span

    @property
    def name_span(self) -> Span:
        """Return where its name stands."""
        span = self.text.span
        return Span(span.start, min(span.end, span.start + len(self.name)))


class WorkflowBuild(NamedTuple):
    """An image that a workflow builds.

    Attributes:
        job: the job.
        step: the step; None for a job that is not divided.
        span: where the build is: the action's name, or the command.
        kind: ``action`` or ``command``.
        context: the context, relative to the repository's root; None for the root itself.
        file: the Dockerfile; None for the context's own.
        target: the stage, or None for the last.
        platforms: the platforms asked for.
        arguments: the build arguments.
        cache_from: where caches are read from.
        cache_to: where caches are written to.
        no_cache: whether caches are not wanted.
    """

    job: Job
    step: Step | None
    span: Span
    kind: str
    context: Text | None
    file: Text | None
    target: Text | None
    platforms: tuple[Text, ...]
    arguments: tuple[BuildArgument, ...]
    cache_from: tuple[Text, ...]
    cache_to: tuple[Text, ...]
    no_cache: bool

    @property
    def path(self) -> str:
        """Return the absolute path of the workflow."""
        return self.job.workflow.path


def argument_of(text: Text) -> BuildArgument:
    """Return a build argument from ``NAME=value`` or ``NAME``."""
    name, equals, value = text.raw.partition("=")
    return BuildArgument(name.strip(), value if equals else None, text)


def build_of_command(command: Command, job: Job, step: Step | None) -> WorkflowBuild | None:
    """Return the image that a command builds; None where it builds none."""
    words = command.words
    texts = [word.value if word.value is not None else word_text(word) for word in words]
    at = _begin(texts)
    if at is None:
        return None
    options: dict[str, list[Text]] = {}
    context: Text | None = None
    no_cache = False
    while at < len(words):
        word, text = words[at], texts[at]
        at += 1
        if not text.startswith("-") or text == "-":
            value: str | Unknown = (
                word.value if word.value is not None else Unknown("a variable decides it")
            )
            context = Text(value, text, word.span)
            continue
        name, equals, _ = text.partition("=")
        if name == "--no-cache":
            no_cache = True
        known: str | Unknown = Unknown("a variable decides it")
        if equals:
            offset = len(name) + 1
            span = Span(min(word.span.start + offset, word.span.end), word.span.end)
            if word.value is not None:
                known = text[offset:]
            options.setdefault(name, []).append(_placed(known, span, job))
        elif name in _VALUED and at < len(words):
            other = words[at]
            if other.value is not None:
                known = other.value
            options.setdefault(name, []).append(_placed(known, other.span, job))
            at += 1

    def last(*names: str) -> Text | None:
        found = [each for name in names for each in options.get(name, ())]
        return found[-1] if found else None

    platforms = [
        Text(part, part, each.span)
        for each in options.get("--platform", ())
        for part in (each.known or "").split(",")
        if part
    ]
    return WorkflowBuild(
        job,
        step,
        command.own_span,
        "command",
        context,
        last("-f", "--file"),
        last("--target"),
        tuple(platforms),
        tuple(argument_of(each) for each in options.get("--build-arg", ())),
        tuple(options.get("--cache-from", ())),
        tuple(options.get("--cache-to", ())),
        no_cache,
    )


def _placed(value: str | Unknown, span: Span, job: Job) -> Text:
    """Return a word's text as it stands in the file, without quotes around all of it."""
    raw = job.workflow.source.slice(span)
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        return Text(value, raw[1:-1], Span(span.start + 1, span.end - 1))
    return Text(value, raw, span)


def _begin(texts: Sequence[str]) -> int | None:
    """Return where the options of a build begin; None where the command builds nothing."""
    names = [text.rpartition("/")[2] for text in texts[:1]] + list(texts[1:])
    for words in (
        ("docker", "buildx", "build"),
        ("docker", "image", "build"),
        ("docker", "build"),
        ("podman", "build"),
        ("nerdctl", "build"),
        ("buildah", "build"),
        ("buildah", "bud"),
    ):
        if tuple(names[: len(words)]) == words:
            return len(words)
    return None
