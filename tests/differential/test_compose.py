"""The resolved model of Compose files is what ``docker compose config`` prints."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from compose_config import compare, compose_files, compose_version, reason_of

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def program() -> str:
    docker = shutil.which("docker")
    if docker is None:
        pytest.skip("there is no docker command here")
    if compose_version(docker) is None:
        pytest.skip("docker has no compose plugin here")
    return docker


def cases() -> dict[str, dict[str, str]]:
    """Each case of ``compose_cases.txt``: its files by path."""
    found: dict[str, dict[str, str]] = {}
    text = (HERE / "compose_cases.txt").read_text()
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        pieces = re.split(r"^--- (\S.*)\n", body, flags=re.MULTILINE)
        found[name] = dict(zip(["compose.yaml", *pieces[1::2]], pieces[::2], strict=True))
    return found


CASES = cases()


@pytest.mark.parametrize("name", CASES)
def test_a_file_of_our_own_means_the_same_or_is_refused_by_both(
    name: str, program: str, tmp_path: Path
) -> None:
    for path, text in CASES[name].items():
        place = tmp_path / path
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
    found = compare(program, tmp_path / "compose.yaml", {})
    assert found.differences == () or reason_of(found), found


def test_files_of_the_corpus_mean_the_same(program: str, shared: Path) -> None:
    found = [compare(program, path, {}) for path in compose_files(shared / "corpus")[::7]]
    assert sum(each.accepted for each in found) > 10
    assert [each for each in found if each.differences and not reason_of(each)] == []
