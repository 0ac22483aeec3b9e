"""What a workflow has Bake or Compose build, by an action or by a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.ci.values import Text
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of as word_text
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.model.ci.builds import Shell
    from dockwright.model.ci.workflow import Job, Step
    from dockwright.model.command import Command
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Source

__all__ = ["WorkflowBake", "bake_of_command"]

_VALUED = frozenset(
    "-f --file --set --builder --metadata-file --progress --allow --call --sbom --provenance"  # noqa: SIM905
    " --var --project --save-tag".split()
)
_COMPOSE_VALUED = frozenset(
    "-f --file --build-arg --builder --progress -m --memory --ssh -p --project-name --profile"  # noqa: SIM905
    " --project-directory --env-file --ansi --parallel".split()
)


class WorkflowBake(NamedTuple):
    """A run of Bake, or of Compose that builds, in a workflow.

    Attributes:
        job: the job.
        step: the step; None for a job that is not divided.
        span: where it is: the action's name, or the command.
        files: the files that it reads; none for those that Bake looks for.
        targets: the targets and groups that it builds; none for the default.
        directory: where it runs, absolute.
        sets: what it sets over the files: ``TARGET.FIELD=VALUE``.
        kind: ``bake``, ``service`` (Bake with an engine elsewhere), or ``compose``.
    """

    job: Job
    step: Step | None
    span: Span
    files: tuple[Text, ...]
    targets: tuple[Text, ...]
    directory: str | Unknown
    sets: tuple[Text, ...] = ()
    kind: str = "bake"

    @property
    def is_compose(self) -> bool:
        """Tell whether Compose builds, from Compose files alone."""
        return self.kind == "compose"

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that the workflow sets for it."""
        return (self.job if self.step is None else self.step).environment

    @property
    def path(self) -> str:
        """Return the absolute path of the workflow."""
        return self.job.workflow.path

    @property
    def values(self) -> tuple[object, ...]:
        """Return what is the same for two runs of a matrix that build the same."""
        lists = (self.files, self.targets, self.sets)
        return self.directory, *(tuple(each.value for each in listed) for listed in lists)


def bake_of_command(
    command: Command, job: Job, step: Step | None, shell: Shell
) -> WorkflowBake | None:
    """Return what a command has Bake or Compose build; None where it builds nothing so."""
    words = command.words
    names = tuple(word.value or "" for word in words[:3])
    begin = next((len(each) for each in _COMMANDS if names[: len(each)] == each), None)
    valued, kind = _VALUED, "service" if names[0] == "depot" else "bake"
    if begin is None:
        begin = next((len(each) for each in _COMPOSE if names[: len(each)] == each), None)
        valued, kind = _COMPOSE_VALUED, "compose"
    if begin is None:
        return None
    files: list[Text] = []
    targets: list[Text] = []
    sets: list[Text] = []
    flags: set[str] = set()
    source = job.workflow.source
    at = begin
    while at < len(words):
        word = words[at]
        at += 1
        text = word_text(word)
        if not text.startswith("-"):
            targets.append(_text(word, shell, source))
            continue
        name, equals, _ = text.partition("=")
        if equals:
            given = _text(word, shell, source, len(name) + 1)
        elif name in valued and at < len(words):
            given = _text(words[at], shell, source)
            at += 1
        else:
            flags.add(name)
            continue
        if name in {"-f", "--file"}:
            files.append(given)
        elif name == "--set":
            sets.append(given)
        elif name == "--build-arg":
            sets.append(_as_set(given))
        elif name in {"-p", "--profile", "--project-directory", "--env-file"}:
            flags.add(name)
    if kind == "compose":
        verb = targets.pop(0).raw if targets else ""
        if verb != "build" and not (verb == "up" and "--build" in flags):
            return None
        if "--project-directory" in flags:
            return None
    return WorkflowBake(
        job,
        step,
        command.own_span,
        tuple(files),
        tuple(targets),
        shell.directory,
        tuple(sets),
        kind,
    )


_COMMANDS = (
    ("docker", "buildx", "bake"),
    ("docker-buildx", "bake"),
    ("docker", "bake"),
    ("depot", "bake"),
)
_COMPOSE = (("docker", "compose"), ("docker-compose",))


def _text(word: ShellWord, shell: Shell, source: Source, offset: int = 0) -> Text:
    """Return what a word says behind some characters of it."""
    value = shell.value(word)
    raw = word.value
    if raw is None:
        # As it stands in the file: expressions are variables to the shell.
        raw = source.slice(word.span)
        raw = raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'" else raw
    known: str | Unknown = Unknown("a variable decides it") if value is None else value[offset:]
    span = word.span
    if offset:
        span = Span(min(span.start + offset, span.end), span.end)
    return Text(known, raw[offset:], span)


def _as_set(given: Text) -> Text:
    """Return a build argument of all services as what Bake is given for it."""
    prefix = "*.args."
    value = given.value if isinstance(given.value, Unknown) else prefix + given.value
    start = given.span.start - len(prefix)
    return Text(value, prefix + given.raw, Span(start, given.span.end))
