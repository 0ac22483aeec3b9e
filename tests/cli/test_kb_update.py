"""``kb update`` shows newer values as a diff of the data files, and writes only where told."""

from __future__ import annotations

import difflib
import importlib.util
import json
import shutil
from typing import TYPE_CHECKING

import jsonschema
import pytest

from dockwright import api
from dockwright.cli import main
from dockwright.kb import KnowledgeBase, load
from dockwright.kb.snapshot import load_snapshot
from dockwright.model.unknown import Unknown
from dockwright.net import NetworkError, Response
from dockwright.packages.index.simple import IndexFile
from dockwright.report.schema import kb_schema
from dockwright.run import updates
from dockwright.run.updates import UpdateResult, data_directory, find_updates, write_updates

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["package.asyncpg", "eol.python.3.13", "cache.apt"]


class Index:
    """An index with a newer asyncpg, a withdrawn one and a pre-release; it lacks the rest."""

    def files(self, name: str) -> tuple[IndexFile, ...] | Unknown:
        if name != "asyncpg":
            return Unknown("the index does not answer")
        return (
            IndexFile("asyncpg-0.1.0.tar.gz", "u", 100),
            IndexFile(
                "asyncpg-99.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
                "u",
                7_000_000,
            ),
            IndexFile("asyncpg-99.0.tar.gz", "u", 100),
            IndexFile("asyncpg-100.0.tar.gz", "u", 100, yanked="broken"),
            IndexFile("asyncpg-101.0rc1.tar.gz", "u", 100),
            IndexFile("asyncpg-x.egg", "u"),
        )


class Web:
    """Says that Python 3.13 ends on another day, or what it is made with."""

    def __init__(self, body: bytes | None = None, status: int = 200) -> None:
        self.body = body or json.dumps([{"cycle": "3.13", "eol": "2031-01-02"}]).encode()
        self.status = status
        self.asked: list[str] = []

    def get(self, url: str, *, most: int = 0) -> Response:
        assert most
        self.asked.append(url)
        return Response(url, self.status, {}, self.body)


class Down:
    def get(self, url: str, *, most: int = 0) -> Response:
        raise NetworkError(f"{url} does not answer, {most}")


def update(web: Web | Down, names: list[str] = NAMES) -> UpdateResult:
    return find_updates(names, Index(), web, day="2027-02-03")


