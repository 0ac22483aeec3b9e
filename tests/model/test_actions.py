"""What other commands do: downloads, removals, owners, users, clones, environments."""

from __future__ import annotations

from typing import Any

import pytest

from dockwright.model.actions import (
    ChangeMode,
    MakeVenv,
    Remove,
    cleanups_of,
    typed,
)
from dockwright.model.command import commands_of
from dockwright.model.install import Install
from dockwright.syntax.shell.nodes import ShellWord
from shell_commands import command, script


def shown(value: Any) -> Any:
    if isinstance(value, ShellWord):
        return value.raw
    if isinstance(value, tuple):
        return [shown(each) for each in value]
    return value


@pytest.mark.parametrize(
    ("line", "kind", "fields"),
    [
        ("curl -fsSLo f u", "Download", {"urls": ["u"], "output": "f", "to_stdout": False}),
        ("curl -sL u", "Download", {"to_stdout": True, "follows_redirects": True}),
        ("curl -O u", "Download", {"to_stdout": False, "remote_name": True, "output": None}),
        ("curl u", "Download", {"follows_redirects": False, "fails_on_error": False}),
        ("curl --url u -o f", "Download", {"urls": ["u"]}),
        ("wget u", "Download", {"to_stdout": False, "remote_name": True, "insecure": None}),
        ("wget -qO- u", "Download", {"to_stdout": True}),
        ("wget -P /d u", "Download", {"output_directory": "/d"}),
        ("aria2c -x 4 -o f u", "Download", {"urls": ["u"], "output": "f"}),
        ("rm -rf a b/*", "Remove", {"paths": ["a", "b/*"], "recursive": True, "force": True}),
        ("rm a", "Remove", {"recursive": False, "force": False}),
        ("chown -R a:b /x", "ChangeOwner", {"owner": "a", "group": "b", "recursive": True}),
        ("chown a /x", "ChangeOwner", {"owner": "a", "group": "", "paths": ["/x"]}),
        ("chown :b /x", "ChangeOwner", {"owner": "", "group": "b"}),
        ("chgrp b /x", "ChangeOwner", {"owner": "", "group": "b"}),
        ("chown --reference=/y /x", "ChangeOwner", {"spec": None, "paths": ["/x"]}),
        ("chmod 777 /x", "ChangeMode", {"mode": "777", "is_world_writable": True}),
        ("chmod -R a+rwX /x", "ChangeMode", {"is_world_writable": True, "recursive": True}),
        ("chmod u+w,g=r /x", "ChangeMode", {"is_world_writable": False}),
        ("chmod 0755 /x", "ChangeMode", {"is_world_writable": False, "adds_execute": True}),
        ("chmod +x a b", "ChangeMode", {"adds_execute": True, "paths": ["a", "b"]}),
        ("chmod -x a", "ChangeMode", {"mode": "-x", "adds_execute": False, "paths": ["a"]}),
        ("cp -r a b /c", "Copying", {"sources": ["a", "b"], "destination": "/c", "moves": False}),
        ("mv -t /c a b", "Copying", {"sources": ["a", "b"], "destination": "/c", "moves": True}),
        ("ln -sf a b", "Copying", {"links": True, "symbolic": True, "destination": "b"}),
        ("install -m 755 a b", "Copying", {"sources": ["a"], "destination": "b"}),
        ("install -d a b", "MakeDirectory", {"paths": ["a", "b"]}),
        ("mkdir -pm 700 a", "MakeDirectory", {"paths": ["a"], "parents": True, "mode": "700"}),
        ("cd /x", "ChangeDirectory", {"directory": "/x"}),
        ("cd", "ChangeDirectory", {"directory": None}),
        ("tar xzf a -C /x", "Archive", {"extracts": True, "file": "a", "directory": "/x"}),
        ("tar -cf - a", "Archive", {"creates": True, "extracts": False, "file": None}),
        ("unzip -q a.zip -d /x", "Archive", {"extracts": True, "file": "a.zip", "directory": "/x"}),
        ("unzip -l a.zip", "Archive", {"extracts": False}),
        (
            "useradd -rm -l -u 10 -g app -s /bin/sh app",
            "AddUser",
            {
                "name": "app",
                "uid": "10",
                "is_system": True,
                "no_log_init": True,
                "makes_home": True,
            },
        ),
        ("useradd app", "AddUser", {"makes_home": False, "no_log_init": False, "uid": None}),
        (
            "adduser -D -S -H -u 10 -G app app",
            "AddUser",
            {"name": "app", "uid": "10", "gid": "app", "is_system": True, "makes_home": False},
        ),
        (
            "adduser --disabled-password --gecos '' --uid 10 app",
            "AddUser",
            {"name": "app", "uid": "10", "makes_home": True, "joins": None},
        ),
        ("adduser app audio", "AddUser", {"name": "app", "joins": "audio"}),
        ("groupadd -g 10 app", "AddGroup", {"name": "app", "gid": "10"}),
        ("addgroup -S app", "AddGroup", {"name": "app", "is_system": True}),
        (
            "git clone --depth 1 -b v1 u d",
            "GitClone",
            {"url": "u", "depth": "1", "branch": "v1", "destination": "d"},
        ),
        (
            "git -c http.sslVerify=false clone u",
            "GitClone",
            {"configuration": [["http.sslverify", "false"]]},
        ),
        (
            "git config --global http.sslVerify false",
            "Setting",
            {"key": "http.sslverify", "value_text": "false"},
        ),
        (
            "npm config set strict-ssl=false",
            "Setting",
            {"key": "strict-ssl", "value_text": "false"},
        ),
        ("conda config --set ssl_verify no", "Setting", {"key": "ssl_verify", "value_text": "no"}),
        ("pip config set global.index-url u", "Setting", {"key": "global.index-url"}),
        ("python3 -m venv /v", "MakeVenv", {"directory": "/v", "tool": "venv"}),
        ("virtualenv -p python3 /v", "MakeVenv", {"directory": "/v", "tool": "virtualenv"}),
        ("uv venv", "MakeVenv", {"directory": None, "tool": "uv"}),
        ("python -m venv --system-site-packages /v", "MakeVenv", {"system_site_packages": True}),
        ("conda create -yn e", "MakeVenv", {"name": "e", "directory": None, "tool": "conda"}),
        (
            "python -u -m http.server -b x",
            "RunPython",
            {"module": "http.server", "arguments": ["-b", "x"]},
        ),
        ("python a.py -m x", "RunPython", {"script": "a.py", "module": None}),
        ("python -c 'x' y", "RunPython", {"code": "'x'", "script": None, "arguments": ["y"]}),
        ("apt-get update -qq", "RefreshIndex", {"manager": "apt"}),
        ("apk update", "RefreshIndex", {"manager": "apk"}),
        ("dnf makecache", "RefreshIndex", {"manager": "dnf"}),
        ("apt-get -y dist-upgrade", "UpgradeSystem", {"is_distribution": True}),
        ("yum -y update", "UpgradeSystem", {"manager": "yum"}),
        ("apt-get purge -y gcc", "Uninstall", {"names": ["gcc"], "manager": "apt"}),
        ("apk del .deps", "Uninstall", {"names": [".deps"]}),
        ("conda create -n e python", "Install", {"manager": "conda"}),
        ("git config --get x", "NoneType", {}),
        ("git status", "NoneType", {}),
        ("yum -y update openssl", "NoneType", {}),
        ("curl --version", "NoneType", {}),
        ("pip download x", "NoneType", {}),
        ("./aws/install -i /x", "NoneType", {}),
        ("echo rm -rf /", "NoneType", {}),
        ("unheard-of", "NoneType", {}),
    ],
)
def test_the_typed_view_of_a_command(line: str, kind: str, fields: dict[str, Any]) -> None:
    view = typed(command(line))
    assert type(view).__name__ == kind
    assert {name: shown(getattr(view, name)) for name in fields} == fields


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("curl -fsSLk u", "-k"),
        ("curl --insecure u", "--insecure"),
        ("wget --no-check-certificate u", "--no-check-certificate"),
        ("aria2c --check-certificate=false u", "--check-certificate"),
        ("curl -K file u", None),
        ("wget u", None),
    ],
)
def test_options_that_turn_off_the_check_of_certificates(line: str, option: str | None) -> None:
    view = typed(command(line))
    insecure = getattr(view, "insecure")  # noqa: B009
    assert (insecure and insecure.spelled) == option


