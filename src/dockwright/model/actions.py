"""What commands other than installs do, as typed views.

Overview for authors of rules::

    typed(command) -> Install | Action | None       the one view that a command's program has
    Download.of(command) -> Download | None         each class can be asked for itself
    cleanups_of(command) -> tuple[CleanUp, ...]     what package managers' data it removes

    Download         curl, wget, aria2c: .urls .output .output_directory .to_stdout .remote_name
                     .insecure (the Option) .follows_redirects .fails_on_error .tries
    Remove           rm, rmdir, unlink: .paths .recursive .force .removes(path)
    ChangeOwner      chown, chgrp: .owner .group (texts) .spec .paths .recursive
    ChangeMode       chmod: .mode .paths .recursive .is_world_writable .adds_execute
    Copying          cp, mv, ln, install, rsync: .sources .destination .moves .links .symbolic
                     .recursive
    MakeDirectory    mkdir, install -d: .paths .parents .mode
    ChangeDirectory  cd, pushd: .directory
    Archive          tar, bsdtar, unzip: .extracts .creates .file .directory
    AddUser          useradd, adduser: .name .uid .gid .home .shell .is_system .no_log_init
                     .makes_home .joins (``adduser USER GROUP``)
    SetPassword      chpasswd, passwd, useradd -p, usermod -p: .account .removes .value
    AddGroup         groupadd, addgroup: .name .gid .is_system
    GitClone         git clone: .url .depth .branch .destination .recursive
    Setting          git, pip, npm, yarn, pnpm, poetry, conda config: .key .value .value_text
    MakeVenv         python -m venv, virtualenv, uv venv, conda create: .directory .name
                     .tool .system_site_packages
    SetEnv           export: .assignments
    RunPython        python: .code .module .script .arguments
    RefreshIndex     apt-get update, apk update, …: .manager
    UpgradeSystem    apt-get upgrade, dnf update without packages, …: .manager
    Uninstall        apt-get remove, apk del, pip uninstall, …: .manager .names

Every view is a `Command` with the same words and options.
"""

from __future__ import annotations

from dockwright.model.command import Command
from dockwright.model.install import install_of
from dockwright.model.words import piece, text_of
from dockwright.syntax.shell.nodes import Assignment
from dockwright.text.light import NamedTuple, fnmatchcase, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, Self

    from dockwright.model.arguments import Option
    from dockwright.model.install import Install
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Span

__all__ = [
    "Action",
    "AddGroup",
    "AddUser",
    "Archive",
    "ChangeDirectory",
    "ChangeMode",
    "ChangeOwner",
    "CleanUp",
    "Copying",
    "Download",
    "GitClone",
    "MakeDirectory",
    "MakeVenv",
    "RefreshIndex",
    "Remove",
    "RunPython",
    "SetEnv",
    "SetPassword",
    "Setting",
    "Uninstall",
    "UpgradeSystem",
    "cleanups_of",
    "typed",
]


class Action(Command):
    """A command that does something we have words for."""

    __slots__ = ()

    programs: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, command: Command) -> Self | None:
        """Return the command as this kind of action, or None where it is none."""
        if command.program not in cls.programs:
            return None  # nearly always; a view has the program of what it is a view of
        if isinstance(command, cls):
            return command
        views = command._views  # noqa: SLF001 (the slot is there for this function)
        known = views.get(cls, False)
        if known is False:
            known = views[cls] = cls._view(command) if cls._matches(command) else None
        assert known is None or isinstance(known, cls)
        return known

    @classmethod
    def _matches(cls, command: Command) -> bool:
        """Tell whether a command of one of the programs is of this kind."""
        return not command.has("--help", "--version")

    def _value(self, *names: str) -> ShellWord | None:
        option = self.option(*names)
        return None if option is None else option.value


