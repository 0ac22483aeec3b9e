"""What commands are: programs, wrappers, subcommands, options, operands."""

from __future__ import annotations

import pytest

from dockwright.model.command import command_of, commands_of, commands_of_argv
from dockwright.model.grammar import grammar_of, read_table
from dockwright.text import Span
from shell_commands import command, script


@pytest.mark.parametrize(
    ("line", "program", "suffix", "subcommand"),
    [
        ("pip install x", "pip", "", "install"),
        ("pip3 install x", "pip", "3", "install"),
        ("pip3.11 install x", "pip", "3.11", "install"),
        ("/usr/bin/pip install x", "pip", "", "install"),
        ("python -m pip install x", "pip", "", "install"),
        ("python3.11 -m pip install x", "pip", "3.11", "install"),
        ("python3 -u -Im pip install x", "pip", "3", "install"),
        ("python3 -mpip install x", "pip", "3", "install"),
        ("python -W ignore -m pip install x", "pip", "", "install"),
        ("$PYTHON -m pip install x", "pip", "", "install"),
        ("${VENV}/bin/pip install x", "pip", "", "install"),
        ("uv pip install x", "uv", "", "pip install"),
        ("python3.12 script.py", "python", "3.12", ""),
        ("apt-get -o Debug=1 install x", "apt-get", "", "install"),
        ("apt full-upgrade", "apt", "", "dist-upgrade"),
        ("conda -y install x", "conda", "", "install"),
        ("conda env create -f e.yml", "conda", "", "env create"),
        ("npm i x", "npm", "", "install"),
        ("npm --prefix web ci", "npm", "", "ci"),
        ("git -C /src clone u", "git", "", "clone"),
        ("dnf -y install x", "dnf", "", "install"),
        ("apk --no-cache add x", "apk", "", "add"),
        ("pip cache purge", "pip", "", "cache purge"),
        ("zypper -n in x", "zypper", "", "install"),
        ("yarn", "yarn", "", ""),
        ("bash script.sh", "bash", "", ""),
        ("echo pip install x", "echo", "", ""),
        ("which pip", "which", "", ""),
        ("python -m http.server", "python", "", ""),
        ("python -c 'import pip' -m pip", "python", "", ""),
        ("python manage.py -m pip", "python", "", ""),
        ("pip-compile requirements.in", "pip-compile", "", ""),
        ("pipenv-thing install", "pipenv-thing", "", ""),
        ("$PIP install x", "", "", ""),
        ("python3-config --libs", "python3-config", "", ""),
    ],
)
def test_program_and_subcommand_are_canonical(
    line: str, program: str, suffix: str, subcommand: str
) -> None:
    found = command(line)
    assert (found.program, found.version_suffix, found.subcommand) == (program, suffix, subcommand)


@pytest.mark.parametrize(
    ("line", "wrappers", "program"),
    [
        ("sudo apt-get update", ("sudo",), "apt-get"),
        ("sudo -u app -E A=1 pip install x", ("sudo",), "pip"),
        ("sudo -- pip install x", ("sudo",), "pip"),
        ("env A=b C=d pip install x", ("env",), "pip"),
        ("env -u HOME pip install x", ("env",), "pip"),
        ("exec gosu app python x.py", ("exec", "gosu"), "python"),
        ("time nice -n 5 make", ("time", "nice"), "make"),
        ("timeout -k 5 60 wget u", ("timeout",), "wget"),
        ("nohup setsid stdbuf -oL python x.py", ("nohup", "setsid", "stdbuf"), "python"),
        ("xargs -0 -n1 -I{} rm {}", ("xargs",), "rm"),
        ("conda run -n env --no-capture-output pip install x", ("conda run",), "pip"),
        ("micromamba run -p /env pip install x", ("micromamba run",), "pip"),
        ("uv run --with y python x.py", ("uv run",), "python"),
        ("uv run -m pip install x", ("uv run",), "pip"),
        ("poetry run pip install x", ("poetry run",), "pip"),
        ("pipenv run python x.py", ("pipenv run",), "python"),
        ("scl enable devtoolset-7 -- make -j4", ("scl",), "make"),
        ("tini -g -- python x.py", ("tini",), "python"),
        ("chroot /mnt apt-get update", ("chroot",), "apt-get"),
        ("command pip install x", ("command",), "pip"),
        ("busybox wget u", ("busybox",), "wget"),
        # nothing is run further
        ("command -v pip", (), "command"),
        ("sudo -l", (), "sudo"),
        ("env", (), "env"),
        ("env A=b", (), "env"),
        ("timeout 10", (), "timeout"),
        ("uv sync", (), "uv"),
        ("npm run build", (), "npm"),
        ("conda install run", (), "conda"),
        ("su -c ls app", (), "su"),
    ],
)
def test_wrappers_are_taken_off(line: str, wrappers: tuple[str, ...], program: str) -> None:
    found = command(line)
    assert (found.wrappers, found.program) == (wrappers, program)


