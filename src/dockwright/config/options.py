"""The table of every option: flags, configuration keys, variables, schema and docs come from it."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

__all__ = [
    "COMMANDS",
    "FORMATS",
    "OPTIONS",
    "PROFILES",
    "SEVERITIES",
    "Command",
    "Option",
    "option_named",
    "options_of",
]

SEVERITIES = ("error", "warning", "info", "style")
PROFILES = ("default", "strict", "hadolint", "buildkit")
FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")


class Command(NamedTuple):
    """One command of the program.

    Attributes:
        name: what the user types.
        help: one line for the list of commands.
        arguments: the name of the positional arguments, or ``""``.
        arity: how many, as argparse says it: ``*`` or ``?``; ``1`` is exactly one.
        formats: the values that ``--format`` takes.
    """

    name: str
    help: str
    arguments: str = ""
    arity: str = "*"
    formats: tuple[str, ...] = ("text", "json")


COMMANDS = (
    Command("check", "report what is wrong with the files under PATH", "PATH", "*", FORMATS),
    Command("fix", "repair what is wrong with the files under PATH", "PATH"),
    Command(
        "context", "tell what the build context in DIR sends, and what it should not", "DIR", "?"
    ),
    Command(
        "size",
        "compute what an image will hold, before it is built",
        "DIR|DOCKERFILE",
        "?",
        ("text", "json", "html"),
    ),
    Command(
        "gpu",
        "tell whether an image runs on a driver and its GPUs, before it is built",
        "DIR|DOCKERFILE",
        "?",
    ),
    Command(
        "base",
        "recommend a base image for the project in DIR, for a Dockerfile, or for a workload",
        "DIR|DOCKERFILE",
        "?",
    ),
    Command("explain", "explain one rule or one fact of the knowledge base", "NAME", "1"),
    Command("rules", "list every rule"),
    Command(
        "kb",
        "list, stale or update: what the knowledge base holds, what of it is old, what is newer",
        "ACTION|FACT",
    ),
)


class Option(NamedTuple):
    """One setting.

    Attributes:
        name: the key in configuration, and with ``--`` before it the flag.
        kind: ``string``, ``path``, ``choice``, ``list``, ``pairs`` (names with a string each),
            ``switch`` (true or false), ``integer``, ``size`` (bytes, also as ``2MiB``) or
            ``table`` (free, for configuration only).
        help: one sentence.
        commands: the commands that take it; ``*`` is all of them.
        default: its value where nobody says otherwise.
        metavar: the value's name in help.
        choices: the words that it may be, for ``choice``, and for the values of ``pairs``.
        flag: the flag where it is not ``--name``; ``""`` where there is none.
        short: a one-letter flag.
        places: where it may stand: ``flag``, ``file`` (configuration), ``env``.
        per_file: whether a configuration file nearer to the Dockerfile may decide it for that
            file; the others are decided once a run.
        takes_more: whether a flag of kind ``list`` takes all words up to the next option.
    """

    name: str
    kind: str
    help: str
    commands: tuple[str, ...] = ("check", "fix")
    default: object = None
    metavar: str = ""
    choices: tuple[str, ...] = ()
    flag: str | None = None
    short: str = ""
    places: tuple[str, ...] = ("flag", "file", "env")
    per_file: bool = False
    takes_more: bool = False

    @property
    def attribute(self) -> str:
        """Return the name as Python writes it."""
        return self.name.replace("-", "_")

    @property
    def long_flag(self) -> str:
        """Return the flag; of a switch that is on by default, the one that turns it off."""
        if self.flag is not None:
            return self.flag
        return f"--no-{self.name}" if self.kind == "switch" and self.default else f"--{self.name}"

    @property
    def variable(self) -> str:
        """Return the name of the environment variable."""
        return "DOCKWRIGHT_" + self.name.upper().replace("-", "_")


_FLAG = ("flag",)
_FILE = ("file",)
_FLAG_AND_ENV = ("flag", "env")

OPTIONS = (
    Option(
        "select",
        "list",
        "Rules to report instead of the profile's: codes, names, families, other tools' ids, ALL.",
        metavar="RULES",
        per_file=True,
    ),
    Option(
        "extend-select",
        "list",
        "Rules to report besides those selected.",
        metavar="RULES",
        per_file=True,
    ),
    Option(
        "ignore",
        "list",
        "Rules not to report; of two entries the more specific one decides.",
        metavar="RULES",
        per_file=True,
    ),
    Option(
        "profile",
        "choice",
        "Set of rules to begin with; hadolint and buildkit report exactly those tools' rules.",
        default="default",
        choices=PROFILES,
        per_file=True,
    ),
    Option(
        "severity",
        "pairs",
        "Severity of a rule's findings; `off` is the same as to ignore the rule.",
        metavar="RULE=LEVEL",
        choices=(*SEVERITIES, "off"),
        per_file=True,
    ),
    Option(
        "fail-on",
        "choice",
        "Least severity that makes the exit status 1.",
        default="warning",
        choices=(*SEVERITIES, "never"),
    ),
    Option(
        "per-file-ignores",
        "table",
        "Rules not to report in files whose path matches a pattern: pattern to list of rules.",
        places=_FILE,
        per_file=True,
    ),
    Option(
        "rules",
        "table",
        "Options of single rules: a table by rule name or code.",
        places=_FILE,
        per_file=True,
    ),
    Option(
        "build-args",
        "pairs",
        "Build argument, as for `docker build --build-arg`; given more than once for several.",
        ("check", "fix", "size", "gpu"),
        metavar="K=V",
        flag="--build-arg",
        per_file=True,
    ),
    Option(
        "target",
        "string",
        "Stage that is built.",
        ("check", "fix", "size", "gpu"),
        metavar="STAGE",
        per_file=True,
    ),
    Option(
        "platform",
        "string",
        "Platform that is built for, such as linux/arm64.",
        ("check", "fix", "size", "gpu", "base"),
        metavar="OS/ARCH",
        per_file=True,
    ),
    Option(
        "context",
        "path",
        "Directory of the build context; where not given, the one that a Compose file near the "
        "Dockerfile says, else the Dockerfile's own.",
        ("check", "fix", "size", "gpu"),
        metavar="DIR",
        per_file=True,
    ),
    Option(
        "trusted-registries",
        "list",
        "Registries that base images may come from; any where the list is empty.",
        metavar="REGISTRIES",
        places=("file", "env"),
        per_file=True,
    ),
    Option(
        "label-schema",
        "pairs",
        "Labels that an image must carry, with the kind of their values; no rule looks yet.",
        metavar="LABEL=KIND",
        choices=("text", "rawtext", "url", "semver", "hash", "rfc3339", "spdx", "email"),
        places=("file", "env"),
        per_file=True,
    ),
    Option(
        "strict-labels",
        "switch",
        "Report labels that the label schema does not name; no rule looks yet.",
        default=False,
        places=("file", "env"),
        per_file=True,
    ),
    Option(
        "suppression-comments",
        "switch",
        "Honour comments that ignore findings, ours and other tools'.",
        default=True,
        per_file=True,
    ),
    Option(
        "exclude",
        "list",
        "Files and directories to pass over: patterns as in .gitignore.",
        metavar="PATTERNS",
    ),
    Option("gitignore", "switch", "Pass over what .gitignore files exclude.", default=True),
    Option(
        "max-file-size",
        "size",
        "Bytes above which a file is not read.",
        default=1 << 20,
        metavar="SIZE",
    ),
    Option(
        "since",
        "string",
        "Take only files changed since this Git revision, uncommitted and untracked included; "
        "check takes those too that are checked against one of them.",
        metavar="REV",
        places=_FLAG,
    ),
    Option("baseline", "path", "Do not report the findings that this file holds.", metavar="FILE"),
    Option(
        "write-baseline",
        "switch",
        "Write all findings to the baseline file (dockwright-baseline.json where none is named).",
        default=False,
        places=_FLAG,
    ),
    Option(
        "stdin-filename",
        "string",
        "Name to show for the text of standard input, which the path - stands for.",
        metavar="NAME",
        places=_FLAG,
    ),
    Option(
        "cache",
        "switch",
        "Store results, and use stored ones that still hold.",
        ("check", "fix", "size", "gpu", "base"),
        default=True,
    ),
    Option(
        "cache-dir",
        "path",
        "Directory of stored results; the user's cache directory where not given.",
        ("check", "fix", "size", "gpu", "base"),
        metavar="DIR",
    ),
    Option(
        "jobs",
        "integer",
        "Processes that check at the same time; 0 is one for each processor.",
        default=0,
        metavar="N",
    ),
    Option(
        "online",
        "switch",
        "Allow the network: size and check ask the configured package indexes, size the base "
        "image's registry and the distribution's mirror, base the registries of the images.",
        ("check", "fix", "size", "base"),
        default=False,
    ),
    Option(
        "read-wheels",
        "switch",
        "Allow downloads: read which system libraries the resolved wheels are linked to, from "
        "their compiled files (up to 200 MB of each, kept in the cache directory).",
        ("check", "fix"),
        default=False,
    ),
    Option(
        "mirrors",
        "pairs",
        "Mirror of the packages of debian, ubuntu or alpine that size asks with --online, check "
        "with --read-wheels; of others the one that this machine is told of.",
        ("check", "fix", "size"),
        metavar="DISTRIBUTION=URL",
        flag="--mirror",
    ),
    Option(
        "diff",
        "switch",
        "Print what would change as a diff, and write no file.",
        ("fix",),
        default=False,
        places=_FLAG,
    ),
    Option(
        "unsafe",
        "switch",
        "Apply also fixes that may change what the image does.",
        ("fix",),
        default=False,
        places=_FLAG,
    ),
    Option(
        "pick",
        "switch",
        "Show each fix, and ask before it is applied.",
        ("fix",),
        default=False,
        places=_FLAG,
    ),
    Option(
        "check",
        "switch",
        "Write no file; the exit status is 1 where anything would change.",
        ("fix",),
        default=False,
        places=_FLAG,
    ),
    Option(
        "file",
        "path",
        "The Dockerfile that the build is for; its own ignore file goes before the context's.",
        ("context",),
        metavar="DOCKERFILE",
        short="f",
        places=_FLAG,
    ),
    Option(
        "explain",
        "list",
        "Say which pattern sends these paths, or keeps them out.",
        ("context",),
        metavar="PATH",
        places=_FLAG,
        takes_more=True,
    ),
    Option(
        "tree",
        "switch",
        "Show the directories with their sizes.",
        ("context",),
        default=False,
        places=_FLAG,
    ),
    Option(
        "depth",
        "integer",
        "How deep the tree is shown.",
        ("context",),
        default=3,
        metavar="N",
        places=_FLAG,
    ),
    Option(
        "top",
        "integer",
        "How many of the largest files are shown.",
        ("context",),
        default=10,
        metavar="N",
        places=_FLAG,
    ),
    Option(
        "budget",
        "size",
        "Fail where more bytes are sent, or an image holds more.",
        ("context", "size"),
        metavar="SIZE",
        places=_FLAG,
    ),
    Option(
        "driver",
        "string",
        "The version of the NVIDIA driver to judge for; this machine's where not given.",
        ("gpu",),
        metavar="VERSION",
        places=_FLAG,
    ),
    Option(
        "gpu",
        "list",
        "A GPU to judge for, by model or compute capability: A100, RTX 4090, 8.6, sm_86.",
        ("gpu",),
        metavar="MODEL",
        places=_FLAG,
    ),
    Option(
        "fleet",
        "path",
        "Judge for each machine of this list: TOML, JSON or CSV with driver and gpu.",
        ("gpu",),
        metavar="FILE",
        places=_FLAG,
    ),
    Option(
        "toolkit",
        "choice",
        "How the NVIDIA container toolkit starts containers: legacy checks NVIDIA_REQUIRE_CUDA.",
        ("gpu",),
        choices=("legacy", "cdi", "none"),
        places=_FLAG,
    ),
    Option(
        "workload",
        "string",
        "Kind of work to choose for, such as api, cli, gpu-training, distroless or conda.",
        ("base",),
        metavar="NAME",
        places=_FLAG,
    ),
    Option(
        "write",
        "path",
        "Write the data files that change to this directory; without it only a diff is shown.",
        ("kb",),
        metavar="DIR",
        places=_FLAG,
    ),
    Option(
        "before",
        "string",
        "Facts that were last confirmed before this day; the limit for old facts where not given.",
        ("kb",),
        metavar="DATE",
        places=_FLAG,
    ),
    Option(
        "older-than",
        "string",
        "Facts that were last confirmed longer ago than this: 180d, 26w, 6m or 1y.",
        ("kb",),
        metavar="AGE",
        places=_FLAG,
    ),
    Option("format", "choice", "How results are written.", ("*",), "text", choices=FORMATS),
    Option(
        "output",
        "path",
        "Write results to a file instead of standard output.",
        metavar="FILE",
        places=_FLAG,
    ),
    Option(
        "config",
        "path",
        "Read this configuration file and no other.",
        ("*",),
        metavar="FILE",
        places=_FLAG_AND_ENV,
    ),
    Option(
        "quiet",
        "switch",
        "Write results only, no remarks.",
        ("*",),
        default=False,
        short="q",
        places=_FLAG,
    ),
    Option(
        "verbose",
        "switch",
        "Write also what was passed over, and why.",
        ("*",),
        default=False,
        short="v",
        places=_FLAG,
    ),
    Option(
        "color",
        "switch",
        "Colours on a terminal; NO_COLOR and FORCE_COLOR are honoured.",
        ("*",),
        default=True,
        places=_FLAG,
    ),
)


def option_named(name: str) -> Option | None:
    """Return the option with this key, or None."""
    for option in OPTIONS:
        if option.name == name:
            return option
    return None


def options_of(command: str, place: str) -> list[Option]:
    """Return the options that a command takes in a place: ``flag``, ``file`` or ``env``."""
    return [
        option
        for option in OPTIONS
        if place in option.places and (command in option.commands or "*" in option.commands)
    ]
