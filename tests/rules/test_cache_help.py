"""The help of the rules on bases and on the build cache, which the golden cases do not show."""

from __future__ import annotations

import pytest

from rules.running import run, settings_of


def help_of(code: str, text: str) -> str:
    found = run(text, settings_of(None, frozenset({code}), None))
    assert [diagnostic.code for diagnostic in found] == [code]
    return found[0].help


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("npm install", "Copy `package.json`, `package-lock.json` first, install, and copy the "),
        ("cd /srv && npm install", "Copy `package.json`, `package-lock.json` first, install, "),
        ("npm install && npm test", "Split the RUN after the install: copy `package.json`, `pack"),
        (
            "corepack enable && npm install",
            "Copy `package.json`, `package-lock.json`, and what the commands before the install ",
        ),
    ],
)
def test_the_source_goes_where_the_rest_of_the_run_finds_it(script: str, wanted: str) -> None:
    assert help_of(
        "DW203", f"FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN {script}\nUSER node\n"
    ).startswith(wanted)


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
