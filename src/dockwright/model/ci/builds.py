"""The images that a workflow builds, by an action or by a command."""

from __future__ import annotations

import posixpath
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.ci.values import Text
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of as word_text
from dockwright.syntax.shell.nodes import PartKind
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Mapping as Table

    from dockwright.model.ci.calls import Call
    from dockwright.model.ci.conditions import Ways
    from dockwright.model.ci.workflow import Job, Step
    from dockwright.model.command import Command
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Source

__all__ = ["BuildArgument", "Built", "Shell", "WorkflowBuild", "build_of_command", "with_variables"]

_VALUED = frozenset(
    "-f --file -t --tag --target --build-arg --platform --cache-from --cache-to --secret --ssh"  # noqa: SIM905
    " --label --builder --output -o --progress --network --add-host --build-context --iidfile"
    " --metadata-file --attest --provenance --sbom --shm-size --ulimit --memory -m --call --allow"
    " --annotation --no-cache-filter --cgroup-parent --isolation --cpuset-cpus --cpu-shares -c"
    " --project --save-tag"
    " --authfile --creds --format --layers --squash".split()
)


_KANIKO = frozenset({"/kaniko/executor", "executor", "kaniko"})
_KANIKO_VALUED = frozenset(
    "-c --context -f --dockerfile -d --destination --build-arg --target --cache-repo --cache-dir"  # noqa: SIM905
    " --custom-platform --registry-mirror --label --verbosity -v --snapshot-mode --cache-ttl"
    " --digest-file --tar-path --context-sub-path --ignore-path --git --log-format".split()
)
_KINDS = {"podman": "podman", "buildah": "podman", "depot": "service"}
_ROOT_VARIABLES = frozenset({"CI_PROJECT_DIR", "GITHUB_WORKSPACE"})
"""Where services have the repository's files."""
_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_SET = re.compile(r"\b([A-Za-z_]\w*)\+?=|\b(?:for|read|unset)\s+(?:-\w+\s+)*(\w+)")
"""What may set a variable; what does not, such as an option of that form, makes one unknown."""
_MOST_ROUNDS = 5
_LONGEST = 500
_TWO = 2


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
        kind: ``action`` (of Docker's own), ``command`` (of Docker's and its like), ``podman`` (and
            Buildah), ``kaniko``, ``bake``, ``compose``, or ``service`` (an engine elsewhere, which
            keeps its layers).
        context: the context, relative to the repository's root; None for the root itself.
        file: the Dockerfile; None for the context's own.
        target: the stage, or None for the last.
        platforms: the platforms asked for.
        arguments: the build arguments.
        cache_from: where caches are read from.
        cache_to: where caches are written to.
        no_cache: whether caches are not wanted.
        directory: where it runs, absolute.
        is_again: whether the job has built the same Dockerfile of the same context before.
        call: who calls the workflow with the inputs that it is built with; None where nobody does.
        is_told_elsewhere: whether a Bake or Compose file says how it is built, which has rules of
            its own.
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
    directory: str | Unknown
    is_again: bool = False
    call: Call | None = None
    is_told_elsewhere: bool = False

    @property
    def path(self) -> str:
        """Return the absolute path of the workflow."""
        return self.job.workflow.path

    @property
    def ways(self) -> Ways:
        """Return the ways in which it runs."""
        return self.job.ways if self.step is None else self.step.ways

    @property
    def values(self) -> tuple[object, ...]:
        """Return what is the same for two runs of a matrix that build the same in the same way."""
        given = (self.context, self.file, self.target)
        lists = (self.platforms, self.cache_from, self.cache_to)
        return (
            self.directory,
            *(None if each is None else each.value for each in given),
            *(tuple(each.value for each in listed) for listed in lists),
            tuple((each.name, each.text.value) for each in self.arguments),
            tuple(label.value for label in self.job.runs_on),
        )

    @property
    def is_by_docker(self) -> bool:
        """Tell whether a command of Docker builds it, with the engine that is there."""
        return self.job.workflow.source.text.startswith("docker ", self.span.start)


def with_variables(text: str, environment: Table[str, str]) -> str:
    """Return a text with the shell's variables put in, as far as they are in a table."""
    return _REFERENCE.sub(lambda found: environment.get(found[1] or found[2], found[0]), text)