class Download(Action):
    """A command that fetches from the network: curl, wget, aria2c."""

    __slots__ = ()
    programs = frozenset({"curl", "wget", "aria2c"})

    @property
    def urls(self) -> tuple[ShellWord, ...]:
        """Return the words that name what is fetched."""
        named = tuple(o.value for o in self.all_options("--url") if o.value is not None)
        return named + self.operands

    @property
    def output(self) -> ShellWord | None:
        """Return the file that it writes, if one is named; ``-`` is standard output."""
        return self._value("--output", "--output-document", "--out")

    @property
    def output_directory(self) -> ShellWord | None:
        """Return the folder that it writes to, if one is named."""
        return self._value("--output-dir", "--directory-prefix", "--dir")

    @property
    def remote_name(self) -> bool:
        """Tell whether the file is named as the URL ends."""
        if self.program == "curl":
            return self.has("--remote-name", "--remote-name-all")
        return self.output is None

    @property
    def to_stdout(self) -> bool:
        """Tell whether what is fetched goes to standard output."""
        output = self.output
        if output is not None:
            return output.value in {"-", "/dev/stdout"}
        return self.program == "curl" and not self.remote_name

    @property
    def insecure(self) -> Option | None:
        """Return the option that turns the check of certificates off, or None."""
        option = self.option("--insecure", "--no-check-certificate", "--check-certificate")
        if option is None or option.spelled != "--check-certificate":
            return option
        return option if option.text in {"false", "no", "off"} else None

    @property
    def follows_redirects(self) -> bool:
        """Tell whether it follows redirections (wget and aria2c do by themselves)."""
        return self.program != "curl" or self.has("--location", "--location-trusted")

    @property
    def fails_on_error(self) -> bool:
        """Tell whether it fails when the server answers with an error."""
        return self.program != "curl" or self.has("--fail", "--fail-with-body")

    @property
    def tries(self) -> ShellWord | None:
        """Return how often it tries again, if that is said."""
        return self._value("--retry", "--tries", "--max-tries")


class Remove(Action):
    """A command that removes files: rm, rmdir, unlink."""

    __slots__ = ()
    programs = frozenset({"rm", "rmdir", "unlink"})

    @property
    def paths(self) -> tuple[ShellWord, ...]:
        """Return what is removed, patterns as written."""
        return self.operands

    @property
    def recursive(self) -> bool:
        """Tell whether folders go with what they hold."""
        return self.has("--recursive")

    @property
    def force(self) -> bool:
        """Tell whether missing files are no error."""
        return self.has("--force")

    def removes(self, path: str) -> bool:
        """Tell whether the folder ``path``, or all that it holds, is removed."""
        return any(_covers(text_of(word), path, self.recursive) for word in self.paths)


@lru_cache(maxsize=4096)
def _covers(pattern: str, path: str, recursive: bool) -> bool:
    """Tell whether removing ``pattern`` removes the contents of the folder ``path``."""
    path = path.rstrip("/")
    if not recursive:
        return fnmatchcase(path + "/*", pattern)
    pattern = pattern.rstrip("/")
    if pattern.endswith("/*"):
        folder = pattern[:-2]
        if path == folder or fnmatchcase(path, folder):
            return True
    wanted = pattern.split("/")
    have = path.split("/")
    if len(wanted) > len(have):
        return False
    return all(fnmatchcase(part, want) for part, want in zip(have, wanted, strict=False))


class ChangeOwner(Action):
    """A command that changes owners: chown, chgrp."""

    __slots__ = ()
    programs = frozenset({"chown", "chgrp"})

    @property
    def spec(self) -> ShellWord | None:
        """Return the word ``OWNER:GROUP`` (of chgrp, the group); None with ``--reference``."""
        return self.operands[0] if self.operands and not self.has("--reference") else None

    @property
    def owner(self) -> str:
        """Return the owner as written, ``""`` where none is given."""
        spec = self.spec
        if spec is None or self.program == "chgrp":
            return ""
        text = text_of(spec)
        separator = ":" if ":" in _outside_braces(text) else "."
        return text[: _split_at(text, separator)]

    @property
    def group(self) -> str:
        """Return the group as written, ``""`` where none is given."""
        spec = self.spec
        if spec is None:
            return ""
        text = text_of(spec)
        if self.program == "chgrp":
            return text
        separator = ":" if ":" in _outside_braces(text) else "."
        return text[_split_at(text, separator) + 1 :]

    @property
    def paths(self) -> tuple[ShellWord, ...]:
        """Return what changes its owner."""
        return self.operands if self.has("--reference") else self.operands[1:]

    @property
    def recursive(self) -> bool:
        """Tell whether all that folders hold changes too."""
        return self.has("--recursive")


def _outside_braces(text: str) -> str:
    """Return a text with what stands in braces (``${A:-b}``) blanked out, of the same length."""
    depth = 0
    kept: list[str] = []
    for char in text:
        if char == "{":
            depth += 1
        kept.append(" " if depth else char)
        if char == "}" and depth:
            depth -= 1
    return "".join(kept)


def _split_at(text: str, separator: str) -> int:
    at = _outside_braces(text).find(separator)
    return at if at >= 0 else len(text)


