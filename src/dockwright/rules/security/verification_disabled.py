"""DW405: a check of certificates or signatures is switched off."""

from __future__ import annotations

from dockwright.kb.records import ImageFacts
from dockwright.model.actions import Download, GitClone, SetEnv, Setting
from dockwright.model.instructions import Arg, Env, Instruction, Run
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.security._shared import is_verified_later
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.syntax.shell.nodes import Assignment
    from dockwright.text import Span

_SIGNED = frozenset(
    {"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "rpm"}
)
"""Package managers whose switches are about signatures."""

_SOURCE = "this package source of apt"
_LASTING = "for every later step and in the containers too"
_HELP = (
    "Leave the check on: install `ca-certificates` where the image has none, or add the server's "
    "own certificate authority to the trust store"
)


class _Check(NamedTuple):
    """What is not checked, and what to do about it."""

    words: str
    help: str


_CERTIFICATE = _Check("skips the check of the server's certificate", _HELP)
_SIGNATURE = _Check(
    "skips the check of the packages' signatures",
    "Leave the check on: add the signing key of the repository or of the package",
)
_PLAIN = _Check(
    "takes packages over plain HTTP, where anyone on the way can replace them",
    "Take the index over `https://`, or pin what is installed with `--require-hashes`",
)


@rule(
    "DW405",
    "verification-disabled",
    on=Instruction,
    family=Family.SECURITY,
    severity=Severity.WARNING,
    aliases=(
        "CKV2_DOCKER_2",
        "CKV2_DOCKER_3",
        "CKV2_DOCKER_4",
        "CKV2_DOCKER_5",
        "CKV2_DOCKER_6",
        "CKV2_DOCKER_7",
        "CKV2_DOCKER_8",
        "CKV2_DOCKER_9",
        "CKV2_DOCKER_10",
        "CKV2_DOCKER_11",
        "CKV2_DOCKER_12",
        "CKV2_DOCKER_13",
        "CKV2_DOCKER_14",
        "CKV2_DOCKER_15",
        "CKV2_DOCKER_16",
    ),
    facts=(
        "security.unverified-variables",
        "security.unverified-settings",
        "security.unverified-options",
        "security.unverified-configuration",
        "security.verifiers",
    ),
)
def verification_disabled(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    r"""A check of certificates or signatures is switched off.

    ## What it does

    Finds options, settings and variables that make a program take what it fetches without checking
    from whom it comes: `curl --insecure`, `wget --no-check-certificate`, `pip --trusted-host`,
    `apt-get --allow-unauthenticated`, `apk --allow-untrusted`, `--nogpgcheck`, `http.sslVerify`,
    `strict-ssl`, `NODE_TLS_REJECT_UNAUTHORIZED=0` and their like.

    ## Why it matters

    Anyone between the build machine and the server can then put their own file, package or commit
    into the image.
    A variable set with ENV goes further: it holds in every container of the image.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir --trusted-host mirror.example requests==2.32.3
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY mirror-ca.crt /usr/local/share/ca-certificates/
    RUN pip install --no-cache-dir --cert /usr/local/share/ca-certificates/mirror-ca.crt \
        requests==2.32.3
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where the value is hidden by a build argument; where what curl or wget fetched is checked later
    in the stage, by a checksum or a signature; where a program is only asked about this machine
    (`localhost`); where pip is told to trust the host that was its index up to version 9, on an
    image whose pip is newer; for a variable under which the step runs nothing; and for checks that
    are off by themselves.

    ## Fix safety

    Unsafe: the step fails wherever the certificate or the key is really not known.
    The option, setting or variable goes.
    Where the base image is known to have no certificate authorities, `ca-certificates` joins the
    install that brings the downloader.
    Refused where the file shows that the check would fail: private hosts, an index over plain
    HTTP, package sources that the file adds, packages taken from a file or an address; and where
    a variable hides the host.

    ## With other rules

    DW414 reports addresses that have no certificate at all; DW413 files without a checksum.

    ## References

    - curl(1), wget(1), apt-secure(8), dnf.conf(5)
    - pip documentation, `--trusted-host`
    """
    if isinstance(instruction, Env):
        for pair in instruction.pairs:
            yield from _variable(ctx, pair.name.known or "", pair.value.known, pair.span, _LASTING)
    elif isinstance(instruction, Arg):
        for argument in instruction.arguments:
            if argument.default is not None:
                yield from _variable(
                    ctx, argument.name, argument.default.known, argument.span, "for later steps"
                )
    elif isinstance(instruction, Run):
        yield from _run(ctx, instruction)


def _run(ctx: Context, run: Run) -> Iterator[Diagnostic]:
    """Report each kind of switch once for a RUN, its further places beside it."""
    switches: dict[tuple[str, _Check], list[Span]] = {}
    for command in run.commands:
        found = _switch(ctx, command, run)
        if found is not None:
            span, words = found
            switches.setdefault((words, _check_of(command, words)), []).append(span)
    for (words, check), places in switches.items():
        yield ctx.report(
            places[0],
            f"{words} {check.words}",
            help=check.help,
            related=[ctx.label(place, "and here") for place in places[1:]],
        )
    known = ctx.kb.mapping("security.unverified-variables")
    for made in _assignments(run):
        if made.name not in known and made.name.upper() not in known:
            continue
        if not any(
            command.span.end > made.span.end and SetEnv.of(command) is None
            for command in run.commands
        ):
            # Nothing runs under it: the shell ends with the step.
            continue
        value = None if made.value is None else made.value.value
        yield from _variable(ctx, made.name, value, made.span, "")


def _check_of(command: Command, words: str) -> _Check:
    """Return what a switch of a program leaves unchecked."""
    if command.program in _SIGNED or words == _SOURCE:
        is_certificate = "verify-peer" in words.lower() or "verify-host" in words.lower()
        return _CERTIFICATE if is_certificate or "sslverify" in words.lower() else _SIGNATURE
    if command.program in {"pip", "uv"} and any(
        text_of(word).partition("=")[2].startswith("http://") or text_of(word).startswith("http://")
        for word in command.words[1:]
    ):
        return _PLAIN
    return _CERTIFICATE


def _assignments(run: Run) -> Iterator[Assignment]:
    """Yield what the script sets: alone, before a command, or with export."""
    known: set[Span] = set()
    script = run.script
    for simple in () if script is None else script.commands:
        known.update(made.span for made in simple.assignments)
        yield from simple.assignments
    for command in run.commands:
        exported = SetEnv.of(command)
        made_here = command.environment if exported is None else exported.assignments
        yield from (made for made in made_here if made.span not in known)


def _variable(
    ctx: Context, name: str, value: str | None, span: Span, reach: str
) -> Iterator[Diagnostic]:
    known: Mapping[str, list[str]] = ctx.kb.mapping("security.unverified-variables")
    values = known.get(name) or known.get(name.upper())
    if values is None or value is None or not _matches(value, values):
        return
    yield ctx.report(
        span,
        f"`{name}={value}` switches the check of certificates off{' ' + reach if reach else ''}",
        help=_HELP,
    )


def _matches(value: str, values: list[str]) -> bool:
    return ("*" in values and value != "") or value.lower() in values


def _switch(ctx: Context, command: Command, run: Run) -> tuple[Span, str] | None:
    """Return the first place in a command that switches a check off, and what it is in words."""
    program = command.program
    download = Download.of(command)
    if download is not None:
        option = download.insecure
        if option is None or all(_is_here(text_of(url)) for url in download.urls):
            return None
        if is_verified_later(command, run, ctx):
            return None
        return option.span, f"`{program} {option.spelled}`"
    if program not in _switching(ctx.kb):
        return None
    names = ctx.kb.mapping("security.unverified-options").get(program)
    if names is not None:
        option = command.option(*names)
        if option is not None and not _is_here(option.text) and not _is_unasked(command, ctx):
            return option.span, f"`{program} {option.spelled}`"
    configuration = ctx.kb.mapping("security.unverified-configuration").get(program)
    if configuration is not None:
        for option in command.all_options("-o", "--option", "--setopt", "-c", "--config"):
            if option.text.lower().replace(" ", "") in configuration:
                return option.span, f"`{program}` with `{option.text}`"
    setting = None if GitClone.of(command) else Setting.of(command)
    if setting is not None:
        values = ctx.kb.mapping("security.unverified-settings").get(f"{program} {setting.key}")
        if values is not None and _matches(setting.value_text, values):
            return setting.own_span, f"`{program}` with `{setting.key} {setting.value_text}`"
    if program in {"echo", "printf"}:
        for word in command.words[1:]:
            text = text_of(word)
            if text.startswith("deb") and _is_unsigned_source(text, ctx):
                return word.span, _SOURCE
    return None


@lru_cache(maxsize=4)
def _switching(kb: KnowledgeBase) -> frozenset[str]:
    """Return the programs, those that download aside, that may switch a check off."""
    settings = kb.mapping("security.unverified-settings")
    return frozenset(
        [
            *kb.mapping("security.unverified-options"),
            *kb.mapping("security.unverified-configuration"),
            *(name.partition(" ")[0] for name in settings),
            "echo",
            "printf",
        ]
    )


def _is_unsigned_source(text: str, ctx: Context) -> bool:
    """Tell whether ``deb [trusted=yes] …`` has an option that switches signatures off."""
    before, bracket, options = text.partition("]")[0].partition("[")
    if not bracket or before.split() not in (["deb"], ["deb-src"]):
        return False
    return not ctx.kb.name_set("security.unverified-source-options").isdisjoint(options.split())


def _is_unasked(command: Command, ctx: Context) -> bool:
    """Tell whether pip is only told to trust the host that was its index up to version 9."""
    if command.program != "pip" or command.has("--index-url", "--extra-index-url", "--find-links"):
        return False
    hosts = [option.text for option in command.all_options("--trusted-host")]
    former = ctx.kb.text("security.former-index-domain")
    if not hosts or not all(host.endswith(former) for host in hosts):
        return False
    run = command.instruction
    facts = run.stage.image_facts if run is not None and run.stage is not None else None
    return isinstance(facts, ImageFacts) and facts.python_origin not in {None, "distro"}


def _is_here(address: str) -> bool:
    """Tell whether an address is this machine's own."""
    host = address.partition("://")[2] or address
    host = host.partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
    return host == "localhost" or host.startswith("127.")
