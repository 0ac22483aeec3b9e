"""The accounts of images: those that their base has, and those that steps may add."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import AddUser
from dockwright.model.install import install_of
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.layers import may_do_unseen
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.instructions import Instruction
    from dockwright.model.stage import Stage

__all__ = ["known_accounts", "may_be_added"]

_PLACES = frozenset({"/", "/etc", "/etc/passwd"})
_ETC = re.compile(r"/etc(?:/passwd|/?(?=[\s'\"]|$))")
"""The file of accounts, or its folder as the place of something."""


def known_accounts(stage: Stage, kb: KnowledgeBase) -> frozenset[str] | None:
    """Return the accounts of the image that a stage is made of; None where they are not known."""
    facts = stage.image_facts
    if isinstance(facts, Unknown) or facts.kind not in kb.name_set("contents.standard-bases"):
        return None
    family = kb.mapping("accounts.families").get(facts.distro or "")
    if family is None:
        return None
    return kb.name_set(f"accounts.{family}") | facts.users.keys()


def may_be_added(name: str, until: Instruction | None, stage: Stage, kb: KnowledgeBase) -> bool:
    """Tell whether a step adds an account, or may do so unseen; one before another, or any."""
    of_package = name.startswith(kb.names("accounts.of-packages"))
    if stage.runs_triggers:
        return True
    for each in stage.layers():
        if isinstance(each, CopyLike):
            target = each.target_path
            if not isinstance(target, str) or posixpath.normpath(target) in _PLACES:
                return True
        if until is not None and each.span.start >= until.span.start:
            continue
        if not isinstance(each, Run):
            continue
        if name in each.node.text or of_package or _ETC.search(each.node.text):
            return True
        if any(name in heredoc.content for heredoc in each.heredocs):
            return True
        if any(_may_add(command, kb) for command in each.commands):
            return True
    return False


def _may_add(command: Command, kb: KnowledgeBase) -> bool:
    """Tell whether a command may add an account whose name is not seen."""
    added = AddUser.of(command)
    if added is not None:
        return added.name is None or added.name.value is None
    install = install_of(command)
    if install is not None and install.ecosystem == "system":
        return any(spec.path or spec.url or spec.is_dynamic for spec in install.packages)
    return command.program == "dpkg" or may_do_unseen(command, kb)