class ChangeMode(Action):
    """A command that changes permissions: chmod."""

    __slots__ = ()
    programs = frozenset({"chmod"})

    def _removed(self) -> Option | None:
        """Return the mode that is written like an option: ``chmod -x FILE``."""
        for option in self.options:
            if not option.is_known and option.name[1:].strip("rwxXst") == "":
                return option
        return None

    @property
    def mode(self) -> str:
        """Return the mode as written, ``""`` with ``--reference``."""
        removed = self._removed()
        if removed is not None:
            return removed.name
        if self.has("--reference") or not self.operands:
            return ""
        return text_of(self.operands[0])

    @property
    def mode_word(self) -> ShellWord | None:
        """Return the mode's word, if it is an operand."""
        if self._removed() is not None or self.has("--reference") or not self.operands:
            return None
        return self.operands[0]

    @property
    def paths(self) -> tuple[ShellWord, ...]:
        """Return what changes its permissions."""
        if self._removed() is not None or self.has("--reference"):
            return self.operands
        return self.operands[1:]

    @property
    def recursive(self) -> bool:
        """Tell whether all that folders hold changes too."""
        return self.has("--recursive")

    @property
    def is_world_writable(self) -> bool:
        """Tell whether others may write afterwards because of it."""
        mode = self.mode
        if mode.isdigit():
            return int(mode[-1]) & 2 == 2 and int(mode[-1]) < 8
        return any(_grants(clause, "w", {"o", "a"}) for clause in mode.split(","))

    @property
    def takes_write_from_others(self) -> bool:
        """Tell whether others surely may not write afterwards because of it."""
        mode = self.mode
        if mode.isdigit():
            return not int(mode[-1]) & 2
        return any(_withdraws(clause) for clause in mode.split(","))

    @property
    def adds_execute(self) -> bool:
        """Tell whether it lets somebody run the files."""
        mode = self.mode
        if mode.isdigit():
            return any(int(digit) & 1 for digit in mode[-3:])
        return any(_grants(clause, "xX", {"u", "g", "o", "a", ""}) for clause in mode.split(","))


def _grants(clause: str, letters: str, whom: set[str]) -> bool:
    """Tell whether a clause such as ``go+w`` grants one of the letters to one of the classes."""
    at = next((i for i, char in enumerate(clause) if char in "+-="), -1)
    if at < 0 or clause[at] == "-":
        return False
    classes = set(clause[:at]) or {""}
    return bool(classes & whom) and any(letter in clause[at:] for letter in letters)


def _withdraws(clause: str) -> bool:
    """Tell whether a clause such as ``o-w`` or ``go=rX`` leaves others without writing."""
    classes, sign, letters = clause.partition("-") if "-" in clause else clause.partition("=")
    if not set(classes) & {"o", "a"}:
        return False
    return "w" in letters if sign == "-" else sign == "=" and "w" not in letters


class Copying(Action):
    """A command that puts files elsewhere: cp, mv, ln, install, rsync."""

    __slots__ = ()
    programs = frozenset({"cp", "mv", "ln", "install", "rsync"})

    @classmethod
    def _matches(cls, command: Command) -> bool:
        if command.program == "install" and command.has("--directory"):
            return False
        return super()._matches(command)

    @property
    def sources(self) -> tuple[ShellWord, ...]:
        """Return what is copied, moved or linked to."""
        if self.has("--target-directory") or (self.program == "ln" and len(self.operands) == 1):
            return self.operands
        return self.operands[:-1]

    @property
    def destination(self) -> ShellWord | None:
        """Return where it goes; None where it is not said."""
        target = self._value("--target-directory")
        if target is not None:
            return target
        return self.operands[-1] if len(self.operands) > 1 else None

    @property
    def moves(self) -> bool:
        """Tell whether the sources are gone afterwards."""
        return self.program == "mv" or self.has("--remove-source-files")

    @property
    def links(self) -> bool:
        """Tell whether links are made, hard or symbolic."""
        return self.program == "ln" or (
            self.program == "cp" and self.has("--link", "--symbolic-link")
        )

    @property
    def symbolic(self) -> bool:
        """Tell whether symbolic links are made."""
        return self.program in {"ln", "cp"} and self.has("--symbolic", "--symbolic-link")

    @property
    def recursive(self) -> bool:
        """Tell whether folders go with what they hold."""
        return self.program == "mv" or self.has("--recursive", "--archive")


