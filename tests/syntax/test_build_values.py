"""What BuildKit takes as a port, a git repository, check options and a platform."""

from __future__ import annotations

import pytest

from dockwright.model.platform import Platform, parse_platform
from dockwright.syntax.dockerfile.check_options import (
    CheckOptions,
    comment_options,
    parse_check_options,
)
from dockwright.syntax.dockerfile.git_ref import GitRef, is_git_ref, parse_git_ref
from dockwright.syntax.dockerfile.ports import PortRange, parse_port


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("80", ("80/tcp",)),
        ("80/UDP", ("80/udp",)),
        ("80-82/sctp", ("80/sctp", "81/sctp", "82/sctp")),
        ("[::1]:8080:80", ("80/tcp",)),
        ("9000-9010:80", ("80/tcp",)),
        ("80-80", ("80/tcp",)),
    ],
)
def test_ports_that_are_taken(text: str, names: tuple[str, ...]) -> None:
    port = parse_port(text)
    assert isinstance(port, PortRange)
    assert port.names == names
    assert port.is_mapping == (":" in text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no port specified"),
        ("/tcp", "no port specified"),
        ("80/http", "invalid proto: http"),
        ("x", "invalid containerPort: x"),
        ("65536", "invalid containerPort: 65536"),
        ("82-80", "invalid containerPort: 82-80"),
        ("x:80", "invalid hostPort: x"),
        ("local:80:80", "invalid IP address: local"),
        ("1-3:1-2", "invalid ranges specified"),
    ],
)
def test_ports_that_are_refused(text: str, message: str) -> None:
    port = parse_port(text)
    assert isinstance(port, str)
    assert message in port


def test_parts_of_a_git_reference() -> None:
    found = parse_git_ref("https://example.org/a/b.git?submodules=0&tag=v1#:sub")
    assert found == GitRef(
        "https://example.org/a/b.git", "b", "refs/tags/v1", "sub", submodules=False
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("git@example.org:a/b", True),
        ("ssh://git@example.org/a", True),
        ("https://example.org/a.tar.gz", False),
        ("https://example.org/a.git?nonsense=1", True),
        ("github.com/a/b", False),
        ("./git@example.org:a", False),
        ("a/b.git", False),
    ],
)
def test_which_sources_are_git_repositories(text: str, expected: bool) -> None:
    assert is_git_ref(text) is expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("tag=a&branch=b", "branch conflicts with tag"),
        ("ref=a&ref=b", "multiple values"),
        ("ref=", "has no value"),
        ("mtime=now", "invalid mtime value"),
        ("keep-git-dir=x", "invalid keep-git-dir value"),
        ("other=1", "unexpected query"),
    ],
)
def test_queries_that_are_refused(query: str, message: str) -> None:
    found = parse_git_ref(f"https://example.org/a.git?{query}")
    assert isinstance(found, str)
    assert message in found


def test_check_options_are_divided_by_semicolons() -> None:
    assert parse_check_options(" skip=A, B; error=true ;experimental=all") == CheckOptions(
        skip=("A", "B"), experimental_all=True, error=True
    )
    assert parse_check_options("") == CheckOptions()


@pytest.mark.parametrize("text", ["skip", "warn=all", "error=maybe", "skip=A;;error=true"])
def test_check_options_that_are_refused(text: str) -> None:
    assert isinstance(parse_check_options(text), str)


def test_the_first_check_comment_counts_up_to_its_first_blank() -> None:
    found = comment_options(("note", "check=skip=A;error=true", "check=skip=B"))
    assert found == CheckOptions(skip=("A",), error=True)
    assert comment_options(("check=skip=A and why",)) == CheckOptions(skip=("A",))
    assert comment_options(("checks=skip=A",)) is None


def test_experimental_checks_are_on_by_name_alone() -> None:
    everything = CheckOptions(skip_all=True)
    assert not everything.is_on("A")
    assert not CheckOptions().is_on("A", experimental=True)
    assert everything.merge(CheckOptions(experimental=("A",))).is_on("A", experimental=True)


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("linux/amd64", Platform("linux", "amd64")),
        ("Linux/x86_64", Platform("linux", "amd64")),
        ("linux/arm64/v8", Platform("linux", "arm64")),
        ("arm64", Platform("linux", "arm64")),
        ("linux/arm/7", Platform("linux", "arm", "v7")),
        ("windows(10.0.17763)/amd64", Platform("windows", "amd64")),
    ],
)
def test_platforms_are_normalised(text: str, platform: Platform) -> None:
    assert parse_platform(text) == platform


@pytest.mark.parametrize("text", ["", "linux/", "nonsense", "a/b/c/d", "linux/${ARCH}"])
def test_platforms_that_are_refused(text: str) -> None:
    assert isinstance(parse_platform(text), str)