def compiled(directory: Path) -> KnowledgeBase:
    path = data_directory().parents[3] / "tools/compile_kb.py"
    spec = importlib.util.spec_from_file_location("compile_kb", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return KnowledgeBase(module.compile_facts(directory))


def test_what_differs_is_told_and_what_is_not_asked_is_too() -> None:
    result = update(Web())
    assert [change.id for change in result.changes] == ["package.asyncpg", "eol.python.3.13"]
    fields = result.changes[0].fields
    assert {field: new for field, (_, new) in fields.items()} == {
        "version": "99.0",
        "wheel_mb": 7.0,
        "has_aarch64_wheel": False,
        "has_musl_wheel": False,
    }
    assert result.changes[1].fields["date"][1] == "2031-01-02"
    assert list(result.unknown) == ["cache.apt"]
    assert set(result.files) == {"packages.toml", "end_of_life.toml"}


def test_the_files_written_compile_to_the_new_facts_with_their_day(tmp_path: Path) -> None:
    shutil.copytree(data_directory(), tmp_path / "data")
    before = load()
    write_updates(update(Web()), str(tmp_path / "data"))
    after = compiled(tmp_path / "data")
    asyncpg = after.fact("package.asyncpg")
    assert asyncpg.value["version"] == "99.0"
    assert asyncpg.value["roles"] == before.fact("package.asyncpg").value["roles"]
    assert asyncpg.as_of == "2027-02-03"
    assert asyncpg.source == "files of the package on the configured package index"
    assert after.fact("eol.python.3.13").value["date"] == "2031-01-02"
    assert after.fact("eol.python.3.13").as_of == "2027-02-03"
    unlike = {
        fact.id for fact in after.facts() if fact.id != "kb.oldest" and before.fact(fact.id) != fact
    }
    assert unlike == {"package.asyncpg", "eol.python.3.13"}


def test_a_second_update_changes_the_first_ones_text(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(data_directory(), data)
    write_updates(update(Web()), str(data))
    again = find_updates(NAMES, Index(), Web(), data=data, day="2027-03-04")
    write_updates(again, str(data))
    assert compiled(data).fact("package.asyncpg").as_of == "2027-03-04"
    assert compiled(data).fact("eol.python.3.13").as_of == "2027-03-04"
    text = (data / "packages.toml").read_text()
    assert text.count("[group.facts.asyncpg]") == 1


def test_the_diff_is_that_of_the_files() -> None:
    result = update(Web())
    wanted = ""
    for name, text in sorted(result.files.items()):
        old = (data_directory() / name).read_text()
        wanted += "".join(
            difflib.unified_diff(
                old.splitlines(keepends=True),
                text.splitlines(keepends=True),
                f"a/{name}",
                f"b/{name}",
            )
        )
    assert result.diff == wanted
    assert "-version" in result.diff
    assert '+version = "99.0"' in result.diff


@pytest.mark.parametrize(
    ("web", "told"),
    [
        (Down(), "could not be asked"),
        (Web(status=404), "answers 404"),
        (Web(b"<html>"), "no JSON"),
        (Web(b"{}"), "no list"),
        (Web(b"[1, {}]"), "has no python 3.13"),
    ],
)
def test_what_cannot_be_reached_is_told_and_changes_nothing(web: Web | Down, told: str) -> None:
    result = update(web, ["eol.python.3.13", "package.aiohttp"])
    assert told in result.unknown["eol.python.3.13"]
    assert result.unknown["package.aiohttp"] == "the index does not answer"
    assert (result.changes, result.files, result.diff) == ((), {}, "")


def test_a_product_is_asked_for_once() -> None:
    web = Web()
    find_updates(["eol.debian"], Index(), web)
    assert web.asked == ["https://endoflife.date/api/debian.json"]


def test_a_fact_that_holds_is_confirmed() -> None:
    day = load().fact("eol.python.3.13").value["date"]
    web = Web(json.dumps([{"cycle": "3.13", "eol": day}]).encode())
    assert update(web, ["eol.python.3.13"]).confirmed == ("eol.python.3.13",)


@pytest.mark.parametrize(
    ("field", "old", "new", "same"),
    [
        ("version", "2.0", "2", True),
        ("version", "2.0", "2.0.1", False),
        ("wheel_mb", 10.0, 10.4, True),
        ("wheel_mb", 10.0, 11.0, False),
        ("wheel_mb", 0.1, 0.2, True),
        ("has_sdist", True, False, False),
    ],
)
def test_what_says_the_same_is_no_change(field: str, old: object, new: object, same: bool) -> None:
    assert updates._is_same(field, old, new) is same


def test_nothing_is_written_unless_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    asked: list[str | None] = []

    def answer(names: list[str], *, write: str | None = None) -> UpdateResult:
        asked.append(write)
        return update(Web(), names)

    monkeypatch.setattr(api, "kb_update", answer)
    assert main(["kb", "update", *NAMES]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("--- a/end_of_life.toml\n")
    assert "not known: cache.apt: no public metadata" in told.err
    assert "2 facts differ, 0 hold" in told.err
    assert main(["kb", "update", *NAMES, "--write", "new"]) == 0
    assert asked == [None, "new"]
    capsys.readouterr()
    assert main(["kb", "update", *NAMES, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, kb_schema())
    assert [each["id"] for each in document["changes"]] == ["package.asyncpg", "eol.python.3.13"]
    assert list(tmp_path.iterdir()) == []


def test_write_goes_with_update_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "list", "--write", "x"]) == 2
    assert "--write goes with" in capsys.readouterr().err


class NewerFlask:
    """An index with a newer flask, which lacks the rest."""

    def files(self, name: str) -> tuple[IndexFile, ...] | Unknown:
        if name != "flask":
            return Unknown("the index does not answer")
        names = ("flask-3.0.0.tar.gz", "flask-99.0-py3-none-any.whl", "flask-100.0rc1.tar.gz")
        return tuple(IndexFile(each, "u") for each in names)


def test_packages_of_the_snapshot_that_have_newer_releases_are_told() -> None:
    result = find_updates(["package-snapshot"], NewerFlask(), Web())
    (change,) = result.changes
    known = load_snapshot()
    assert change.fields == {"flask": (known.releases("flask")[0].version, "99.0")}
    assert not result.files
    assert load().fact(change.id).as_of == known.as_of


def test_a_snapshot_that_nobody_answers_about_is_unknown() -> None:
    class Silent:
        def files(self, name: str) -> Unknown:
            return Unknown(f"no index for {name}")

    result = find_updates(["package-snapshot"], Silent(), Web())
    assert result.unknown.keys() == {"package-snapshot.file"}