@pytest.mark.parametrize(
    ("line", "removed"),
    [
        ("rm -rf /var/lib/apt/lists/*", True),
        ("rm -rf /var/lib/apt/lists", True),
        ("rm -rf /var/lib/apt/lists/", True),
        ("rm -rf /var/lib/apt", True),
        ("rm -r /var/lib/*", True),
        ("rm /var/lib/apt/lists/*", True),
        ("rm -rf /var/lib/apt/lists/partial", False),
        ("rm -rf /var/cache/apt/*", False),
        ("rm -rf /var/lib/apt/listsx", False),
        ("rm -rf $DIR/*", False),
    ],
)
def test_what_a_removal_covers(line: str, removed: bool) -> None:
    view = Remove.of(command(line))
    assert view is not None
    assert view.removes("/var/lib/apt/lists") is removed


@pytest.mark.parametrize(
    ("line", "cleaned"),
    [
        ("apt-get clean", [("apt", "cache")]),
        ("rm -rf /var/lib/apt/lists/*", [("apt", "lists")]),
        ("rm -rf /root/.cache/pip", [("pip", "cache")]),
        ("rm -rf ~/.cache/uv", [("uv", "cache")]),
        ("rm -rf $HOME/.npm", [("npm", "cache")]),
        ("pip cache purge", [("pip", "cache")]),
        ("conda clean -afy", [("conda", "cache")]),
        ("micromamba clean --all --yes", [("conda", "cache")]),
        ("dnf clean all", [("dnf", "cache"), ("dnf", "lists")]),
        ("npm cache clean --force", [("npm", "cache")]),
        ("uv cache clean", [("uv", "cache")]),
        ("conda clean -i", []),
        ("conda clean -a --dry-run", []),
        ("dnf clean metadata", [("dnf", "lists")]),
        ("rm -rf /tmp/*", []),
        ("rm -f /root/.cache/pip", []),
        ("pip cache dir", []),
        ("apt-get autoremove", []),
        ("echo apt-get clean", []),
    ],
)
def test_clean_ups(line: str, cleaned: list[tuple[str, str]]) -> None:
    assert [(each.manager, each.what) for each in cleanups_of(command(line))] == cleaned


