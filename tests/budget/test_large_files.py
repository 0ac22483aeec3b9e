"""Files that no person writes: each is checked in little time, or passed over with a clear line."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from dockwright import api
from dockwright.syntax.shell.nodes import Dialect
from dockwright.syntax.shell.reader import read_script
from dockwright.text import OriginMap

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.report.result import CheckResult

BUDGET = 6.0
"""Seconds of processor time: what takes time by the square of the size takes minutes here."""

FROM = "FROM python:3.12\n"
CASES = {
    "installs": FROM + "RUN apt-get install -y curl\n" * 900,
    "users": FROM + "USER a\nRUN pip install x\n" * 450,
    "stages on each other": "FROM python:3.12 AS s0\n"
    + "".join(f"FROM s{n} AS s{n + 1}\nRUN pip install a\n" for n in range(450)),
    "stages that copy from each other": "FROM python:3.12 AS s0\n"
    + "".join(f"FROM scratch AS s{n + 1}\nCOPY --from=s{n} /a /b\n" for n in range(450)),
    "one long list of commands": FROM + "RUN <<EOF\n" + "pip install a\n" * 900 + "EOF\n",
    "one long list of redirected commands": FROM
    + "RUN "
    + " && \\\n ".join(f'echo "$HOME{n}" > /a{n}' for n in range(900))
    + "\n",
    "one long list of packages": FROM + "RUN pip install " + " ".join(["a==1"] * 20_000) + "\n",
    "one long line": FROM + "RUN echo " + "a " * 500_000 + "\n",
    "nested instructions": FROM + "ONBUILD " * 20_000 + "RUN x\n",
    "nested subshells": FROM + "RUN " + "(" * 20_000 + "x" + ")" * 20_000 + "\n",
    "nested substitutions": FROM + "RUN echo " + "$(" * 5_000 + "x" + ")" * 5_000 + "\n",
    "nested variables": FROM + "ENV A=" + "${A:-" * 5_000 + "x" + "}" * 5_000 + "\n",
    "quotes": FROM + "RUN echo " + "\"'" * 20_000 + "\n",
    "heredoc signs": FROM + "RUN echo " + "<<" * 20_000 + "\n",
    "heredocs without end": FROM + "RUN <<EOF\n" * 20_000,
    "continuations": FROM + "RUN a \\\n" + "  b \\\n" * 20_000 + "  c\n",
    "comments": "# x\n" * 50_000 + FROM,
    "a long array": FROM + "CMD [" + ",".join(['"a"'] * 50_000) + "]\n",
    "a deep path": FROM + 'CMD ["/' + "a/" * 50_000 + 'a.py"]\n',
}


def check(path: Path, text: str) -> CheckResult:
    (path / "Dockerfile").write_text(text)
    return api.check(["Dockerfile"], start=path, cache=False)


@pytest.mark.parametrize("name", CASES)
def test_a_large_file_is_checked_in_little_time(tmp_path: Path, name: str) -> None:
    start = time.process_time()
    result = check(tmp_path, CASES[name])
    assert time.process_time() - start < BUDGET
    assert [file.status for file in result.files] == ["checked"]
    assert [each.message for each in result.diagnostics if each.code == "DW099"] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FROM + "COPY a /\n" * 1_000, "has 1001 instructions, more than the 1000 looked at"),
        (FROM + "RUN " + "wget a && " * 1_000 + "b\n", "runs 1001 commands, more than the 1000"),
    ],
)
def test_a_file_of_too_many_parts_is_passed_over_and_told(
    tmp_path: Path, text: str, reason: str
) -> None:
    result = check(tmp_path, text)
    assert [file.status for file in result.files] == ["skipped"]
    assert reason in result.files[0].reason
    assert result.failed_paths == ("Dockerfile",)
    assert result.diagnostics == ()


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "Dockerfile").open("wb") as file:
        file.truncate(100 << 20)
    start = time.process_time()
    result = api.check(["Dockerfile"], start=tmp_path, cache=False)
    assert time.process_time() - start < BUDGET
    assert "is 100 MiB, above the limit" in result.files[0].reason


def test_redirections_of_a_long_list_belong_to_their_commands() -> None:
    text = " && ".join(f'echo "$A" > /a{number}' for number in range(2_000))
    script = read_script(text, OriginMap.identity(0, len(text)), Dialect.POSIX)
    assert script.problems == ()
    assert [
        redirect.target.value
        for command in script.commands
        for redirect in command.redirects
        if redirect.target is not None
    ] == [f"/a{number}" for number in range(2_000)]


def test_a_redirection_of_a_subshell_is_not_that_of_the_command_before_it() -> None:
    text = 'echo "$A" && (b) > c'
    script = read_script(text, OriginMap.identity(0, len(text)), Dialect.POSIX)
    first = script.commands[0]
    assert [word.raw for word in first.words] == ["echo", '"$A"']
    assert first.redirects == ()


def test_checking_many_services_takes_time_by_their_number_alone(tmp_path: Path) -> None:
    """Not by its square: five times as many services take about five times as long."""

    def seconds(count: int) -> float:
        lines = ["services:"]
        for n in range(count):
            lines += [
                f"  s{n}:",
                "    image: python:3.13-slim",
                "    environment:",
                f"      UPSTREAM: http://s{(n + 1) % count}:8000",
                f"      NEIGHBOUR: http://nobody-{n}:8000",
                "      HERE: localhost:7000",
                '    command: ["python", "-m", "http.server", "8000"]',
                f'    ports: ["{10000 + n}:8000"]',
            ]
        (tmp_path / "compose.yaml").write_text("\n".join(lines) + "\n")
        start = time.process_time()
        result = api.check(["compose.yaml"], start=tmp_path, cache=False)
        assert [file.status for file in result.files] == ["checked"]
        return time.process_time() - start

    seconds(10)
    assert seconds(1000) < 12 * seconds(200)
