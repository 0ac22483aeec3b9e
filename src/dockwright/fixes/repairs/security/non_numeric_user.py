"""Repairs DW407: the number of the account in place of its name.

Engines look a number up in ``/etc/passwd`` as they do a name, so the group, the further groups and
the home directory stay those of the account, as long as no other account has the number.
"""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import AddUser
from dockwright.model.instructions import Run, User
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Fix

_CHANGERS = frozenset({"usermod", "userdel", "deluser"})


@repair("DW407", on=User, touches=("user",))
def non_numeric_user(user: User, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the number that the file or the base image gives the account."""
    if user.stage is None:
        yield Refusal("it stands in no stage")
        return
    account, colon, group = (user.user.known or "").partition(":")
    number = _number(account, user.stage, user.span.start)
    if isinstance(number, Refusal):
        yield number
        return
    yield ctx.fix(
        f"Write the number of `{account}`: `USER {number}{colon}{group}`",
        (Edit(_account_span(user, account), number),),
    )


def _account_span(user: User, account: str) -> Span:
    raw = user.user.raw
    at = raw.find(account)
    return user.user.part_span(at, at + len(account)) if at >= 0 else user.user.span


def _number(account: str, stage: Stage, before: int) -> str | Refusal:
    numbers: set[str] = set()
    for instruction in stage.layers():
        for command in instruction.commands if isinstance(instruction, Run) else ():
            line = instruction.node.start_line
            if command.program in _CHANGERS and any(
                text_of(word) == account for word in command.words
            ):
                return Refusal(f"line {line} changes the account after it is made")
            added = AddUser.of(command)
            if added is None or added.name is None or added.joins is not None:
                continue
            if text_of(added.name) != account:
                continue
            if not command.is_unconditional or command.simple.follower == "||":
                return Refusal(f"line {line} makes the account only under a condition")
            if added.uid is None:
                return Refusal(f"line {line} makes the account without saying its number")
            if added.uid.value is None or not added.uid.value.isdigit():
                return Refusal(f"its number in line {line} comes from a variable")
            if added.has("--non-unique"):
                return Refusal(f"line {line} gives the account a number that another may have")
            if instruction.span.start > before and instruction.stage is stage:
                return Refusal("the account is made after this USER")
            numbers.add(added.uid.value)
    if len(numbers) == 1:
        return numbers.pop()
    if numbers:
        return Refusal("the file makes the account twice, with different numbers")
    facts = stage.image_facts
    if not isinstance(facts, Unknown) and account in facts.users:
        return str(facts.users[account])
    return Refusal("neither the file nor what is known of the base image tells its number")