def test_wrappers_keep_their_own_words() -> None:
    found = command("sudo -u app timeout 10 pip install x")
    sudo, timeout = found.wrapping
    option = sudo.option("--user")
    assert option is not None
    assert option.text == "app"
    assert [word.raw for word in timeout.operands] == ["10"]
    assert found.wrapping[0].span == Span(0, len("sudo -u app "))


@pytest.mark.parametrize(
    ("line", "options", "operands"),
    [
        ("apt-get install -yq a b", ["--yes", "--quiet"], ["a", "b"]),
        ("apt-get install -qqy a", ["--quiet", "--quiet", "--yes"], ["a"]),
        ("apt-get -y -qq=2 install a", ["--yes", "--quiet", "--quiet=2"], ["a"]),
        ("apt-get install -o=A::B=1 -t=sid a", ["--option=A::B=1", "--target-release=sid"], ["a"]),
        ("apt-get install a -y", ["--yes"], ["a"]),
        ("apt-get install -y -- -a", ["--yes"], ["-a"]),
        ("pip install -rreq.txt", ["--requirement=req.txt"], []),
        ("pip install -r req.txt -U", ["--requirement=req.txt", "--upgrade"], []),
        ("pip install --no-cache x", ["--no-cache-dir"], ["x"]),
        ("pip --no-cache-dir install x", ["--no-cache-dir"], ["x"]),
        ("pip install --index=u --no-c x", ["--index-url=u", "?--no-c"], ["x"]),
        ("pip install --extra-index-url u x", ["--extra-index-url=u"], ["x"]),
        (
            "curl -fsSL -o f u",
            ["--fail", "--silent", "--show-error", "--location", "--output=f"],
            ["u"],
        ),
        ("wget -nv -qO- u", ["--no-verbose", "--quiet", "--output-document=-"], ["u"]),
        ("conda clean -afy", ["--all", "--force-pkgs-dirs", "--yes"], []),
        ("conda install -c conda-forge x", ["--channel=conda-forge"], ["x"]),
        ("conda clean -c", ["--tempfiles"], []),
        ("tar xzf a.tgz -C /x", ["--extract", "--gzip", "--file=a.tgz", "--directory=/x"], []),
        ("tar -xzf a.tgz", ["--extract", "--gzip", "--file=a.tgz"], []),
        ("rm -rf /a/*", ["--recursive", "--force"], ["/a/*"]),
        ("go install -v example/x@v1 -u", ["-v"], ["example/x@v1", "-u"]),
        ("python -u x.py -m pip", ["-u"], ["x.py", "-m", "pip"]),
        ("npm install --no-audit x", ["--no-audit"], ["x"]),
        ("git clone --depth=1 u d", ["--depth=1"], ["u", "d"]),
        ("unheard-of -xyz --a=b c", ["?-xyz", "?--a=b"], ["c"]),
    ],
)
def test_options_and_operands(line: str, options: list[str], operands: list[str]) -> None:
    found = command(line)
    shown = [
        ("" if option.is_known else "?") + option.name + (f"={option.text}" if option.value else "")
        for option in found.options
    ]
    assert shown == options
    assert [word.raw for word in found.operands] == operands


@pytest.mark.parametrize(
    ("line", "option", "text"),
    [
        ("pip install -r req.txt x", "--requirement", "-r req.txt"),
        ("pip install -rreq.txt x", "--requirement", "-rreq.txt"),
        ("pip install --cache-dir=/c x", "--cache-dir", "--cache-dir=/c"),
        ("apt-get install -qy x", "--yes", "y"),
        ("tar -xzf a.tgz", "--file", "f a.tgz"),
        ("pip install --no-cache x", "--no-cache-dir", "--no-cache"),
    ],
)
def test_an_option_knows_its_place(line: str, option: str, text: str) -> None:
    found = command(line).option(option)
    assert found is not None
    assert line[found.span.start : found.span.end] == text


def test_a_value_within_a_word_knows_its_place() -> None:
    line = 'pip install --index-url="https://u@host/simple" x'
    option = command(line).option("--index-url")
    assert option is not None
    assert option.value is not None
    assert line[option.value.span.start : option.value.span.end] == "https://u@host/simple"


