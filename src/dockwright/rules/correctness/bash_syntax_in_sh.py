"""DW126: what only bash understands is handed to another shell."""

from __future__ import annotations

from dockwright.model.instructions import CopyLike, Run, Runnable
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._bash_only import Trait, traits, traits_of_assignments
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.shell.nodes import Dialect
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.syntax.shell.nodes import ShellScript, SimpleCommand

_SHELL = "/bin/sh"
_NOT_FOUND = "which has no such command"
_DOES = {
    "array": "which has no arrays and ends with a syntax error",
    "here-string": "which takes it for a syntax error",
    "process-substitution": "which takes it for a syntax error",
    "substitution-in-variable": "which ends with `bad substitution`",
    "case-of-variable": "which ends with `bad substitution`",
    "indirection": "which ends with `bad substitution`",
    "pipefail": "which ends with `Illegal option`",
    "brace": "which takes it as it is written, braces and all",
    "double-equals": "whose test knows `=` alone and fails",
    "echo-options": "whose echo prints the option too",
    "both-redirect": "which runs the command in the background and empties the file",
}


@rule(
    "DW126",
    "bash-syntax-in-sh",
    on=Runnable,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    aliases=(
        *("SC3001", "SC3009", "SC3010", "SC3011", "SC3014", "SC3020", "SC3030", "SC3037"),
        *("SC3040", "SC3044", "SC3046", "SC3053", "SC3057", "SC3059", "SC3060"),
    ),
    facts=(
        "shell-language.missing-programs",
        "shell-language.refused-syntax",
        "shell-language.other-meaning",
        "shell-language.brace-programs",
        "shell-language.pipefail-until",
        "shell-language.unreleased",
        "contents.standard-bases",
    ),
    triggers=(
        *("source", "[[", "==", "=(", "<<<", "<(", ">(", "&>", "{", "echo -", "pipefail"),
        *("pushd", "popd", "shopt", "declare", "typeset", "mapfile", "readarray", "let "),
    ),
)
def bash_syntax_in_sh(instruction: Runnable, ctx: Context) -> Iterator[Diagnostic]:
    r"""A script uses what only bash understands, and `/bin/sh` of the base image is another shell.

    ## What it does

    Finds `source`, `[[ … ]]`, `pushd`, `shopt`, arrays, `{a,b}`, `<<<`, `<(…)`, `${x//a/b}`,
    `${x:0:2}`, `&>`, `[ a == b ]`, `echo -e` and `set -o pipefail` in RUN and in other shell forms
    where `/bin/sh` is known to be dash, as on Debian and Ubuntu, or BusyBox's ash, as on Alpine,
    each for what that shell lacks.
    `{a,b}` counts for programs that take names of files and packages, such as `mkdir` and `rm`.
    The first such place of an instruction is reported.

    ## Why it matters

    Some of it ends the step: `source: not found`.
    The rest goes on with something else: `mkdir -p /srv/{a,b}` makes one directory named `{a,b}`,
    `echo -e` writes `-e` into the file, and `if [[ … ]]` is never true.

    ## Example

    ```dockerfile bad
    FROM debian:13-slim
    RUN mkdir -p /srv/{models,data}
    USER 10001
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    SHELL ["/bin/bash", "-c"]
    RUN mkdir -p /srv/{models,data}
    USER 10001
    ```

    ## When it stays silent

    Where SHELL or the first line of a here-document names bash, within `bash -c '…'`, and after a
    step that puts another shell in the place of `/bin/sh`.
    On base images that are not known, and on vendors' images, which may come with a SHELL.
    For a command that is not found where `||` provides for that; where the script asks for
    `BASH_VERSION`, or tries `set -o pipefail` in a subshell first; for `pipefail` on releases whose
    dash may have it; and where ONBUILD of an earlier stage may set a shell.

    ## Fix safety

    `source` of a path becomes `.`, which is safe where the step fails without it.
    The rest is unsafe: SHELL with bash before the instruction, which all later ones of the stage
    are then run by; CMD and ENTRYPOINT too where they are shell forms.
    Refused where the base image brings no bash, and where the stage sets a shell of its own.

    ## With other rules

    DW120 asks for pipefail, and says which shell has it.

    ## References

    - dash(1); BusyBox, ash; bash(1)
    - ShellCheck's wiki, SC3001 and following
    """
    found = next(misread(instruction, ctx.kb), None)
    if found is None:
        return
    ends = found.trait.kind == "program" or found.trait.kind in ctx.kb.mapping(
        "shell-language.refused-syntax"
    ).get(found.shell, ())
    if ends and "substitution" in found.simple.context:
        return
    if found.trait.kind == "program" and found.simple.follower == "||":
        return  # the other errors end the shell itself
    name = "dash" if found.shell == "dash" else "BusyBox's ash"
    yield ctx.report(
        found.trait.span,
        f"`{found.trait.shown}` is bash's, and `{_SHELL}` of {_image(instruction.stage)} is "
        f"{name}, {_DOES.get(found.trait.kind, _NOT_FOUND)}",
        help=_help(found),
        severity=None if ends else Severity.WARNING,
    )


