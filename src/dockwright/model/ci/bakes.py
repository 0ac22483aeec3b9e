"""What a workflow has Bake build, by an action or by a command."""

# Paths are strings throughout.
# ruff: noqa: PTH118

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.bake.project import DEFAULT_NAMES, BakeProject, read_file
from dockwright.model.ci.values import Text
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of as word_text
from dockwright.text import Source

if TYPE_CHECKING:
    from dockwright.model.ci.builds import Shell
    from dockwright.model.ci.workflow import Job, Step
    from dockwright.model.command import Command
    from dockwright.model.project import Project
    from dockwright.text import Span

__all__ = ["WorkflowBake", "bake_of_command", "baked_project"]

_VALUED = frozenset(
    "-f --file --set --builder --metadata-file --progress --allow --call --sbom --provenance"  # noqa: SIM905
    " --var --project --save-tag".split()
)
_COMPOSE_NAMES = frozenset(
    {"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"}
)


class WorkflowBake(NamedTuple):
    """A run of Bake in a workflow.

    Attributes:
        job: the job.
        step: the step; None for a job that is not divided.
        span: where it is: the action's name, or the command.
        files: the files that it reads; none for those that Bake looks for.
        targets: the targets and groups that it builds; none for the default.
        directory: where it runs, absolute.
    """

    job: Job
    step: Step | None
    span: Span
    files: tuple[Text, ...]
    targets: tuple[Text, ...]
    directory: str | Unknown

    @property
    def path(self) -> str:
        """Return the absolute path of the workflow."""
        return self.job.workflow.path

    @property
    def values(self) -> tuple[object, ...]:
        """Return what is the same for two runs of a matrix that build the same."""
        lists = (self.files, self.targets)
        return self.directory, *(tuple(each.value for each in listed) for listed in lists)


def bake_of_command(
    command: Command, job: Job, step: Step | None, shell: Shell
) -> WorkflowBake | None:
    """Return what a command has Bake build; None where it does not run Bake."""
    words = command.words
    names = tuple(word.value or "" for word in words[:3])
    at = next((len(each) for each in _COMMANDS if names[: len(each)] == each), None)
    if at is None:
        return None
    files: list[Text] = []
    targets: list[Text] = []
    while at < len(words):
        word = words[at]
        at += 1
        value, text = shell.value(word), word_text(word)
        known: str | Unknown = Unknown("a variable decides it") if value is None else value
        if not text.startswith("-"):
            targets.append(Text(known, text, word.span))
            continue
        name, equals, _ = text.partition("=")
        if equals and name in {"-f", "--file"}:
            given = known if isinstance(known, Unknown) else known[len(name) + 1 :]
            files.append(Text(given, text, word.span))
        elif not equals and name in _VALUED and at < len(words):
            value = shell.value(words[at])
            if name in {"-f", "--file"}:
                given = Unknown("a variable decides it") if value is None else value
                files.append(Text(given, word_text(words[at]), words[at].span))
            at += 1
    return WorkflowBake(job, step, command.own_span, tuple(files), tuple(targets), shell.directory)


_COMMANDS = (
    ("docker", "buildx", "bake"),
    ("docker-buildx", "bake"),
    ("docker", "bake"),
    ("depot", "bake"),
)


def baked_project(bake: WorkflowBake, project: Project) -> BakeProject | None:
    """Return what the files define; None where one is not known, or no file of Bake's own."""
    if isinstance(bake.directory, Unknown):
        return None
    names = [each.known for each in bake.files]
    if not names:
        listing = project.listing(bake.directory)
        there = set() if isinstance(listing, Unknown) else {entry.name for entry in listing}
        if not _COMPOSE_NAMES.isdisjoint(there):
            return None  # its services are targets as well
        names = [name for name in DEFAULT_NAMES if name in there]
    found = []
    for name in names:
        if name is None or not name.endswith((".hcl", ".json")) or ":" in name:
            return None
        path = os.path.normpath(os.path.join(bake.directory, name))
        data = project.read(path)
        if not isinstance(data, bytes):
            return None
        file = read_file(Source.from_bytes(path, data))
        if file.problems:
            return None
        found.append((path, file))
    return BakeProject(found[0][0], found) if found else None
