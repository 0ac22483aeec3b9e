"""Who owns a directory of an image, as far as the Dockerfile tells, and who the program runs as."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.actions import (
    AddUser,
    ChangeDirectory,
    ChangeMode,
    ChangeOwner,
    MakeDirectory,
)
from dockwright.model.contents import covers
from dockwright.model.instructions import CopyLike, Run, Workdir
from dockwright.model.layers import may_do_unseen
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of

if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.model.compose.project import Service
    from dockwright.model.stage import Stage
    from dockwright.syntax.shell.nodes import ShellWord

__all__ = ["is_surely_made", "may_write", "owner_of", "user_of"]

_ROOT = frozenset({"", "0", "root"})


def user_of(service: Service, stage: Stage) -> str | Unknown:
    """Return the user that a service's program runs as, without its group."""
    given = service.text("user")
    user = stage.final_state.user if given is None else given
    return user if isinstance(user, Unknown) else user.partition(":")[0]


def may_write(user: str, owner: str) -> bool | Unknown:
    """Tell whether a user may write into a directory of an owner."""
    if user in _ROOT or user == owner:
        return True
    if owner in _ROOT:
        return False
    if user.isdecimal() and owner.isdecimal():
        return False
    return Unknown("a name and a number may be the same user")


def owner_of(path: str, stage: Stage, kb: KnowledgeBase) -> str | Unknown:
    """Return the owner of a directory of an image; root of one that the image does not have.

    ``Unknown`` wherever a step may make the directory, or give it away, unseen.
    """
    facts = stage.image_facts
    if isinstance(facts, Unknown) or facts.kind not in kb.name_set("contents.standard-bases"):
        return Unknown("the base image may have the directory")
    if any(covers(each, path) for each in kb.names("compose.shared-directories")):
        return Unknown("others than root may write there")
    owner: str | Unknown = "0"
    for each in stage.layers():
        if isinstance(each, CopyLike):
            target = each.target_path
            if isinstance(target, Unknown):
                return target
            target = posixpath.normpath(target)
            if not covers(target, path) and not covers(path, target):
                continue
            if each.chmod is not None:
                return Unknown("its permissions are set")
            if each.chown is not None:
                return Unknown("what is copied is given away")
        elif isinstance(each, Workdir):
            is_root = each.state.is_root
            if isinstance(is_root, Unknown) or not is_root:
                return Unknown("WORKDIR makes directories for another user")
        elif isinstance(each, Run):
            owner = _after(each, path, owner, kb)
        if isinstance(owner, Unknown):
            return owner
    return owner


def is_surely_made(path: str, stage: Stage) -> bool:
    """Tell whether an instruction makes a directory, or puts something into it."""
    for each in stage.layers():
        if isinstance(each, CopyLike):
            target = each.target_path
            if isinstance(target, str) and covers(path, posixpath.normpath(target)):
                return True
        elif isinstance(each, Workdir):
            made = each.state.workdir
            if isinstance(made, str) and covers(path, posixpath.normpath(made)):
                return True
        elif isinstance(each, Run):
            moves = any(ChangeDirectory.of(command) is not None for command in each.commands)
            for command in each.commands:
                named = ChangeOwner.of(command) or MakeDirectory.of(command)
                words = () if named is None else named.paths
                places = [_place(word, each, moves=moves) for word in words]
                if any(isinstance(place, str) and covers(path, place) for place in places):
                    return True
    return False


def _after(run: Run, path: str, owner: str | Unknown, kb: KnowledgeBase) -> str | Unknown:
    """Return the owner of a directory after a RUN."""
    script = run.script
    if run.heredocs or script is None or script.reason:
        return Unknown("a script may do it")
    moves = any(ChangeDirectory.of(each) is not None for each in run.commands)
    for command in run.commands:
        change, mode = ChangeOwner.of(command), ChangeMode.of(command)
        made = MakeDirectory.of(command)
        if change is not None:
            for word in change.paths:
                place = _place(word, run, moves=moves)
                if isinstance(place, Unknown):
                    return place
                if place == path or (change.recursive and covers(place, path)):
                    owner = change.owner or owner
                    if not isinstance(owner, Unknown) and "$" in owner:
                        return Unknown("its owner is a variable")
        elif made is not None and command.program == "mkdir":
            for word in made.paths:
                place = _place(word, run, moves=moves)
                if isinstance(place, Unknown):
                    return place
                if covers(path, place):
                    user = run.state.user
                    owner = user if isinstance(user, Unknown) else user.partition(":")[0]
        elif mode is not None or made is not None or AddUser.of(command) is not None:
            texts = [text_of(word) for word in command.words[1:]]
            if any(_touches(text, path, run) for text in texts):
                return Unknown("a command may change it")
        elif may_do_unseen(command, kb):
            return Unknown("a command may change it")
        elif any(_touches(text_of(word), path, run) for word in command.words[1:]):
            return Unknown("a command may make it")
    return owner


def _place(word: ShellWord, run: Run, *, moves: bool) -> str | Unknown:
    text = word.value
    if text is None or set(text) & set("*?[{~"):
        return Unknown("the path is not told")
    if moves and not text.startswith("/"):
        return Unknown("the path is relative to another directory")
    return run.state.resolve(text)


def _touches(text: str, path: str, run: Run) -> bool:
    """Tell whether a word may name a directory, or one above or below it."""
    if "$" in text or set(text) & set("*?["):
        return True
    place = run.state.resolve(text)
    return isinstance(place, Unknown) or (
        place != "/" and (covers(place, path) or covers(path, place))
    )
