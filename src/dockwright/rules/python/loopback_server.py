"""DW503: a server listens where nobody outside the container reaches it."""

from __future__ import annotations

from dockwright.model.command import commands_of_argv
from dockwright.model.instructions import Expose
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import ServerFacts
    from dockwright.model.command import Command
    from dockwright.model.instructions import Runnable
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.syntax.shell.nodes import ShellWord

_CONFIGURATION = frozenset(
    {
        "-c",
        "--config",
        "--uds",
        "--fd",
        "-u",
        "--bind_all",
        "--unix-socket",
        "--sock",
        "--env-file",
        "--paste",
        "--paster",
    }
)
"""Options by which some server is told where to listen, other than by an address."""
_HOST = frozenset({"-h", "--host"})


class Loopback(NamedTuple):
    """What a finding of this rule is about.

    Attributes:
        held: the instructions that start the server.
        command: the server's command line.
        server: what is known of the server; None where the project's code starts it.
        word: the word that names the address; None where the default decides.
    """

    held: tuple[Runnable, ...]
    command: Command
    server: ServerFacts | None
    word: ShellWord | None


@rule(
    "DW503",
    "loopback-server",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="nobody outside the container reaches the server",
    confidence=Confidence.HIGH,
    facts=("server-python.loopback-addresses", "server-python.configuration-files"),
)
def loopback_server(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The server listens on the container's own loopback address, so that no port reaches it.

    ## What it does

    Reads the CMD and ENTRYPOINT that hold at the end, finds servers that it knows, and the
    address that they bind: the option, the variable, or their default.
    A CMD that a start script in ENTRYPOINT gets counts where it names the address, and a port that
    EXPOSE names too where there is one: else the script may start a proxy before the server.
    Where the image exposes a port, the Python code that the command starts is read too:
    `app.run()` of Flask, `uvicorn.run()`, `demo.launch()` of Gradio and their like.

    ## Why it matters

    `docker run -p 8000:8000` forwards to the container's network interface.
    A server on 127.0.0.1 does not listen there: the container is healthy, and every request is
    answered by "connection reset" or "empty reply from server".

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir uvicorn==0.34.0
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "127.0.0.1", "--port", "8000"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir uvicorn==0.34.0
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ## When it stays silent

    Where the address comes from a variable that the file does not set, from a configuration file
    or a socket (`--uds`, `--config`);
    where another program in the container is the one that people reach (a second
    command); by default, where a file that the server reads by itself may say more
    (`gunicorn.conf.py`).
    By default alone it is a warning, and an error where EXPOSE or an option for the port says that
    it serves.

    ## Fix safety

    Unsafe: the server becomes reachable from outside, which is meant where ports are published and
    not where a proxy beside it, in the same container or pod, is the only client.

    ## With other rules

    None is about addresses.

    ## References

    - docs.docker.com, "Networking overview", published ports
    - the servers' own manuals, as the knowledge base names them
    """
    if not stage.is_target:
        return
    held = [each for each in stage.final_command() if each is not None]
    commands = _commands(held)
    serves = any(instruction.keyword == "EXPOSE" for instruction in stage.layers())
    loopback = ctx.kb.name_set("server-python.loopback-addresses")
    known = _servers(commands, ctx)
    is_handed_on = not known and len(held) == 2 and held[0].is_exec_form
    if is_handed_on:
        # A start script, which as a rule runs at its end what CMD says.
        commands = held[1].commands
        known = _servers(commands, ctx) if _is_exposed(held[1], stage) else []
    if not known and serves:
        yield from _by_script(stage, held, ctx)
        yield from _by_code(stage, held, ctx)
        return
    if len(known) != 1 or len([c for c in commands if c.parent is None and c.nested == ()]) > 1:
        return
    command, server = known[0]
    word = _address(command, server)
    if word is not None:
        host = _host_of(_text_of(word))
        if host is not None and host in loopback:
            yield ctx.report(
                word.span,
                f"{server.program} listens on {host} alone, which no published port reaches",
                help="Bind 0.0.0.0",
                confidence=Confidence.MEDIUM if is_handed_on else None,
                about=Loopback(tuple(held), command, server, word),
            )
        return
    serves = serves or _has_port(command, server)
    if (
        is_handed_on
        or server.default_host not in loopback
        or _may_say_more(command, server)
        or _has_configuration(server, ctx)
    ):
        return
    for name in (*server.host_env, *server.bind_env):
        value = stage.final_state.env(name)
        if isinstance(value, Unknown) or value:
            return
    if server.host_options:
        addition = f"{long_option(server.host_options)} 0.0.0.0"
    elif server.bind_options:
        addition = f"{long_option(server.bind_options)} 0.0.0.0:{server.default_port}"
    else:
        addition = f"0.0.0.0:{_port_of(command, server)}"
    yield ctx.report(
        command.own_span,
        f"{server.program} listens on {server.default_host} unless told otherwise, which no "
        "published port reaches",
        help=f"Add `{addition}`",
        severity=None if serves else Severity.WARNING,
        confidence=Confidence.MEDIUM,
        about=Loopback(tuple(held), command, server, None),
    )


def _by_script(stage: Stage, held: list[Runnable], ctx: Context) -> Iterator[Diagnostic]:
    """Report a server that a start script of the project starts."""
    context = ctx.build_context
    commands = _commands(held)
    if isinstance(context, Unknown) or not commands:
        return
    from dockwright.model.code import serving_in_script, started_in_image

    started = started_in_image(stage, context, commands, ctx.kb)
    found = serving_in_script(started, ctx.kb, stage.final_state.env)
    if found is None:
        return
    serving, script = found
    is_default = serving.host_word is None
    if serving.host not in ctx.kb.name_set("server-python.loopback-addresses"):
        return
    if is_default and (_has_configuration(serving.server, ctx) or serving.server.is_development):
        return
    exposed = {port for port in _exposed(stage) if port.isdecimal()}
    if exposed and str(serving.port) not in exposed:
        return  # another program serves what is exposed
    unless = " unless told otherwise" if is_default else " alone"
    yield ctx.report(
        held[-1].span,
        f"{serving.server.program}, which the start script runs, listens on {serving.host}{unless},"
        " which no published port reaches",
        help="Have the script bind 0.0.0.0",
        confidence=Confidence.MEDIUM,
        related=(ctx.label_elsewhere(script.path, serving.place, "it is started here"),),
        about=Loopback(tuple(held), commands[0], None, None),
    )


def _by_code(stage: Stage, held: list[Runnable], ctx: Context) -> Iterator[Diagnostic]:
    """Report a server that the project's Python code starts."""
    context = ctx.build_context
    if isinstance(context, Unknown) or not held:
        return
    from dockwright.model.code import code_of_image, serving_of_code

    commands = _commands(held)
    if not commands:
        return
    code = code_of_image(stage, context, commands, ctx.kb)
    if isinstance(code, Unknown):
        return
    serving = serving_of_code(code, commands, stage.final_state.env)
    if serving is None or isinstance(serving.host, Unknown):
        return
    if serving.host not in ctx.kb.name_set("server-python.loopback-addresses"):
        return
    exposed = {port for port in _exposed(stage) if port.isdecimal()}
    if isinstance(serving.port, int) and exposed and str(serving.port) not in exposed:
        return  # another program serves what is exposed
    call = serving.call
    yield ctx.report(
        held[-1].span,
        f"{call.title}() listens on {serving.host} alone, which no published port reaches",
        help="Give it the address 0.0.0.0",
        confidence=Confidence.MEDIUM,
        related=(ctx.label_elsewhere(call.path, call.span, "it is called here"),),
        about=Loopback(tuple(held), commands[0], None, None),
    )


def long_option(options: tuple[str, ...]) -> str:
    """Return the option that says what it is for."""
    return next((each for each in options if each.startswith("--")), options[0])


def _port_of(command: Command, server: ServerFacts) -> str:
    """Return the port that a word of its own names, else the server's default."""
    words = [word.value for word in command.words[1:] if word.value is not None]
    return next((word for word in words if word.isdecimal()), str(server.default_port))


def _exposed(stage: Stage) -> set[str]:
    """Return the ports that EXPOSE names; an empty text for one that is not known."""
    return {
        (port.known or "").partition("/")[0]
        for each in stage.layers()
        if isinstance(each, Expose)
        for port in each.ports
    }


def _is_exposed(cmd: Runnable, stage: Stage) -> bool:
    """Tell whether a CMD names a port that the image exposes; true where neither names any."""
    exposed = _exposed(stage)
    if any(not port.isdecimal() for port in exposed):
        return True
    named = {
        number
        for command in cmd.commands
        for word in command.words
        for number in re.findall(r"(?<!\d)\d{2,5}$", text_of(word))
    }
    return not (exposed and named) or not exposed.isdisjoint(named)


def _commands(held: list[Runnable]) -> tuple[Command, ...]:
    """Return what the container runs: in exec form, CMD gives ENTRYPOINT its arguments."""
    if len(held) == 2 and all(each.is_exec_form for each in held):
        words = tuple((word.text, word.span) for each in held for word in each.node.words)
        return commands_of_argv(words, held[0].span)
    return held[0].commands if held else ()


def _servers(commands: tuple[Command, ...], ctx: Context) -> list[tuple[Command, ServerFacts]]:
    found = ((command, _server(command, ctx)) for command in commands)
    return [(command, server) for command, server in found if server is not None]


def _server(command: Command, ctx: Context) -> ServerFacts | None:
    words = tuple(word.value or "" for word in command.words)
    server = ctx.kb.server_of((command.program, *words[1:]) if words else ())
    if server is None and command.interpreter is not None:
        server = ctx.kb.server_of(tuple(word.value or "" for word in command.simple.words))
    return server


def _has_port(command: Command, server: ServerFacts) -> bool:
    """Tell whether the command line sets the port, which somebody means to reach."""
    return any(
        text == option or text.startswith(f"{option}=")
        for word in command.words
        for option in server.port_options
        if (text := text_of(word))
    )


def _may_say_more(command: Command, server: ServerFacts) -> bool:
    """Tell whether an expansion or a configuration file may hold the address."""
    if not server.host_options and not server.bind_options and server.positional is None:
        return True
    if server.positional is not None and any(text_of(word) in _HOST for word in command.words):
        return True  # another program's `manage.py runserver`: Flask-Script's
    before = ""
    for word in command.words:
        text = text_of(word)
        if text.partition("=")[0] in _CONFIGURATION:
            return True
        name = text.partition("=")[0]
        is_port = before in server.port_options or (name in server.port_options and "=" in text)
        if word.value is None and not is_port:
            return True
        before = text
    return False


def _has_configuration(server: ServerFacts, ctx: Context) -> bool:
    """Tell whether there may be a file that the server reads without being told to."""
    name = ctx.kb.mapping("server-python.configuration-files").get(server.program)
    if name is None:
        return False
    context = ctx.build_context
    return isinstance(context, Unknown) or any(
        any(context.matches(pattern)) for pattern in (name, f"*/{name}", f"*/*/{name}")
    )


def _address(command: Command, server: ServerFacts) -> ShellWord | None:
    """Return the word that names the address, or None where the default decides."""
    options = {*server.host_options, *server.bind_options}
    words = command.words
    for at, word in enumerate(words):
        raw = word.value if word.value is not None else word.raw
        name, equals, _ = raw.partition("=")
        if name not in options:
            continue
        if equals:
            return word
        return words[at + 1] if at + 1 < len(words) else None
    if server.positional == "addrport":
        for word in words[1:]:
            if word.value is None or (":" in word.value and not word.value.startswith("-")):
                return word
    return None


def _text_of(word: ShellWord) -> str | None:
    """Return an address whose host is written out; a variable may hold its port."""
    if word.value is not None:
        return word.value
    host, dollar, _ = word.raw.replace('"', "").partition("$")
    is_written = dollar and host.endswith(":") and not set(host) & set("`'\\")
    return f"{host}0" if is_written else None


def _host_of(text: str | None) -> str | None:
    if text is None:
        return None
    value = text.partition("=")[2] if text.startswith("-") else text
    if value.startswith(("unix:", "fd:")):
        return None
    if value.startswith("["):
        return value[1:].partition("]")[0]
    return value.rpartition(":")[0] if value.count(":") == 1 else value
