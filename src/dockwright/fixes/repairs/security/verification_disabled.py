"""Repairs DW405: the switch goes, and the check is on again.

It is unsafe: the step fails where the certificate or the key is really not known.  Where the file
shows that it is not (a private host, an index over plain HTTP, a package source without its key),
the switch stays, and the reason is told.
"""

from __future__ import annotations

from dockwright.edits.commands import remove_command
from dockwright.edits.pairs import remove_pair
from dockwright.edits.words import remove_all_words, remove_span, replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._trust import trust_store, uses_trust_store
from dockwright.model.actions import Download, SetEnv, Setting
from dockwright.model.install import install_of
from dockwright.model.instructions import Arg, CopyLike, Env, Instruction, Run
from dockwright.model.words import text_of
from dockwright.rules.security._downloads import host_of, is_private
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.model.command import Command, Option
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.shell.nodes import ShellWord

_APT = frozenset({"apt-get", "apt", "aptitude"})
_YUM = frozenset({"yum", "dnf", "microdnf", "tdnf", "zypper"})
_SOURCES = re.compile(
    r"sources\.list|add-apt-repository|yum\.repos\.d|zypp/repos\.d|config-manager|\baddrepo\b|"
    r"etc/apk/repositories"
)
_HOSTS = frozenset({"PIP_TRUSTED_HOST", "UV_INSECURE_HOST"})


class _Stays(Exception):  # noqa: N818 - an outcome, not a fault
    """Why a switch stays."""


