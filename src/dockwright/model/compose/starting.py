"""How Compose is started, as far as a project's scripts, workflows and instructions say it."""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH119, PTH120

from __future__ import annotations

import fnmatch
import os.path
import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.project import refusal_for_content
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.project import Project

__all__ = ["StartingLine", "built_names", "files_started_with", "starting_lines"]

_MOST_ABOVE = 3
"""Directories above a project's in which files are looked for that start it."""
_WORKFLOWS = frozenset({".github/workflows"})
_CONTINUED = re.compile(r"\\\r?\n\s*")
_COMPOSE = re.compile(r"(?:docker|podman)[ -]compose|COMPOSE_\w+")
_BUILD = re.compile(r"(?:docker|podman|nerdctl|buildah)\s+(?:buildx\s+|image\s+)?(?:build|bud)\b")
_PUSHED = re.compile(r"(?:docker|podman|nerdctl|buildah)\s+(?:image\s+)?push\s+[\"']?([^\s\"'`]+)")
_IMAGES = re.compile(rf"{_BUILD.pattern}|{_PUSHED.pattern}|uses:.*(?:build-push|metadata)-action")
_WORDS = re.compile(r"[\w./-]+")
_NAMED = re.compile(r"(?:^|\s)(?:-t|--tag)(?:\s+|=)[\"']?([^\s\"'`]+)")
_FILE = re.compile(r"(?:^|\s)(?:-f|--file)(?:\s+|=)[\"']?([^\s\"'`]+)")
_LISTED = re.compile(r"\bCOMPOSE_FILE\b\s*(?:[:?]?=|:\s)\s*[\"']?([^\s\"'`]+[:;,][^\s\"'`]+)")


class StartingLine(NamedTuple):
    """A line of a file that speaks of Compose, continued ones joined.

    Attributes:
        directory: the absolute directory below which the file lies.
        text: the line.
        is_workflow: whether it stands in a workflow of GitHub Actions or GitLab CI.
    """

    directory: str
    text: str
    is_workflow: bool = False


def starting_lines(directory: str, project: Project) -> tuple[StartingLine, ...]:
    """Return what the files around a project's directory say of how Compose is started.

    Those of the directory and of some above it count, not beyond the repository's root.
    """
    key = ("lines that start compose", directory)
    return project.remembered(key, lambda: tuple(_read_lines(directory, project, _COMPOSE)))


def built_names(directory: str, project: Project) -> frozenset[str]:
    """Return the names, without tags, under which images are built to be run where they are.

    Scripts and instructions around say so, by ``-t NAME``; those of the directory and of some
    above it count, not beyond the repository's root.  Left out are the names that one of these
    pushes or a workflow speaks of: they are taken from a registry as a rule.
    """

    def names() -> frozenset[str]:
        built: set[str] = set()
        pushed: set[str] = set()
        for line in _read_lines(directory, project, _IMAGES):
            if line.is_workflow:
                pushed.update(_WORDS.findall(line.text))
                continue
            pushed.update(map(_without_tag, _PUSHED.findall(line.text)))
            for part in re.split(r"&&|\|\||;|\|", line.text):
                if _BUILD.search(part):
                    into = pushed if "--push" in part else built
                    into.update(map(_without_tag, _NAMED.findall(part)))
        return frozenset(built - pushed)

    return project.remembered(("names that images are built under", directory), names)


def _without_tag(name: str) -> str:
    return name.rpartition(":")[0] if ":" in name.rpartition("/")[2] else name


def files_started_with(path: str, project: Project) -> tuple[str, ...]:
    """Return the files that a line starts Compose with, in order, where this one is a later one.

    That is with several of ``-f``, or several names in ``COMPOSE_FILE``, all of which are there.
    Nothing is returned where no line does, and where it is only known as the first.

    Args:
        path: the absolute path of a Compose file.
        project: reads the files.
    """
    name = os.path.basename(path)
    for line in starting_lines(os.path.dirname(path), project):
        if name not in line.text:
            continue
        for names in _names_in(line.text):
            files = [os.path.normpath(os.path.join(line.directory, each)) for each in names]
            if path not in files[1:]:
                # Relative to where the reader is told to go first.
                files = [os.path.normpath(os.path.join(os.path.dirname(path), e)) for e in names]
            if path in files[1:] and all(isinstance(project.read(each), bytes) for each in files):
                return tuple(dict.fromkeys(files))
    return ()


def _names_in(text: str) -> Iterator[list[str]]:
    """Yield the names of files of each call of Compose in a line."""
    for part in re.split(r"&&|\|\||;|\|", text):
        names = _FILE.findall(part)
        if len(names) > 1:
            yield names
    for listed in _LISTED.findall(text):
        yield re.split(r"[:;,]", listed)


def _read_lines(directory: str, project: Project, about: re.Pattern[str]) -> Iterator[StartingLine]:
    from dockwright.kb import load

    kb = load()
    patterns = kb.names("compose.starting-files")
    for above in _directories(directory, project):
        for folder in kb.names("compose.starting-folders"):
            place = os.path.normpath(os.path.join(above, folder))
            entries = project.listing(place)
            for entry in () if isinstance(entries, Unknown) else entries:
                if entry.kind == "file" and any(
                    fnmatch.fnmatchcase(entry.name, pattern) for pattern in patterns
                ):
                    is_workflow = folder in _WORKFLOWS or entry.name.startswith(".gitlab-ci")
                    for text in _lines_of(f"{place}/{entry.name}", project, about):
                        yield StartingLine(above, text, is_workflow)


def _directories(directory: str, project: Project) -> list[str]:
    found = [directory]
    for _ in range(_MOST_ABOVE):
        entries = project.listing(found[-1])
        above = os.path.dirname(found[-1])
        is_top = not isinstance(entries, Unknown) and any(each.name == ".git" for each in entries)
        if above == found[-1] or is_top:
            break
        found.append(above)
    return found


def _lines_of(path: str, project: Project, about: re.Pattern[str]) -> Iterator[str]:
    data = project.read(path)
    if isinstance(data, bytes) and refusal_for_content(data) is None:
        text = _CONTINUED.sub(" ", data.decode("utf-8", "replace"))
        if about.search(text):
            yield from text.splitlines()