class MakeDirectory(Action):
    """A command that makes folders: mkdir, ``install -d``."""

    __slots__ = ()
    programs = frozenset({"mkdir", "install"})

    @classmethod
    def _matches(cls, command: Command) -> bool:
        if command.program == "install" and not command.has("--directory"):
            return False
        return super()._matches(command)

    @property
    def paths(self) -> tuple[ShellWord, ...]:
        """Return the folders."""
        return self.operands

    @property
    def parents(self) -> bool:
        """Tell whether missing parents are made, and folders that are there are no error."""
        return self.program == "install" or self.has("--parents")

    @property
    def mode(self) -> ShellWord | None:
        """Return their permissions, if said."""
        return self._value("--mode")


class ChangeDirectory(Action):
    """A command that changes the working directory: cd, pushd."""

    __slots__ = ()
    programs = frozenset({"cd", "pushd"})

    @property
    def directory(self) -> ShellWord | None:
        """Return where it goes; None for the home folder."""
        return self.operands[0] if self.operands else None


class Archive(Action):
    """A command that packs or unpacks: tar, bsdtar, unzip."""

    __slots__ = ()
    programs = frozenset({"tar", "bsdtar", "unzip"})

    @property
    def extracts(self) -> bool:
        """Tell whether it unpacks."""
        if self.program == "unzip":
            return not self.has("-l", "-p", "-t", "-v", "-Z", "-z")
        return self.has("--extract")

    @property
    def creates(self) -> bool:
        """Tell whether it packs."""
        return self.program != "unzip" and self.has("--create", "--append", "--update")

    @property
    def file(self) -> ShellWord | None:
        """Return the archive; None for standard input or output."""
        if self.program == "unzip":
            return self.operands[0] if self.operands else None
        file = self._value("--file")
        return None if file is None or file.value == "-" else file

    @property
    def directory(self) -> ShellWord | None:
        """Return the folder that it works in, if one is named."""
        return self._value("-d" if self.program == "unzip" else "--directory")


class AddUser(Action):
    """A command that makes a user: useradd, and adduser of Debian, Red Hat or BusyBox."""

    __slots__ = ()
    programs = frozenset({"useradd", "adduser"})

    @classmethod
    def _matches(cls, command: Command) -> bool:
        if command.program == "adduser" and command.has("--group") and not command.has("--system"):
            return False
        return super()._matches(command) and not command.has("--defaults")

    @property
    def name(self) -> ShellWord | None:
        """Return the user's name."""
        return self.operands[0] if self.operands else None

    @property
    def joins(self) -> ShellWord | None:
        """Return the group of ``adduser USER GROUP``, which makes no user."""
        if self.program == "adduser" and len(self.operands) == 2:
            return self.operands[1]
        return None

    @property
    def uid(self) -> ShellWord | None:
        """Return the user's number, if said."""
        return self._value("--uid")

    @property
    def gid(self) -> ShellWord | None:
        """Return the primary group's name or number, if said."""
        if self.program == "adduser":
            return self._value("--gid", "--ingroup")
        return self._value("--gid")

    @property
    def home(self) -> ShellWord | None:
        """Return the home folder, if said."""
        return self._value("--home-dir", "--home")

    @property
    def shell(self) -> ShellWord | None:
        """Return the login shell, if said."""
        return self._value("--shell")

    @property
    def is_system(self) -> bool:
        """Tell whether it is a system user."""
        return self.has("--system")

    @property
    def no_log_init(self) -> bool:
        """Tell whether the user is left out of lastlog and faillog."""
        return self.has("--no-log-init")

    @property
    def makes_home(self) -> bool:
        """Tell whether the command line has a home folder made.

        adduser makes one unless told otherwise; useradd only when told, where the distribution's
        login.defs does not tell it.
        """
        if self.has("--no-create-home"):
            return False
        return self.program == "adduser" or self.has("--create-home")