@repair("DW405", on=Instruction, touches=("run", "env", "args", "order"))
def verification_disabled(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the switches of a finding out."""
    places = [ctx.finding.primary.span, *(label.span for label in ctx.finding.related)]
    edits: list[Edit] = []
    try:
        for place in places:
            edits += _without(instruction, place, ctx)
    except _Stays as reason:
        yield Refusal(str(reason))
        return
    what = ctx.tree.source.slice(places[0])
    shown = f"`{what}`" if "\n" not in what and len(what) < 60 else "the switch"
    yield ctx.unsafe(f"Check whom it comes from: leave {shown} out", list(dict.fromkeys(edits)))


def _without(instruction: Instruction, place: Span, ctx: RepairContext) -> Sequence[Edit]:
    if isinstance(instruction, (Arg, Env)):
        return _without_variable(instruction, place, ctx)
    if not isinstance(instruction, Run):
        raise _Stays("it is no instruction that could do without")
    for command in instruction.commands:
        for option in command.options:
            if option.span == place:
                return _without_option(instruction, command, option, ctx)
        setting = Setting.of(command)
        if setting is not None and setting.own_span == place:
            return _without_setting(instruction, setting, ctx)
        exported = SetEnv.of(command)
        made = () if exported is None else exported.assignments
        for assignment in (*command.environment, *made):
            if assignment.span == place:
                _check_hosts(assignment.name, _text(assignment.value), ctx)
                if exported is not None and len(made) == 1:
                    return _or_stay(remove_command(ctx.tree, instruction, command.simple))
                if command.parent is not None:
                    break
                return remove_span(ctx.tree, instruction.node, place)
        if any(word.span == place for word in command.words):
            raise _Stays("the signing key of the package source is not known here")
    raise _Stays("its place in the step's script does not allow it")


def _text(word: ShellWord | None) -> str:
    return "" if word is None else text_of(word)


def _or_stay(edits: tuple[Edit, ...] | None) -> tuple[Edit, ...]:
    if edits is None:
        raise _Stays("its place in the step's script does not allow it")
    return edits


def _without_variable(instruction: Arg | Env, place: Span, ctx: RepairContext) -> tuple[Edit, ...]:
    if isinstance(instruction, Arg):
        found = [(each.name, each.default, each.span) for each in instruction.arguments]
    else:
        found = [(each.name.raw, each.value, each.span) for each in instruction.pairs]
    for name, value, span in found:
        if span != place:
            continue
        if instruction.is_onbuild:
            raise _Stays("an ONBUILD trigger runs in builds that are not seen here")
        _check_hosts(name, "" if value is None else value.raw.strip("\"'"), ctx)
        if name.upper() == "GIT_SSL_NO_VERIFY":
            _check_authorities(instruction)
        return remove_pair(ctx.tree, instruction.node, place, [own for _, _, own in found])
    raise _Stays("its place in the file does not allow it")


def _check_authorities(instruction: Instruction) -> None:
    """Stop where a later step would need authorities that the image has not."""
    stage = instruction.stage
    for run in stage.runs() if stage is not None else ():
        store = trust_store(run)
        if store is None or store:
            raise _Stays("the base image has no certificate authorities")


def _check_hosts(name: str, text: str, ctx: RepairContext) -> None:
    """Stop where a host that is trusted unseen has no certificate that could be checked."""
    if name not in _HOSTS:
        return
    for host in text.split():
        _check_host(host, ctx)


def _check_host(host: str, ctx: RepairContext) -> None:
    host = host_of(host)
    if "$" in host:
        raise _Stays("a variable decides which host it is, and that one may have no certificate")
    if is_private(host) or re.fullmatch(r"[\d.]+|\[.*\]?", host):
        raise _Stays(f"`{host}` is a private host, whose certificate nobody else vouches for")
    if f"http://{host}" in ctx.tree.source.text:
        raise _Stays(f"the file takes packages from `http://{host}`, where no certificate is")


def _filled_in(text: str, run: Run) -> str:
    """Return a text with the variables for which the file itself gives a value."""

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        known = run.state.variable(name)
        is_set_here = re.search(rf"(?<!\w){name}=|\bread\b.*\b{name}\b", run.node.text)
        return known if isinstance(known, str) and known and not is_set_here else found[0]

    return re.sub(r"\$(?:(\w+)|\{(\w+)\})", value, text)


def _without_option(
    run: Run, command: Command, option: Option, ctx: RepairContext
) -> Sequence[Edit]:
    program = command.program
    if command.parent is not None:
        raise _Stays("the command stands within the text of another command")
    same = [
        each for each in command.options if each.name == option.name and each.text == option.text
    ]
    edits: list[Edit] = []
    download = Download.of(command)
    if download is not None:
        for url in download.urls:
            address = text_of(url)
            if "$" in host_of(address):
                raise _Stays("a variable decides which server it is")
            if is_private(address) or re.fullmatch(r"[\d.]+", host_of(address)):
                raise _Stays(
                    f"`{host_of(address)}` is a private host, whose certificate nobody else "
                    "vouches for"
                )
    elif option.name in {"--trusted-host", "--allow-insecure-host"}:
        same = [each for each in command.options if each.name == option.name]
        for each in same:
            _check_host(_filled_in(each.text, run), ctx)
        if any("http://" in _filled_in(text_of(word), run) for word in command.words):
            raise _Stays("the index is served over plain HTTP, where no certificate is")
    elif program in {*_APT, *_YUM, "apk", "rpm"}:
        _check_packages(run, command, option)
    if uses_trust_store(program):
        store = trust_store(run)
        if store is None:
            raise _Stays("the base image has no certificate authorities, and no step installs any")
        edits += store
    gone: list[Span] = []
    for each in same:
        if each.is_clustered:
            edits.append(Edit(each.span, ""))
        elif each.name == "--force-yes" and not command.has("--yes", "--assume-yes", "-y"):
            word = next(word for word in command.words if word.span == each.span)
            edits += _or_stay(replace_word(command, word, "-y"))
        else:
            gone.append(each.span)
    edits += _or_stay(remove_all_words(ctx.tree, command, gone))
    return edits


def _assumes_yes(run: Run, command: Command) -> bool:
    install = install_of(command)
    return install is None or install.assumes_yes(run.state.environment) is True


def _check_packages(run: Run, command: Command, option: Option) -> None:
    """Stop where a package or its source is signed by nobody that the image knows."""
    if "verify-" in option.text.lower():
        raise _Stays("whether the image has the certificate authorities by then is not known")
    if command.program == "rpm":
        raise _Stays("the signing key of the package is not known here")
    if any(
        text_of(word).endswith((".apk", ".rpm", ".deb")) or "://" in text_of(word)
        for word in command.operands
    ):
        raise _Stays(
            "a package that is taken from a file or an address is signed by a key of "
            "its own, which is not known here"
        )
    if command.program == "apk":
        for repository in command.all_options("--repository"):
            if not host_of(repository.text).endswith("alpinelinux.org"):
                raise _Stays("the signing key of the repository is not known here")
    if command.program in _YUM and not _assumes_yes(run, command):
        raise _Stays("without an answer the step would stop at the question for the key")
    for instruction in run.stage.layers() if run.stage is not None else ():
        if instruction.span.start > run.span.start:
            break
        text = instruction.node.text if isinstance(instruction, (Run, CopyLike)) else ""
        if _SOURCES.search(text):
            raise _Stays(
                f"line {instruction.node.start_line} changes the package sources, whose keys may "
                "not be there"
            )


def _without_setting(run: Run, setting: Setting, ctx: RepairContext) -> Sequence[Edit]:
    if "trusted-host" in setting.key:
        for host in setting.value_text.split():
            _check_host(host, ctx)
    if uses_trust_store(setting.program):
        _check_authorities(run)
    return _or_stay(remove_command(ctx.tree, run, setting.simple))