class Built:
    """The Dockerfiles that one run of a job has built."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()

    def marked(self, build: WorkflowBuild) -> WorkflowBuild:
        """Return a build that tells whether the same was built before it."""
        given = [
            (each is None, None if each is None else each.value, "" if each is None else each.raw)
            for each in (build.context, build.file)
        ]
        key = (build.directory, *given)
        if key in self._seen:
            return build._replace(is_again=True)
        self._seen.add(key)
        return build


def argument_of(text: Text) -> BuildArgument:
    """Return a build argument from ``NAME=value`` or ``NAME``."""
    written = text.raw
    if written.startswith("${{") and text.known is not None:
        written = text.known
    name, equals, value = written.partition("=")
    return BuildArgument(name.strip(), value if equals else None, text)


class Shell:
    """What the commands of a script have done before one: where they are, what variables hold.

    Attributes:
        root: the repository's root, absolute.
        directory: where they are, absolute; ``Unknown`` where that cannot be told.
        environment: the variables that are written in the file and that no script sets anew.
    """

    __slots__ = ("directory", "environment", "root")

    def __init__(self, root: str, environment: Table[str, str], scripts: Iterable[str]) -> None:
        self.root = root
        self.directory: str | Unknown = root
        set_anew = {name for text in scripts for found in _SET.findall(text) for name in found}
        self.environment = {
            name: value for name, value in environment.items() if name not in set_anew
        }

    def follow(self, command: Command, source: Source) -> None:
        """Take into account what a command of a file does to those that follow."""
        if command.program in {"cd", "pushd", "popd", "git"}:
            self._move(command)
            before = source.text[: command.own_span.start].rstrip()
            if before.endswith("(") and command.program != "git":
                self.directory = Unknown("a part of the script goes to another directory")

    def _move(self, command: Command) -> None:
        to = self.value(command.words[1]) if len(command.words) == _TWO else None
        if command.program == "git":
            # What is cloned lies beside the repository's own files.
            if "clone" in [word.value for word in command.words]:
                self.directory = Unknown("another repository is cloned")
        elif to is None or to.startswith(("-", "~")) or isinstance(self.directory, Unknown):
            self.directory = Unknown("the script goes to another directory")
        else:
            self.directory = posixpath.normpath(posixpath.join(self.directory, to))

    def value(self, word: ShellWord) -> str | None:
        """Return a word's text with the file's variables put in; None where it is not known."""
        if word.value is not None:
            return word.value
        pieces: list[str] = []
        for part in word.parts:
            if part.kind is PartKind.LITERAL:
                pieces.append(part.text)
                continue
            known = self._variable(part.name) if part.kind is PartKind.VARIABLE else None
            if known is None or part.operator:
                return None
            pieces.append(known)
        return "".join(pieces) if word.parts else None

    def _variable(self, name: str) -> str | None:
        if name in _ROOT_VARIABLES:
            return self.root
        text = self.environment.get(name)
        for _ in range(_MOST_ROUNDS):
            if text is None or "$" not in text:
                return text
            text = _REFERENCE.sub(self._reference, text)
        return None

    def _reference(self, match: re.Match[str]) -> str:
        name = match[1] or match[2]
        known = self.root if name in _ROOT_VARIABLES else self.environment.get(name, match[0])
        return known[:_LONGEST]


def build_of_command(
    command: Command, job: Job, step: Step | None, shell: Shell
) -> WorkflowBuild | None:
    """Return the image that a command builds; None where it builds none."""
    words = command.words
    texts = [word.value if word.value is not None else word_text(word) for word in words]
    is_kaniko = bool(texts) and texts[0] in _KANIKO
    at = 1 if is_kaniko else _begin(texts)
    if at is None or any(one.span.end == next_.span.start for one, next_ in pairwise(words)):
        return None  # words without a blank between them are one word that was not read
    options: dict[str, list[Text]] = {}
    context: Text | None = None
    no_cache = False
    valued = _KANIKO_VALUED if is_kaniko else _VALUED
    while at < len(words):
        word, text = words[at], texts[at]
        at += 1
        value = shell.value(word)
        known: str | Unknown = Unknown("a variable decides it") if value is None else value
        if not text.startswith("-") or text == "-":
            context = Text(known, text, word.span)
            continue
        name, equals, _ = text.partition("=")
        if name == "--no-cache":
            no_cache = True
        if equals:
            offset = len(name) + 1
            span = Span(min(word.span.start + offset, word.span.end), word.span.end)
            if isinstance(known, str):
                known = known[offset:]
            options.setdefault(name, []).append(_placed(known, span, job))
        elif name in valued and at < len(words):
            other = shell.value(words[at])
            known = Unknown("a variable decides it") if other is None else other
            options.setdefault(name, []).append(_placed(known, words[at].span, job))
            at += 1
        elif is_kaniko:
            options.setdefault(name, []).append(Text("true", text, word.span))

    def last(*names: str) -> Text | None:
        found = [each for name in names for each in options.get(name, ())]
        return found[-1] if found else None

    platforms = [
        Text(part, part, each.span)
        for name in ("--platform", "--custom-platform")
        for each in options.get(name, ())
        for part in (each.known or "").split(",")
        if part
    ]
    cache_from = options.get("--cache-from", [])
    file = last("-f", "--file", "--dockerfile")
    if is_kaniko:
        context, file = _kaniko_paths(last("-c", "--context"), file, shell)
        caches = [each for each in options.get("--cache", ()) if each.raw != "false"]
        cache_from = [*caches, *options.get("--cache-repo", ())]
    return WorkflowBuild(
        job,
        step,
        command.own_span,
        "kaniko" if is_kaniko else _KINDS.get(texts[0].rpartition("/")[2], "command"),
        context,
        file,
        last("--target"),
        tuple(platforms),
        tuple(argument_of(each) for each in options.get("--build-arg", ())),
        tuple(cache_from),
        tuple(options.get("--cache-to", ())),
        no_cache,
        shell.directory,
    )


def _kaniko_paths(
    context: Text | None, file: Text | None, shell: Shell
) -> tuple[Text | None, Text | None]:
    """Return the context and the Dockerfile of kaniko, which looks for it in two places."""
    untold = Unknown("kaniko's own directory is meant")
    if context is None:
        return Text(untold, "", Span(0, 0)), file
    if context.known is None:
        return context, file
    folder = context.known.removeprefix("dir://")
    context = context._replace(value=folder)
    if file is None or file.known is None or file.known.startswith("/"):
        return context, file
    own = shell.directory if isinstance(shell.directory, str) else ""
    if not own or posixpath.normpath(posixpath.join(own, folder)) != own:
        return context, file._replace(value=Unknown("kaniko looks for it in two places"))
    return context, file


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
        ("depot", "build"),
    ):
        if tuple(names[: len(words)]) == words:
            return len(words)
    return None
