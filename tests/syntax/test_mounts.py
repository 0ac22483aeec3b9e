"""What is a mount, what is none, and in which words BuildKit says so."""

from __future__ import annotations

import pytest

from dockwright.syntax.dockerfile.mounts import (
    Mount,
    csv_fields,
    parse_bool,
    parse_device,
    parse_mount,
)
from mount_cases import ACCEPTED, REFUSED


def as_it_is(value: str) -> tuple[str, str | None]:
    return value, None


@pytest.mark.parametrize(("value", "message"), REFUSED.items())
def test_mounts_that_are_refused(value: str, message: str) -> None:
    said = parse_mount(value, as_it_is)
    assert isinstance(said, str)
    assert message in said


@pytest.mark.parametrize("value", ACCEPTED)
def test_mounts_that_are_taken(value: str) -> None:
    assert isinstance(parse_mount(value, as_it_is), Mount)


def test_without_values_of_variables_only_the_form_is_judged() -> None:
    assert parse_mount("type=$T,target=/c,size=$S") == Mount()
    assert parse_mount("type=cache,target=/c,from=$") == Mount(from_="$")
    said = parse_mount("type=cache,target=/c,from=$A")
    assert isinstance(said, str)
    assert said.startswith("'from' doesn't support variable expansion")


def test_what_cannot_be_expanded_refuses_the_mount() -> None:
    assert parse_mount("type=cache,target=${A", lambda _: ("", "no end")) == "no end"


def test_mounts_are_read_only_where_they_come_from_elsewhere() -> None:
    kinds = {"bind": True, "cache": False, "tmpfs": False}
    for kind, expected in kinds.items():
        mount = parse_mount(f"type={kind},target=/c", as_it_is)
        assert isinstance(mount, Mount)
        assert mount.read_only is expected


@pytest.mark.parametrize(
    ("text", "size"), [("1k", 1024), ("1.5MiB", 1_572_864), ("7", 7), ("2 GB", 2 << 30)]
)
def test_sizes_are_in_powers_of_1024(text: str, size: int) -> None:
    mount = parse_mount(f"type=tmpfs,target=/c,size={text}", as_it_is)
    assert isinstance(mount, Mount)
    assert mount.size == size


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("a,b", ["a", "b"]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a""b"', ['a"b']),
        ("a,", ["a", ""]),
        ('"a",', ["a", ""]),
    ],
)
def test_fields_of_comma_separated_values(line: str, fields: list[str]) -> None:
    assert csv_fields(line) == fields


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('a,"b', 'column 5: extraneous or missing " in quoted-field'),
        ('a,b"c', 'column 4: bare " in non-quoted-field'),
        ('a,"b"c', 'column 5: extraneous or missing " in quoted-field'),
    ],
)
def test_quotes_that_do_not_fit_are_refused(line: str, message: str) -> None:
    said = csv_fields(line)
    assert isinstance(said, str)
    assert message in said
    assert parse_mount(line) == f"failed to parse csv mounts: {said}"


def test_no_value_at_all_is_refused() -> None:
    assert csv_fields("") == "EOF"


def test_truth_is_as_go_reads_it() -> None:
    assert [parse_bool(word) for word in ("1", "T", "True", "0", "false")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert parse_bool("yes") is None
    assert parse_bool("tRUE") is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("name=a,name=b", "device name already set to a"),
        ("a,required=perhaps", "invalid value for required: perhaps"),
        ("a,b", "invalid field 'b' must be a key=value pair"),
        ("a,reqired=1", "unexpected key 'reqired' in 'reqired=1' (did you mean required?)"),
        ('"a', "failed to parse csv devices: "),
    ],
)
def test_devices_that_are_refused(value: str, message: str) -> None:
    said = parse_device(value)
    assert isinstance(said, str)
    assert said.startswith(message)


def test_devices_have_a_name_and_may_be_required() -> None:
    assert parse_device("nvidia.com/gpu=all,required") == ("nvidia.com/gpu=all", True)
    assert parse_device("name=a") == ("a", False)