class Misread(NamedTuple):
    """A trait of bash's in the text for a shell that is another.

    Attributes:
        trait: the trait.
        simple: the command whose it is.
        shell: what ``/bin/sh`` is: ``dash`` or ``busybox``.
    """

    trait: Trait
    simple: SimpleCommand
    shell: str


def misread(instruction: Runnable, kb: KnowledgeBase) -> Iterator[Misread]:
    """Yield the places of a shell form that the shell of its stage does not understand."""
    stage = instruction.stage
    if stage is None or instruction.is_exec_form or instruction.is_onbuild:
        return
    if stage.runs_triggers:
        return
    facts = stage.image_facts
    if isinstance(facts, Unknown) or facts.sh is None or instruction.shell[:1] != (_SHELL,):
        return
    if facts.kind not in kb.name_set("contents.standard-bases"):
        return  # an image with a SHELL of its own hands that on: vendors' do, in part
    programs = kb.mapping("shell-language.missing-programs").get(facts.sh)
    if programs is None:
        return
    script = instruction.script
    if script is None or script.reason or script.dialect is not Dialect.POSIX or script.problems:
        return
    if "BASH_VERSION" in script.text:
        return
    syntax = {
        *kb.mapping("shell-language.refused-syntax")[facts.sh],
        *kb.mapping("shell-language.other-meaning")[facts.sh],
    }
    every = list(_traits(instruction, script, kb))
    if _may_know_pipefail(stage, facts, kb) or any(
        trait.kind == "pipefail" and "subshell" in simple.context for simple, trait in every
    ):
        syntax.discard("pipefail")
    found = [
        Misread(trait, simple, facts.sh)
        for simple, trait in every
        if trait.kind in syntax or (trait.kind == "program" and trait.shown in programs)
    ]
    if found and not _is_replaced(stage, instruction):
        yield from sorted(found, key=lambda each: each.trait.span)


def _may_know_pipefail(stage: Stage, facts: ImageFacts, kb: KnowledgeBase) -> bool:
    """Tell whether an image is not among those whose dash is known to be too old for it."""
    until = kb.mapping("shell-language.pipefail-until").get(facts.distro or "")
    version = facts.distro_version or ""
    tag = "" if isinstance(stage.image, Unknown) else stage.image.tag or ""
    if any(word in tag for word in kb.names("shell-language.unreleased")):
        return True
    if until is None or not version.replace(".", "").isdecimal():
        return True
    return [*map(int, version.split("."))] > [*map(int, until.split("."))]


def _traits(
    instruction: Runnable, script: ShellScript, kb: KnowledgeBase
) -> Iterator[tuple[SimpleCommand, Trait]]:
    for command in instruction.commands:
        if command.parent is None and not command.wrappers and command.words:
            for trait in traits(command, kb):
                yield command.simple, trait
    for simple in script.commands:
        if not simple.words:
            for trait in traits_of_assignments(simple.assignments):
                yield simple, trait


def _is_replaced(stage: Stage, until: Runnable) -> bool:
    """Tell whether a step before the end of an instruction may put another shell at /bin/sh."""
    for each in stage.layers():
        if isinstance(each, CopyLike) and each.target_path in {"/", "/bin", _SHELL}:
            return True
        if isinstance(each, Run):
            for command in each.commands:
                if command.program == "dpkg-reconfigure" or any(
                    text_of(word) in {_SHELL, "sh", "/usr/bin/sh"} for word in command.words[1:]
                ):
                    return True
        if each is until:
            break
    return False


def _image(stage: Stage | None) -> str:
    facts = None if stage is None else stage.image_facts
    if facts is None or isinstance(facts, Unknown):
        return "the image"
    version = f" {facts.distro_version}" if facts.distro_version else ""
    return f"{facts.distro}{version}" if facts.distro else "the image"


def _help(found: Misread) -> str:
    kind = found.trait.kind
    if found.trait.shown == "source":
        return "Write `.` in its place, or set `SHELL` to bash"
    instead = {
        "double-equals": "Write `=`",
        "echo-options": "Write `printf`",
        "both-redirect": "Write `> FILE 2>&1`",
        "brace": "Write the words out",
        "array": "Write the words out",
    }.get(kind)
    shell = "install bash and set `SHELL` to it"
    if found.shell == "dash":
        shell = 'set `SHELL ["/bin/bash", "-c"]` before it'
    return f"{instead}, or {shell}" if instead else shell[0].upper() + shell[1:]