class SetPassword(Action):
    """A command that sets or removes a password: chpasswd, passwd, ``useradd -p``.

    A ``passwd`` that nothing is piped into asks a person, which a build has not got; it counts only
    where it reads its input or removes the password.
    """

    __slots__ = ()
    programs = frozenset({"chpasswd", "passwd", "useradd", "usermod", "adduser"})

    @classmethod
    def _matches(cls, command: Command) -> bool:
        if not super()._matches(command):
            return False
        if command.program == "chpasswd":
            return True
        if command.program == "passwd":
            simple = command.simple
            return command.has("--delete", "--stdin") or (
                not command.has("--lock", "--unlock", "--status", "--expire")
                and (
                    simple.pipeline[1] > 0
                    or any(redirect.operator.startswith("<") for redirect in simple.redirects)
                )
            )
        value = command.option("--password")
        # No hash has these characters: they lock the account (shadow(5)).
        return value is not None and not value.text.startswith("!") and "*" not in value.text

    @property
    def account(self) -> ShellWord | None:
        """Return the user's name, where the command line has it."""
        if self.program == "chpasswd" or not self.operands:
            return None
        return self.operands[-1]

    @property
    def removes(self) -> bool:
        """Tell whether anybody may log in afterwards without a password."""
        if self.program == "passwd":
            return self.has("--delete")
        value = self.option("--password")
        return value is not None and value.value is not None and value.value.value == ""

    @property
    def value(self) -> ShellWord | None:
        """Return the password or its hash, where the command line has it."""
        return self._value("--password")


class AddGroup(Action):
    """A command that makes a group: groupadd, addgroup, ``adduser --group``."""

    __slots__ = ()
    programs = frozenset({"groupadd", "addgroup", "adduser"})

    @classmethod
    def _matches(cls, command: Command) -> bool:
        if command.program == "adduser":
            return command.has("--group") and not command.has("--system")
        if command.program == "addgroup" and len(command.operands) > 1:
            return False
        return super()._matches(command)

    @property
    def name(self) -> ShellWord | None:
        """Return the group's name."""
        return self.operands[0] if self.operands else None

    @property
    def gid(self) -> ShellWord | None:
        """Return the group's number, if said."""
        return self._value("--gid")

    @property
    def is_system(self) -> bool:
        """Tell whether it is a system group."""
        return self.has("--system")


class GitClone(Action):
    """A ``git clone``, or ``git lfs clone``."""

    __slots__ = ()
    programs = frozenset({"git"})

    @classmethod
    def _matches(cls, command: Command) -> bool:
        return command.subcommand in {"clone", "lfs clone"} and not command.has("--help")

    @property
    def url(self) -> ShellWord | None:
        """Return the repository."""
        return self.operands[0] if self.operands else None

    @property
    def destination(self) -> ShellWord | None:
        """Return the folder, if said."""
        return self.operands[1] if len(self.operands) > 1 else None

    @property
    def depth(self) -> ShellWord | None:
        """Return how many commits of history come, if said."""
        return self._value("--depth")

    @property
    def branch(self) -> ShellWord | None:
        """Return the branch or tag, if said."""
        return self._value("--branch")

    @property
    def recursive(self) -> bool:
        """Tell whether submodules come too."""
        return self.has("--recurse-submodules")

    @property
    def configuration(self) -> tuple[tuple[str, str], ...]:
        """Return the settings given with ``-c`` and ``--config``, keys in lower case."""
        return tuple(
            (key.lower(), value)
            for option in self.all_options("-c", "--config")
            for key, _, value in (option.text.partition("="),)
        )


_CONFIG_SUBCOMMANDS = {
    "git": frozenset({"config"}),
    "pip": frozenset({"config set"}),
    "npm": frozenset({"config set"}),
    "yarn": frozenset({"config set"}),
    "pnpm": frozenset({"config set"}),
    "poetry": frozenset({"config"}),
    "pdm": frozenset({"config"}),
    "bundle": frozenset({"config set"}),
    "conda": frozenset({"config"}),
    "mamba": frozenset({"config", "config set", "config append", "config prepend"}),
    "micromamba": frozenset({"config", "config set", "config append", "config prepend"}),
}


class Setting(Action):
    """A command that writes a setting of a program: ``git config KEY VALUE`` and its kin."""

    __slots__ = ()
    programs = frozenset(_CONFIG_SUBCOMMANDS)

    @classmethod
    def _matches(cls, command: Command) -> bool:
        if command.subcommand not in _CONFIG_SUBCOMMANDS[command.program]:
            return False
        if command.has("--get", "--get-all", "--list", "--unset", "--unset-all", "--help"):
            return False
        return len(_setting_words(command)) > 1

    @property
    def key(self) -> str:
        """Return the setting's name in lower case."""
        return text_of(_setting_words(self)[0]).lower()

    @property
    def value(self) -> ShellWord:
        """Return the word of its value."""
        return _setting_words(self)[1]

    @property
    def value_text(self) -> str:
        """Return its value's text, expansions as written."""
        return text_of(self.value)