def test_exports_set_variables() -> None:
    view = typed(command("export A=1 B=$C D"))
    assert view is not None
    assignments = getattr(view, "assignments")  # noqa: B009
    assert [(each.name, each.value and each.value.raw) for each in assignments] == [
        ("A", "1"),
        ("B", "$C"),
        ("D", None),
    ]


def test_an_environment_with_packages_is_both_install_and_environment() -> None:
    made = command("conda create -p /env python")
    assert isinstance(typed(made), Install)
    view = MakeVenv.of(made)
    assert view is not None
    assert shown(view.directory) == "/env"


def test_views_are_made_once_and_are_commands() -> None:
    made = command("chmod 777 /x")
    view = typed(made)
    assert view is typed(made)
    assert view is not None
    assert typed(view) is view
    assert view.span == made.span
    assert ChangeMode.of(command("chown a /x")) is None


def test_find_runs_commands() -> None:
    line = r"find /x -name a -exec rm -rf {} + -o -exec chmod 777 {} \;"
    find, remove, mode = commands_of(script(line.replace(r"\;", "+")))
    assert (remove.program, mode.program) == ("rm", "chmod")
    assert find.nested == (remove, mode)
    assert remove.has_piped_operands
    assert line[remove.span.start : remove.span.end] == "rm -rf {}"
