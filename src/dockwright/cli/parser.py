"""The command line: argparse filled from the Option table."""

from __future__ import annotations

import argparse
import os

from dockwright.cli.arguments import Parsed, value_of
from dockwright.config.options import COMMANDS, options_of
from dockwright.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from dockwright.config.options import Command

__all__ = ["parse_arguments"]

_DESCRIPTION = "Finds, explains and repairs what is wrong with container files, before any build."
_EPILOG = (
    "Exit status: 0 fine, 1 findings at or above --fail-on remain, 2 wrong usage, configuration"
    " or environment, 3 a defect of dockwright."
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message, hint=f"`{self.prog} --help` lists what there is")


class _Version(argparse.Action):
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002 - argparse's signature
        values: object,  # noqa: ARG002 - argparse's signature
        option_string: str | None = None,  # noqa: ARG002 - argparse's signature
    ) -> None:
        from dockwright import __version__

        print(f"dockwright {__version__}")
        parser.exit()


def parse_arguments(argv: Sequence[str]) -> Parsed:
    """Return what a command line asks for; ``--help`` and ``--version`` end the program.

    Raises:
        UsageError: it asks for what there is not.
    """
    parser = _Parser(
        prog="dockwright", description=_DESCRIPTION, epilog=_EPILOG, allow_abbrev=False
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    first = next((word for word in argv if not word.startswith("-")), None)
    for command in COMMANDS:
        child = commands.add_parser(
            command.name,
            help=command.help,
            description=f"{command.help[:1].upper()}{command.help[1:]}.",
            epilog=_EPILOG,
            allow_abbrev=False,
        )
        if command.name == first:
            _fill(child, command)
    if first is not None and all(command.name != first for command in COMMANDS):
        _refuse_command(first)
    namespace, unknown = parser.parse_known_args(argv)
    if namespace.command is None:
        if unknown:
            parser.error(f"unknown option {unknown[0]}")
        raise UsageError("no command given", hint="`dockwright check` is the usual one")
    command = next(each for each in COMMANDS if each.name == namespace.command)
    given = getattr(namespace, "arguments", None)
    arguments = given if isinstance(given, list) else [given] if given is not None else []
    if unknown:
        # argparse takes arguments from one place only: those after an option come here.
        end = unknown.index("--") if "--" in unknown else len(unknown)
        refused = next((word for word in unknown[:end] if word.startswith("-")), None)
        more = unknown[:end] + unknown[end + 1 :]
        if refused or (more and (command.arity != "*" or not command.arguments)):
            _refuse_flag(command.name, refused or more[0])
        arguments += more
    values: dict[str, object] = {}
    for option in options_of(command.name, "flag"):
        value = getattr(namespace, option.attribute)
        each = value if isinstance(value, list) and value else [value]
        if any(one in ([], "--") for one in each):
            # argparse takes -- out of --flag=-- as well, in the Pythons before 3.13.
            raise UsageError(f"{option.long_flag} takes a value, and -- is none")
        if value is not None:
            values[option.name] = value_of(option, value)
    return Parsed(command.name, arguments, values)


def _fill(parser: argparse.ArgumentParser, command: Command) -> None:
    if command.arguments:
        arity: str | int = 1 if command.arity == "1" else command.arity
        parser.add_argument("arguments", metavar=command.arguments, nargs=arity)
    for option in options_of(command.name, "flag"):
        flags = [f"-{option.short}"] if option.short else []
        flags.append(option.long_flag)
        words = option.help.replace("%", "%%").replace("`", "")
        words = f"{words[:1].lower()}{words[1:].removesuffix('.')}"
        if option.kind == "switch":
            value = not option.default
            action = "store_true" if value else "store_false"
            if not value:
                words = f"turn off: {words}"
            parser.add_argument(
                *flags, dest=option.attribute, action=action, default=None, help=words
            )
            continue
        choices = command.formats if option.name == "format" else option.choices
        metavar = option.metavar or "|".join(choices)
        if option.default not in {None, ""} and option.kind != "size":
            words = f"{words} (default: {option.default})"
        parser.add_argument(
            *flags,
            dest=option.attribute,
            action="extend"
            if option.takes_more
            else "append"
            if option.kind in {"list", "pairs"}
            else "store",
            nargs="+" if option.takes_more else None,
            choices=choices if option.kind == "choice" else None,
            metavar=metavar,
            default=None,
            help=words,
        )


def _refuse_command(name: str) -> NoReturn:
    from dockwright.text.suggest import nearest

    names = [command.name for command in COMMANDS]
    near = nearest(name, names)
    hint = f"did you mean {near!r}?" if near else f"commands: {', '.join(names)}"
    if near is None and os.path.exists(name):  # noqa: PTH110 - importing pathlib is slow
        hint = f"to check it: dockwright check {name}"
    raise UsageError(f"unknown command {name!r}", hint=hint)


def _refuse_flag(command: str, flag: str) -> NoReturn:
    from dockwright.text.suggest import nearest

    if not flag.startswith("-"):
        named = next(each for each in COMMANDS if each.name == command).arguments
        takes = f"takes one {named}" if named else "takes no arguments"
        raise UsageError(f"{command} {takes}, and {flag!r} is one too many")
    flags = [option.long_flag for option in options_of(command, "flag")]
    name = flag.partition("=")[0]
    near = nearest(name, flags, limit=3)
    hint = f"did you mean {near}?" if near else f"`dockwright {command} --help` lists what there is"
    raise UsageError(f"unknown option {name}", hint=hint)