def _setting_words(command: Command) -> tuple[ShellWord, ...]:
    words = command.operands
    if len(words) == 1 and command.program in {"npm", "pnpm"}:
        text = text_of(words[0])
        name, equals, _ = text.partition("=")
        if equals:
            return piece(words[0], 0, len(name)), piece(words[0], len(name) + 1)
    return words


class MakeVenv(Action):
    """A command that makes a virtual environment."""

    __slots__ = ()
    programs = frozenset({"venv", "virtualenv", "uv", "conda", "mamba", "micromamba"})

    @classmethod
    def _matches(cls, command: Command) -> bool:
        if command.has("--help", "--dry-run"):
            return False
        if command.program == "uv":
            return command.subcommand == "venv"
        if command.program in {"venv", "virtualenv"}:
            return bool(command.operands) and not command.has("--version")
        return command.subcommand in {"create", "env create"}

    @property
    def tool(self) -> str:
        """Return the program: ``venv``, ``virtualenv``, ``uv`` or ``conda``."""
        return "conda" if self.program in {"mamba", "micromamba"} else self.program

    @property
    def directory(self) -> ShellWord | None:
        """Return where it is made; None for uv's ``.venv`` and for conda's named ones."""
        if self.tool == "conda":
            return self._value("--prefix")
        return self.operands[0] if self.operands else None

    @property
    def name(self) -> ShellWord | None:
        """Return the name of a conda environment, if said."""
        return self._value("--name") if self.tool == "conda" else None

    @property
    def system_site_packages(self) -> bool:
        """Tell whether it sees the packages of the python that makes it."""
        return self.has("--system-site-packages")


class SetEnv(Action):
    """``export``: sets variables for the rest of the script, and for nothing after it."""

    __slots__ = ()
    programs = frozenset({"export"})

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """Return what is set; a name alone is exported with the value that it has."""
        found = list(self.simple.assignments)
        known = {assignment.span for assignment in found}
        for word in self.operands:
            if word.span in known:
                continue
            name, equals, _ = text_of(word).partition("=")
            if equals and name.isidentifier():
                found.append(Assignment(name, piece(word, len(name) + 1), word.span))
            elif name.isidentifier():
                found.append(Assignment(name, None, word.span))
        return tuple(found)


class RunPython(Action):
    """A run of python: of code, a module, a script, or of nothing."""

    __slots__ = ()
    programs = frozenset({"python", "pypy"})

    @property
    def code(self) -> ShellWord | None:
        """Return the code of ``-c``."""
        return self._value("-c")

    @property
    def module(self) -> ShellWord | None:
        """Return the module of ``-m``."""
        return self._value("-m")

    @property
    def script(self) -> ShellWord | None:
        """Return the script's path; ``-`` is standard input."""
        if self.has("-c", "-m") or not self.operands:
            return None
        return self.operands[0]

    @property
    def arguments(self) -> tuple[ShellWord, ...]:
        """Return the words that the code gets."""
        return self.operands if self.has("-c", "-m") else self.operands[1:]


_FAMILY = {
    "apt-get": "apt",
    "aptitude": "apt",
    "mamba": "conda",
    "micromamba": "conda",
}


class _Managed(Action):
    """An action on the data of a package manager."""

    __slots__ = ()

    @property
    def manager(self) -> str:
        """Return the package manager, named as `Install.manager` names it."""
        return _FAMILY.get(self.program, self.program)


_SYSTEM = frozenset(
    {"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman"}
)


class RefreshIndex(_Managed):
    """A command that fetches a system's lists of packages."""

    __slots__ = ()
    programs = _SYSTEM

    @classmethod
    def _matches(cls, command: Command) -> bool:
        program = command.program
        if command.has("--help"):
            return False
        if program == "pacman":
            return command.has("--sync") and command.has("--refresh")
        if program == "zypper":
            return command.subcommand == "refresh"
        if program in {"apt-get", "apt", "aptitude", "apk"}:
            return command.subcommand == "update"
        return command.subcommand == "makecache"


class UpgradeSystem(_Managed):
    """A command that raises every installed package."""

    __slots__ = ()
    programs = _SYSTEM

    @classmethod
    def _matches(cls, command: Command) -> bool:
        program = command.program
        if command.has("--help", "--simulate", "--dry-run", "--download-only"):
            return False
        if program == "pacman":
            return command.has("--sync") and command.has("--sysupgrade")
        if command.operands:
            return False
        if program in {"apt-get", "apt", "aptitude"}:
            return command.subcommand in {"upgrade", "dist-upgrade"}
        if program == "zypper":
            return command.subcommand in {"update", "dist-upgrade", "patch"}
        return command.subcommand in ({"upgrade"} if program == "apk" else {"upgrade", "update"})

    @property
    def is_distribution(self) -> bool:
        """Tell whether packages may be removed and the release changed on the way."""
        return self.subcommand == "dist-upgrade"


