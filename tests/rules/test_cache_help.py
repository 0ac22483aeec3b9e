"""The help of the rules on bases and on the build cache, which the golden cases do not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.running import run, settings_of

if TYPE_CHECKING:
    from pathlib import Path


def help_of(code: str, text: str) -> str:
    found = run(text, settings_of(None, frozenset({code}), None))
    assert [diagnostic.code for diagnostic in found] == [code]
    return found[0].help


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("npm install", "Copy `package*.json` first, install, and copy the "),
        ("cd /srv && npm install", "Copy `package*.json` first, install, "),
        (
            "npm install && npm test",
            "Split the RUN after the install: above its first part copy `package*.json`, ",
        ),
        (
            "corepack enable && npm install",
            "Above the RUN copy `package*.json` and what its commands before the install read, ",
        ),
        (
            "npm install && npm run build && rm -rf node_modules",
            "Install and build in a stage of its own, and copy from there what the image needs",
        ),
    ],
)
def test_the_source_goes_where_the_rest_of_the_run_finds_it(script: str, wanted: str) -> None:
    assert help_of(
        "DW203", f"FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN {script}\nUSER node\n"
    ).startswith(wanted)


def test_a_version_that_comes_from_git_is_minded(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    text = "FROM python:3.13\nWORKDIR /srv\nCOPY . .\nRUN poetry install\nUSER 1\n"
    for table, minds in (("poetry-dynamic-versioning", True), ("poetry", False)):
        project.write_text(f"[tool.{table}]\nvcs = 'git'\n")
        (found,) = run(text, settings_of(None, frozenset({"DW203"}), tmp_path))
        assert ("POETRY_DYNAMIC_VERSIONING_BYPASS" in found.help) is minds


def test_a_lock_file_is_named_where_it_is_or_has_to_be(tmp_path: Path) -> None:
    def told(script: str, *names: str) -> str:
        for name in names:
            (tmp_path / name).write_text("{}")
        text = f"FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN {script}\nUSER node\n"
        (found,) = run(text, settings_of(None, frozenset({"DW203"}), tmp_path))
        return found.help

    assert told("npm install").startswith("Copy `package*.json` first")
    assert told("npm ci").startswith("Copy `package.json`, `package-lock.json` first")
    assert told("yarn install", "package.json").startswith("Copy `package.json` first")
    assert told("npm install", "package-lock.json").startswith(
        "Copy `package.json`, `package-lock.json` first"
    )
    assert told("yarn install", "yarn.lock").startswith("Copy `package.json`, `yarn.lock` first")


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("WORKDIR /srv\nCOPY . .\nRUN cd ui && npm install", "ui/package*.json"),
        ("WORKDIR /srv\nCOPY . .\nWORKDIR ui\nRUN npm install", "ui/package*.json"),
        ("WORKDIR /srv\nCOPY . .\nRUN npm install --prefix ui", "ui/package*.json"),
        ("COPY . .\nWORKDIR ui\nRUN npm install", "ui/package*.json"),
        ("ARG HOME_OF\nWORKDIR $HOME_OF\nCOPY . .\nRUN cd ui && yarn install", "ui/yarn.lock"),
        ("WORKDIR /srv\nCOPY . .\nRUN pnpm -C ui install", "ui/pnpm-lock.yaml"),
        ("COPY . .\nRUN cd $UI && npm install", "`package*.json"),
    ],
)
def test_manifests_are_named_where_they_are_in_the_context(lines: str, wanted: str) -> None:
    assert wanted in help_of("DW203", f"FROM example.org/node:1\n{lines}\nUSER node\n")


def test_a_lock_file_is_looked_for_beside_its_manifest(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui/package.json").write_text("{}")
    (tmp_path / "ui/package-lock.json").write_text("{}")
    text = "FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN cd ui && npm install\nUSER node\n"
    (found,) = run(text, settings_of(None, frozenset({"DW203"}), tmp_path))
    assert found.help.startswith("Copy `ui/package.json`, `ui/package-lock.json` first")


def test_what_is_copied_on_its_own_already_is_not_to_be_copied_again() -> None:
    head = "FROM python:3.13\nWORKDIR /srv\n"
    tail = "COPY . .\nRUN pip install -r requirements.txt\n"
    assert help_of("DW203", f"{head}COPY requirements.txt .\n{tail}") == (
        "Move the RUN above this COPY: what it reads (`requirements.txt`) is copied before on its "
        "own"
    )
    assert help_of("DW203", f"{head}COPY requirements.txt /other/\n{tail}").startswith("Copy `req")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ('"$PYTHONPATH:/app"', "`${PYTHONPATH:+$PYTHONPATH:}`"),
        ("$PYTHONPATH:/app", "`${PYTHONPATH:+$PYTHONPATH:}`"),
        ('"/app:$PYTHONPATH"', "`${PYTHONPATH:+:$PYTHONPATH}`"),
    ],
)
def test_the_colon_goes_with_the_side_of_the_variable(value: str, wanted: str) -> None:
    assert wanted in help_of("DW107", f"FROM debian:13\nENV PYTHONPATH={value}\n")


@pytest.mark.parametrize(
    ("text", "is_template"),
    [
        ("FROM {base_image}", True),
        ("FROM @BASE@", True),
        ("FROM %BASE%", True),
        ("FROM <base>", True),
        ("FROM Python:3.13", False),
        ("FROM debian:13\nCOPY ${A}", False),
        ("FROM debian:13\nCOPY {{app_dir}}", True),
    ],
)
def test_a_template_is_told_to_be_excluded(text: str, is_template: bool) -> None:
    assert ("this file is a template: exclude it" in help_of("DW002", f"{text}\n")) is is_template


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ('bash -c "cd /srv && ./serve"', "begin the last command of its text with `exec`"),
        ('bash -c "cd /srv && exec ./serve"', 'Write `CMD ["bash", "-c", "cd /srv && exec ./serv'),
        ('bash -c "./serve"', 'Write `CMD ["bash", "-c", "./serve"]`'),
        ("/srv/tool", 'Write `CMD ["/srv/tool"]`'),
        ("/srv/run.sh", "; a script needs a `#!` line then"),
    ],
)
def test_a_shell_that_it_calls_itself_has_to_hand_over_too(command: str, words: str) -> None:
    told = help_of("DW104", f"FROM debian:13\nCMD {command}\n")
    assert words in told
    assert ("`#!`" in told) is command.endswith(".sh")


@pytest.mark.parametrize(
    ("command", "wanted"), [("npm ci", "`&& npm cache"), ("npm ci;", "with `npm cache")]
)
def test_the_clean_up_follows_how_the_run_ends(command: str, wanted: str) -> None:
    assert wanted in help_of("DW306", f"FROM node:22\nRUN {command}\n")


@pytest.mark.parametrize(
    ("image", "wanted"), [("ubuntu:17.10", False), ("ubuntu:18.04", True), ("ubuntu:12.04", False)]
)
def test_ubuntu_pro_covers_long_term_releases(image: str, wanted: bool) -> None:
    (found,) = run(f"FROM {image}\n", settings_of(None, frozenset({"DW113"}), None))
    assert ("Ubuntu Pro" in found.message) is wanted


@pytest.mark.parametrize(
    ("image", "wanted"),
    [
        ("nginx:alpine", "such as `nginx:<version>-alpine`"),
        ("node:lts-alpine", "such as `node:<version>-alpine`"),
        ("debian:stable", "such as `debian:<version>`"),
        ("alpine", "such as `alpine:<version>`"),
    ],
)
def test_the_variant_of_an_image_is_kept(image: str, wanted: str) -> None:
    assert wanted in help_of("DW112", f"FROM {image}\n")


def test_the_default_that_decides_is_named() -> None:
    told = help_of("DW112", "ARG BASE=alpine:latest\nFROM ${BASE}\n")
    assert told.startswith("Name a version in the default of `ARG BASE` (line 1), such as `alpine:")


def test_an_old_tag_is_not_promised_at_the_new_place() -> None:
    assert "before October 2023 are not there" in help_of(
        "DW114", "FROM jupyter/base-notebook:notebook-6.5.4\n"
    )
    assert help_of("DW114", "FROM jupyter/base-notebook\n") == "Use `quay.io/jupyter/base-notebook`"


def test_the_confirmation_is_added_to_the_command_as_written() -> None:
    assert (
        help_of("DW118", "FROM debian:13\nRUN apt-get -f install\n") == "Add `-y` after `install`"
    )
    assert (
        help_of("DW118", "FROM opensuse/leap:15\nRUN zypper install vim\n")
        == "Add `--non-interactive` after `zypper`"
    )


def test_bash_is_there_where_apt_is() -> None:
    script = "curl -s https://tools.example/install | python"
    assert help_of("DW120", f"FROM acme/base:1\nRUN apt-get update\nRUN {script}\n").startswith(
        'Put `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` before it, or'
    )
    assert "if the image has bash" in help_of("DW120", f"FROM acme/base:1\nRUN {script}\n")


@pytest.mark.parametrize(("name", "wanted"), [("bookworm", "`3.13-bookworm`"), ("jessie", "Take")])
def test_no_release_is_advised_that_has_ended(name: str, wanted: str) -> None:
    told = help_of("DW116", f"FROM python:3.13\nRUN wget https://tools.example/tool-{name}.deb\n")
    assert wanted in told
    assert ("jessie" in told) is False


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("pip install torch flask six", "or mount a cache"),
        ("pip install --no-cache-dir torch flask six", "and drop `--no-cache-dir`"),
        ("pip install torch flask six && pip cache purge", "and drop the command that empties it"),
    ],
)
def test_a_cache_mount_is_not_defeated(script: str, wanted: str) -> None:
    assert help_of("DW202", f"FROM python:3.13\nRUN {script}\n").endswith(wanted)
