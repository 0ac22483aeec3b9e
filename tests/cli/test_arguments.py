"""The reader of plain command lines agrees with argparse, or leaves the matter to it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dockwright.cli.arguments import Parsed, read_arguments, read_plain
from dockwright.cli.parser import parse_arguments
from dockwright.config.options import COMMANDS, OPTIONS, options_of
from dockwright.errors import UsageError

VALUES = ["security", "DW301,DW4", "text", "json", "A=b", "pip=off", "0", "3", "2MiB", "x y", "",
          "-", "--", "-1", "-x", "=", "error", "never", "é"]  # fmt: skip
WORDS = ["Dockerfile", "a/b", ".", "-", "--", "-q", "-v", "-qv", "-o", "--no", "--no-such", "-h"]
FLAGS = sorted({option.long_flag for option in OPTIONS if option.long_flag})


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    words = [draw(st.sampled_from([*(each.name for each in COMMANDS), "check", "check", "chek"]))]
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["flag", "flag with value", "joined", "word"]))
        if kind == "word":
            words.append(draw(st.sampled_from(WORDS)))
            continue
        flag = draw(st.sampled_from(FLAGS))
        value = draw(st.sampled_from(VALUES))
        if kind == "flag":
            words.append(flag)
        elif kind == "joined":
            words.append(f"{flag}={value}")
        else:
            words += [flag, value]
    return words


def outcome(read: object, argv: list[str]) -> object:
    assert callable(read)
    try:
        parsed = read(argv)
    except UsageError as error:
        return str(error)
    except SystemExit as ended:
        return ended.code
    if parsed is None:
        return None
    assert isinstance(parsed, Parsed)
    return parsed.command, parsed.arguments, parsed.values


@given(command_lines())
@example(["check", "--ignore=--"])
def test_what_is_read_is_what_argparse_reads(argv: list[str]) -> None:
    read = outcome(read_plain, argv)
    assert read is None or read == outcome(parse_arguments, argv)


@pytest.mark.parametrize(
    "argv",
    [
        ["check"],
        ["check", "Dockerfile"],
        ["check", "--no-cache", "a", "b"],
        ["check", "a", "--format", "json"],
        ["check", "--format=sarif", "--output", "out.sarif", "."],
        ["check", "--select", "security,DW3", "--ignore=DW301", "--select", "cache"],
        ["check", "--build-arg", "A=1", "--severity", "pip-cache-in-layer=info"],
        ["check", "-q", "-v", "-"],
        ["rules", "--format", "json"],
        ["explain", "DW301"],
        ["context", ".", "--explain", "a.py", "b/c.py", "--tree"],
        ["context", "--explain", "a.py,b.py", "--format", "json", "api"],
        ["context", "--explain=a.py", "api"],
    ],
)
def test_usual_command_lines_need_no_argparse(argv: list[str]) -> None:
    plain = read_plain(argv)
    assert plain is not None
    assert (plain.command, plain.arguments, plain.values) == outcome(parse_arguments, argv)


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--version"],
        ["--help"],
        ["check", "--help"],
        ["check", "--no-such-flag"],
        ["check", "--format", "yaml"],
        ["check", "--format"],
        ["check", "--format", "--quiet"],
        ["check", "--no-cache=1"],
        ["check", "-qv"],
        ["check", "a", "--quiet", "b"],
        ["check", "--", "-a"],
        ["explain"],
        ["explain", "a", "b"],
        ["rules", "x"],
    ],
)
def test_everything_else_is_left_to_argparse(argv: list[str]) -> None:
    assert read_plain(argv) is None


def test_every_flag_of_every_command_is_understood() -> None:
    for command in COMMANDS:
        for option in options_of(command.name, "flag"):
            value = {"integer": "1", "size": "1", "pairs": "A=b"}.get(option.kind, "x")
            if option.kind == "pairs" and option.choices:
                value = f"A={option.choices[0]}"
            if option.kind == "choice":
                value = (command.formats if option.name == "format" else option.choices)[0]
            argv = [command.name, option.long_flag]
            if option.kind != "switch":
                argv.append(value)
            if command.arity == "1":
                argv.append("NAME")
            plain = read_plain(argv)
            assert plain is not None, argv
            assert list(plain.values) == [option.name]
            assert outcome(read_arguments, argv) == outcome(parse_arguments, argv)