@pytest.mark.parametrize(
    ("line", "certain"),
    [
        ("pip install x", True),
        ("pip install --no-cache-dir torch==$V", True),
        ("pip install $PACKAGES", False),
        ("pip install --unheard-of x", False),
        ("xargs pip install", False),
        ("unheard-of x", True),
    ],
)
def test_doubt_is_told(line: str, certain: bool) -> None:
    assert command(line).is_certain is certain


def test_the_last_of_equal_options_wins() -> None:
    found = command("pip install -i a --index-url b x")
    option = found.option("--index-url")
    assert option is not None
    assert option.text == "b"
    assert [each.text for each in found.all_options("--index-url")] == ["a", "b"]


def test_an_option_is_found_as_written_too() -> None:
    found = command("pip install -U x")
    assert found.has("-U")
    assert found.has("--upgrade")
    assert not found.has("--user")


def test_the_environment_holds_assignments_of_env_and_sudo() -> None:
    found = command("A=1 sudo B=2 env A=3 pip install x")
    assert [assignment.name for assignment in found.environment] == ["A", "B", "A"]
    last = found.variable("A")
    assert last is not None
    assert last.value is not None
    assert last.value.value == "3"
    assert found.variable("C") is None


def test_an_interpreter_is_kept() -> None:
    found = command("python3.9 -m pip install x")
    assert found.interpreter is not None
    assert found.interpreter.raw == "python3.9"
    assert found.path == "pip"
    assert found.own_span == Span(0, len("python3.9 -m pip install x"))


def test_a_lone_assignment_is_no_command() -> None:
    assert commands_of(script("A=b")) == ()


def test_a_program_in_a_variable_is_looked_up() -> None:
    simple = script("$PIP install x").commands[0]
    found = command_of(simple, {"PIP": "pip3 --no-cache-dir"}.get)
    assert found is not None
    assert (found.program, found.subcommand) == ("pip", "install")
    assert found.has("--no-cache-dir")


@pytest.mark.parametrize(
    ("line", "programs"),
    [
        ("sh -c 'apt-get update && pip install x'", ["sh", "apt-get", "pip"]),
        ('bash -lc "pip install x"', ["bash", "pip"]),
        ("bash -euxo pipefail -c 'pip install x'", ["bash", "pip"]),
        ("sudo sh -c 'apt-get update'", ["sh", "apt-get"]),
        ("su -c 'pip install x' app", ["su", "pip"]),
        ("su - app -c 'pip install x'", ["su", "pip"]),
        ("eval 'pip install x'", ["eval", "pip"]),
        ("scl enable devtoolset-7 'make all'", ["scl", "make"]),
        ("conda run -n env bash -c 'pip install x'", ["bash", "pip"]),
        ("sh -c $SCRIPT", ["sh"]),
        ("sh script.sh -c 'pip install x'", ["sh"]),
        ("echo 'pip install x'", ["echo"]),
        ("bash --rcfile x", ["bash"]),
    ],
)
def test_text_for_a_shell_is_read(line: str, programs: list[str]) -> None:
    assert [found.program for found in commands_of(script(line), script)] == programs


def test_nested_commands_know_their_place_and_parent() -> None:
    line = "false || sh -c 'apt-get update && pip install x'"
    commands = commands_of(script(line), script)
    outer, update, install = commands[1:]
    assert line[install.span.start : install.span.end] == "pip install x"
    assert line[update.span.start : update.span.end] == "apt-get update"
    assert install.parent is outer
    assert outer.nested == (update, install)
    assert not install.is_unconditional
    assert update.simple.scope != outer.simple.scope


def test_a_json_form_is_one_command_and_those_in_its_text() -> None:
    words = [("sh", Span(5, 9)), ("-c", Span(11, 15)), ("pip install x", Span(17, 32))]
    outer, inner = commands_of_argv(words, Span(4, 33), script)
    assert (outer.program, inner.program) == ("sh", "pip")
    assert inner.span == Span(18, 31)
    assert commands_of_argv([], Span(0, 0)) == ()


def test_every_table_reads_and_no_name_is_given_twice_in_one() -> None:
    for program in [
        "apt-get",
        "apk",
        "dnf",
        "zypper",
        "pacman",
        "pip",
        "uv",
        "poetry",
        "conda",
        "npm",
        "go",
        "curl",
        "tar",
        "rm",
    ]:
        grammar = grammar_of(program)
        assert grammar is not None
        for text in (grammar.common, *(grammar.subcommands or {}).values()):
            for name, spec in read_table(text).items():
                assert name.startswith("-"), (program, name)
                assert spec.takes in {"", "=", "?"}
    assert grammar_of("unheard-of") is None
