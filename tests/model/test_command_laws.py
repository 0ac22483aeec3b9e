"""Laws of the models of commands: nothing raises, and every place lies within the command."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.model.actions import Action, cleanups_of, typed
from dockwright.model.command import Command, commands_of
from dockwright.model.install import Install, install_of
from shell_commands import script

_PROGRAMS = st.sampled_from(
    [
        "pip",
        "apt-get",
        "apt",
        "apk",
        "dnf",
        "yum",
        "zypper",
        "conda",
        "micromamba",
        "npm",
        "yarn",
        "uv",
        "poetry",
        "pipx",
        "gem",
        "go",
        "cargo",
        "tar",
        "chmod",
        "chown",
        "rm",
        "cp",
        "ln",
        "curl",
        "wget",
        "useradd",
        "adduser",
        "git",
        "find",
        "xargs",
        "sudo",
        "env",
        "sh",
        "bash",
        "su",
        "python",
        "python3.11",
        "timeout",
        "gosu",
        "export",
        "dpkg",
        "rpm",
        "pacman",
        "scl",
        "$X",
    ]
)
_WORDS = st.one_of(
    st.sampled_from(
        [
            "install",
            "add",
            "sync",
            "create",
            "env",
            "run",
            "cache",
            "clean",
            "-m",
            "-c",
            "-y",
            "-qq",
            "-r",
            "-e",
            "--",
            "-",
            "-rf",
            "pip",
            "--no-cache",
            "torch==2",
            "x@1",
            ".",
            "./x",
            "git+https://h/a.git@v#egg=b",
            "'a",
            "b'",
            '"$X"',
            "$X",
            "x=$Y",
            "-exec",
            "{}",
            "+",
            "777",
            "+x",
            "name=value",
            "-n",
            "--prefix=",
            "--index-url=u",
            "'pip",
            "install",
            "x'",
            "setup.py",
            "x[a]",
            "conda-forge::x=1",
            "~/x",
            "https://h/x-1.0-py3-none-any.whl",
            "-f",
            ";",
            "&&",
            "|",
            "config",
            "http.sslVerify",
            "false",
            "/var/lib/apt",
        ]
    ),
    st.text("ab1-=@:/.$[]+~<>!,{}*_", min_size=1, max_size=8),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_PROGRAMS, min_size=1, max_size=3), st.lists(_WORDS, max_size=7))
def test_any_words_are_a_command_whose_places_lie_within_it(
    programs: list[str], words: list[str]
) -> None:
    line = " ".join([*programs, *words])
    for command in commands_of(script(line), script):
        assert isinstance(command, Command)
        for option in command.options:
            assert command.span.contains(option.span)
            if option.value is not None:
                assert command.span.contains(option.value.span)
        for word in (*command.words, *command.operands, *command.subcommand_words):
            assert 0 <= word.span.start <= word.span.end <= len(line)
        cleanups_of(command)
        view = typed(command)
        for each in (view, install_of(command)):
            if each is None:
                continue
            assert isinstance(each, Install | Action)
            for name in dir(type(each)):
                if isinstance(getattr(type(each), name), property):
                    getattr(each, name)
        install = install_of(command)
        if install is not None:
            install.cache_disabled()
            install.assumes_yes()
            install.cache_directory()