_UNINSTALLS = {
    "apt-get": frozenset({"remove", "purge", "autoremove"}),
    "apt": frozenset({"remove", "purge", "autoremove"}),
    "aptitude": frozenset({"remove", "purge"}),
    "apk": frozenset({"del"}),
    "yum": frozenset({"remove", "autoremove"}),
    "dnf": frozenset({"remove", "autoremove"}),
    "microdnf": frozenset({"remove"}),
    "tdnf": frozenset({"remove", "autoremove"}),
    "zypper": frozenset({"remove"}),
    "pip": frozenset({"uninstall"}),
    "uv": frozenset({"pip uninstall", "remove"}),
    "conda": frozenset({"remove"}),
    "mamba": frozenset({"remove"}),
    "micromamba": frozenset({"remove"}),
    "npm": frozenset({"uninstall"}),
    "yarn": frozenset({"remove", "global remove"}),
    "gem": frozenset({"uninstall"}),
}


class Uninstall(_Managed):
    """A command that removes packages."""

    __slots__ = ()
    programs = frozenset(_UNINSTALLS)

    @classmethod
    def _matches(cls, command: Command) -> bool:
        if command.has("--help", "--simulate", "--dry-run"):
            return False
        return command.subcommand in _UNINSTALLS[command.program]

    @property
    def names(self) -> tuple[ShellWord, ...]:
        """Return the packages that are named."""
        return self.operands


class CleanUp(NamedTuple):
    """Data of a package manager that a command removes."""

    manager: str
    """As `Install.manager` names it."""
    what: str
    """``lists`` (indexes of packages) or ``cache`` (fetched packages)."""
    span: Span


_CLEANING = {
    ("apt-get", "clean"): ("apt", "cache"),
    ("apt-get", "autoclean"): ("apt", "cache"),
    ("apt", "clean"): ("apt", "cache"),
    ("apt", "autoclean"): ("apt", "cache"),
    ("aptitude", "clean"): ("apt", "cache"),
    ("apk", "cache clean"): ("apk", "cache"),
    ("zypper", "clean"): ("zypper", "cache"),
    ("pip", "cache purge"): ("pip", "cache"),
    ("uv", "cache clean"): ("uv", "cache"),
    ("poetry", "cache clear"): ("poetry", "cache"),
    ("pdm", "cache clear"): ("pdm", "cache"),
    ("npm", "cache clean"): ("npm", "cache"),
    ("yarn", "cache clean"): ("yarn", "cache"),
    ("pnpm", "store prune"): ("pnpm", "cache"),
    ("pixi", "clean cache"): ("pixi", "cache"),
    ("composer", "clear-cache"): ("composer", "cache"),
    ("brew", "cleanup"): ("brew", "cache"),
}

# Where the managers keep their data; ``~`` stands for any user's home.
_PLACES = (
    ("apt", "lists", "/var/lib/apt/lists"),
    ("apt", "cache", "/var/cache/apt/archives"),
    ("apk", "cache", "/var/cache/apk"),
    ("yum", "cache", "/var/cache/yum"),
    ("dnf", "cache", "/var/cache/dnf"),
    ("dnf", "cache", "/var/cache/libdnf5"),
    ("microdnf", "cache", "/var/cache/yum"),
    ("zypper", "cache", "/var/cache/zypp"),
    ("pacman", "cache", "/var/cache/pacman/pkg"),
    ("pip", "cache", "~/.cache/pip"),
    ("uv", "cache", "~/.cache/uv"),
    ("poetry", "cache", "~/.cache/pypoetry"),
    ("pdm", "cache", "~/.cache/pdm"),
    ("pipenv", "cache", "~/.cache/pipenv"),
    ("conda", "cache", "/opt/conda/pkgs"),
    ("npm", "cache", "~/.npm"),
    ("yarn", "cache", "~/.cache/yarn"),
    ("yarn", "cache", "/usr/local/share/.cache/yarn"),
    ("go", "cache", "~/go/pkg/mod"),
    ("cargo", "cache", "~/.cargo/registry"),
)


def cleanups_of(command: Command) -> tuple[CleanUp, ...]:
    """Return what data of package managers a command removes.

    It knows the managers' own commands, and rm of the folders that they use by themselves.
    ``conda clean`` and ``dnf clean`` count where they remove packages (``--all``, ``--tarballs``).
    """
    known = command._cleanups  # noqa: SLF001 (the slot is there for this function)
    if known is None:
        known = command._cleanups = _read_cleanups(command)  # noqa: SLF001
    return known


def _read_cleanups(command: Command) -> tuple[CleanUp, ...]:
    program = command.program
    span = command.span
    if program == "rm":
        remove = Remove.of(command)
        assert remove is not None or command.has("--help", "--version")
        return () if remove is None else _removed(remove)
    if command.subcommand == "dist-clean":
        # It empties the lists too, but for the Release files (apt-get(8) of apt 2.9).
        if program not in {"apt-get", "apt"} or command.has("--dry-run", "--simulate", "--help"):
            return ()
        return CleanUp("apt", "cache", span), CleanUp("apt", "lists", span)
    found = _CLEANING.get((program, command.subcommand))
    if found is not None:
        if command.has("--dry-run", "--simulate", "--help"):
            return ()
        manager, what = found
        if program == "zypper" and command.has("--all"):
            return CleanUp(manager, "cache", span), CleanUp(manager, "lists", span)
        return (CleanUp(manager, what, span),)
    if program in {"conda", "mamba", "micromamba"} and command.subcommand == "clean":
        if command.has("--dry-run", "--help"):
            return ()
        if command.has("--all", "--tarballs", "--packages", "--force-pkgs-dirs"):
            return (CleanUp("conda", "cache", span),)
        return ()
    if program in {"yum", "dnf", "microdnf", "tdnf"} and command.subcommand == "clean":
        words = {word.value for word in command.operands}
        whole = "all" in words
        cleaned: list[CleanUp] = []
        if whole or "packages" in words:
            cleaned.append(CleanUp(program, "cache", span))
        if whole or words & {"metadata", "expire-cache", "dbcache"}:
            cleaned.append(CleanUp(program, "lists", span))
        return tuple(cleaned)
    if program == "pacman" and command.has("--sync") and command.has("--clean"):
        return (CleanUp("pacman", "cache", span),)
    if program == "go" and command.subcommand == "clean" and command.has("-modcache"):
        return (CleanUp("go", "cache", span),)
    return ()


def _removed(remove: Remove) -> tuple[CleanUp, ...]:
    found: list[CleanUp] = []
    for word in remove.paths:
        path = text_of(word)
        for home in ("$HOME/", "${HOME}/", "/root/"):
            if path.startswith(home):
                path = "~/" + path[len(home) :]
        if path.startswith("/home/") and path.count("/") > 2:
            path = "~/" + path.split("/", 3)[3]
        if not path.startswith(("/", "~")):
            continue
        found.extend(
            CleanUp(manager, what, word.span)
            for manager, what, place in _PLACES
            if _covers(path, place, remove.recursive)
        )
    return tuple(found)


_KINDS: tuple[type[Action], ...] = (
    Download,
    Remove,
    ChangeOwner,
    ChangeMode,
    MakeDirectory,
    Copying,
    ChangeDirectory,
    Archive,
    AddUser,
    AddGroup,
    SetPassword,
    GitClone,
    Setting,
    MakeVenv,
    SetEnv,
    RunPython,
    RefreshIndex,
    UpgradeSystem,
    Uninstall,
)

_BY_PROGRAM: dict[str, tuple[type[Action], ...]] = {}
for _kind in _KINDS:
    for _program in _kind.programs:
        _BY_PROGRAM[_program] = (*_BY_PROGRAM.get(_program, ()), _kind)


def typed(command: Command) -> Install | Action | None:
    """Return what a command does as a typed view; None where we have no words for it.

    An install comes first: ``conda create -n x python`` is an `Install`, and
    `MakeVenv.of` tells that it makes an environment too.
    """
    install = install_of(command)
    if install is not None:
        return install
    if isinstance(command, Action):
        return command
    known = command._typed  # noqa: SLF001 (the slot is there for this function)
    if known is False:
        known = None
        for kind in _BY_PROGRAM.get(command.program, ()):
            known = kind.of(command)
            if known is not None:
                break
        command._typed = known  # noqa: SLF001
    assert known is None or isinstance(known, Action)
    return known
