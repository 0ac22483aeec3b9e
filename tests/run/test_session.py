"""One run: files found, configuration applied, remarks made."""

from __future__ import annotations

import os
import shutil
import subprocess
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dockwright.config.selection import Catalogue
from dockwright.errors import ConfigError, EnvironmentFaultError, UsageError
from dockwright.rules.diagnostic import Confidence, Diagnostic, Label, Severity
from dockwright.run.checker import check_file
from dockwright.run.session import CheckRun, Session
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dockwright.run.plan import FilePlan
    from dockwright.text import Source


class Info(NamedTuple):
    code: str
    name: str
    family: str
    aliases: tuple[str, ...] = ()
    default: bool = True
    options: Mapping[str, object] = MappingProxyType({})
    needs: str = ""


CATALOGUE = Catalogue(
    [
        Info("DW101", "one", "correctness", ("DL3001",)),
        Info("DW401", "two", "security", ("DL3002",)),
    ]
)


def echo(source: Source, plan: FilePlan) -> list[Diagnostic]:
    """One finding for each enabled rule, whose message tells the settings."""
    settings = plan.settings
    words = f"{settings.context} {settings.target} {dict(settings.build_args)}"
    return [
        Diagnostic(code, words, Label(source.path, Span(0, 0), ""), Severity.INFO, Confidence.HIGH)
        for code in sorted(settings.enabled)
    ]


def check(
    start: Path,
    *paths: str,
    stdin: bytes | None = None,
    environment: Mapping[str, str] | None = None,
    **values: object,
) -> CheckRun:
    named = {key.replace("_", "-"): value for key, value in values.items()}
    named.setdefault("cache", False)
    session = Session(paths, named, CATALOGUE, start=str(start), environment=environment or {})
    return session.check(echo, stdin=stdin)


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(done: CheckRun) -> dict[str, list[str]]:
    return {o.file.shown: [each.code for each in o.diagnostics] for o in done.outcomes}


def shown(done: CheckRun) -> list[str]:
    return [remark.text for remark in done.remarks if not remark.is_detail]


def test_everything_below_the_start_is_checked_in_order(tmp_path: Path) -> None:
    write(tmp_path, b__Dockerfile="FROM a\n", a__Dockerfile="FROM a\n", Dockerfile="FROM a\n")
    done = check(tmp_path)
    assert list(found(done)) == ["Dockerfile", "a/Dockerfile", "b/Dockerfile"]
    assert shown(done) == []
    assert done.failed_paths == []


def test_each_bad_input_gets_one_line_and_the_rest_is_checked(tmp_path: Path) -> None:
    write(tmp_path, Dockerfile="FROM a\n", empty__notes="x")
    (tmp_path / "binary.Dockerfile").write_bytes(b"\x7fELF\0")
    (tmp_path / "latin.Dockerfile").write_bytes(b"FROM a\n# \xe9\n")
    (tmp_path / "loop.Dockerfile").symlink_to("loop.Dockerfile")
    (tmp_path / "gone.Dockerfile").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.Dockerfile")
    with (tmp_path / "huge.Dockerfile").open("wb") as file:
        file.truncate(100 << 20)
    done = check(tmp_path, ".", "empty", "missing", "missing.Dockerfile")
    assert found(done)["Dockerfile"] == ["DW101", "DW401"]
    assert found(done)["latin.Dockerfile"] == ["DW101", "DW401"]
    assert sorted(shown(done)) == [
        "binary.Dockerfile is binary: it holds NUL bytes",
        "empty holds no container file",
        "gone.Dockerfile is a symbolic link to nothing",
        "huge.Dockerfile is 100 MiB, above the limit of 1 MiB (max-file-size)",
        "loop.Dockerfile cannot be read: its symbolic links form a loop",
        "missing does not exist",
        "missing.Dockerfile does not exist",
        "pipe.Dockerfile is a named pipe, not a file",
    ]
    assert done.failed_paths == ["missing", "missing.Dockerfile"]
    statuses = {o.file.shown: o.refusal.status for o in done.outcomes if o.refusal}
    assert statuses == {
        "binary.Dockerfile": "unreadable",
        "gone.Dockerfile": "unreadable",
        "huge.Dockerfile": "skipped",
        "loop.Dockerfile": "unreadable",
        "pipe.Dockerfile": "unreadable",
    }


def test_bad_input_that_was_named_fails_the_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    done = check(tmp_path, "pipe", "loop")
    assert sorted(done.failed_paths) == ["loop", "pipe"]
    assert len(shown(done)) == 2


def test_other_kinds_of_files_are_passed_over_with_a_word_when_named(tmp_path: Path) -> None:
    write(tmp_path, **{"setup.py": "", "train.py": "", "Dockerfile": "FROM a\n"})
    assert list(found(check(tmp_path))) == ["Dockerfile"]
    done = check(tmp_path, "setup.py", "train.py")
    assert shown(done) == [
        "setup.py is a dependency file, which this version does not check",
        "train.py is Python code, which this version does not check",
    ]
    assert done.failed_paths == []


def test_templates_are_told_of_as_details_only(tmp_path: Path) -> None:
    write(tmp_path, **{"Dockerfile.j2": "FROM {{ a }}\n", "Dockerfile": "FROM a\n"})
    done = check(tmp_path)
    assert shown(done) == []
    assert [remark.text.split(" is ")[0] for remark in done.remarks] == ["Dockerfile.j2"]


def test_max_file_size_is_an_option(tmp_path: Path) -> None:
    write(tmp_path, Dockerfile="FROM a\n" * 100)
    assert shown(check(tmp_path, max_file_size=100)) == [
        "Dockerfile is 700 bytes, above the limit of 100 bytes (max-file-size)"
    ]


def test_flags_win_over_variables_over_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{"Dockerfile": "FROM a\n", "dockwright.toml": 'target = "file"\nignore = ["DW101"]\n'},
    )
    message = check(tmp_path).outcomes[0].diagnostics[0].message
    assert " file " in message
    variables = {"DOCKWRIGHT_TARGET": "variable"}
    done = check(tmp_path, environment=variables)
    assert " variable " in done.outcomes[0].diagnostics[0].message
    done = check(tmp_path, environment=variables, target="flag", extend_select=("DL3001",))
    assert " flag " in done.outcomes[0].diagnostics[0].message
    assert found(done) == {"Dockerfile": ["DW101", "DW401"]}


def test_each_file_has_the_configuration_nearest_to_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "Dockerfile": "FROM a\n",
            "dockwright.toml": 'ignore = ["DW101"]\n[build-args]\nA = "1"\n',
            "sub__Dockerfile": "FROM a\n",
            "sub__dockwright.toml": 'select = ["one"]\ncontext = ".."\n',
            "old__Dockerfile": "FROM a\n",
            "old__.hadolint.yaml": "ignored: [DL3002]\n",
        },
    )
    done = check(tmp_path, build_args={"B": "2"})
    assert found(done) == {
        "Dockerfile": ["DW401"],
        "old/Dockerfile": ["DW401"],
        "sub/Dockerfile": ["DW101"],
    }
    messages = [o.diagnostics[0].message for o in done.outcomes]
    assert messages[0] == f"{tmp_path} None {{'A': '1', 'B': '2'}}"
    assert messages[2] == f"{tmp_path} None {{'B': '2'}}"


def test_hadolints_file_is_honoured_alone(tmp_path: Path) -> None:
    write(tmp_path, **{"Dockerfile": "FROM a\n", ".hadolint.yaml": "ignored: [DL3002, DL9999]\n"})
    done = check(tmp_path)
    assert found(done) == {"Dockerfile": ["DW101"]}
    assert any("DL9999" in remark.text for remark in done.remarks)
    assert shown(done) == []


def test_a_named_configuration_is_the_only_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "Dockerfile": "FROM a\n",
            "dockwright.toml": 'ignore = ["DW101"]\n',
            "other.toml": 'ignore = ["DW401"]\n',
        },
    )
    assert found(check(tmp_path, config="other.toml")) == {"Dockerfile": ["DW101"]}
    with pytest.raises(ConfigError, match=r"none\.toml does not exist"):
        check(tmp_path, config="none.toml")


def test_wrong_configuration_below_the_start_is_an_error(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{"Dockerfile": "FROM a\n", "s__Dockerfile": "FROM a\n", "s__dockwright.toml": "x = 1\n"},
    )
    with pytest.raises(ConfigError) as caught:
        check(tmp_path)
    assert caught.value.place == "s/dockwright.toml:1"


def test_rules_are_ignored_by_path(tmp_path: Path) -> None:
    config = '[per-file-ignores]\n"tests/" = ["security"]\n"*.dev" = ["DL3001"]\n'
    write(
        tmp_path,
        **{
            "dockwright.toml": config,
            "Dockerfile": "FROM a\n",
            "tests__x__Dockerfile": "FROM a\n",
            "Dockerfile.dev": "FROM a\n",
        },
    )
    assert found(check(tmp_path)) == {
        "Dockerfile": ["DW101", "DW401"],
        "Dockerfile.dev": ["DW401"],
        "tests/x/Dockerfile": ["DW101"],
    }


def test_excluded_paths_are_not_found_unless_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "dockwright.toml": 'exclude = ["examples/", "*.old", "!keep.old"]\n',
            "Dockerfile": "FROM a\n",
            "Dockerfile.old": "FROM a\n",
            "examples__Dockerfile": "FROM a\n",
            "deep__examples__Dockerfile": "FROM a\n",
        },
    )
    assert list(found(check(tmp_path))) == ["Dockerfile"]
    assert list(found(check(tmp_path, "Dockerfile.old"))) == ["Dockerfile.old"]
    assert len(found(check(tmp_path, exclude=("nothing",)))) == 4


def test_standard_input_is_a_file_of_the_given_name(tmp_path: Path) -> None:
    write(tmp_path, **{"sub__dockwright.toml": 'select = ["DW101"]\n'})
    done = check(tmp_path, "-", stdin=b"FROM a\n")
    assert found(done) == {"<stdin>": ["DW101", "DW401"]}
    assert done.outcomes[0].diagnostics[0].message.startswith("None ")
    done = check(tmp_path, "-", stdin=b"FROM a\n", stdin_filename="sub/Dockerfile.x")
    assert found(done) == {"sub/Dockerfile.x": ["DW101"]}
    assert done.outcomes[0].diagnostics[0].message.startswith(f"{tmp_path}/sub ")
    done = check(tmp_path, "-", stdin=b"\0")
    assert done.failed_paths == ["<stdin>"]
    with pytest.raises(UsageError, match="Python code"):
        check(tmp_path, "-", stdin=b"", stdin_filename="train.py")
    done = check(tmp_path, "-", stdin=b"a: 1\n", stdin_filename="compose.yaml")
    assert done.outcomes[0].file.kind == "compose"


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
        check=True,
        capture_output=True,
    )


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@needs_git
def test_since_takes_what_changed_committed_or_not(tmp_path: Path) -> None:
    names = ["same", "committed", "staged", "edited", "sp ace\nü"]
    write(tmp_path, **{f"{name}.Dockerfile": "FROM a\n" for name in names})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    write(tmp_path, **{"committed.Dockerfile": "FROM b\n"})
    git(tmp_path, "commit", "-qam", "two")
    write(tmp_path, **{"staged.Dockerfile": "FROM b\n"})
    git(tmp_path, "add", ".")
    write(tmp_path, **{"edited.Dockerfile": "FROM b\n", "sp ace\nü.Dockerfile": "FROM b\n"})
    write(tmp_path, sub__Dockerfile="FROM a\n")
    assert list(found(check(tmp_path, since="HEAD~1"))) == [
        "committed.Dockerfile",
        "edited.Dockerfile",
        "sp ace\nü.Dockerfile",
        "staged.Dockerfile",
        "sub/Dockerfile",
    ]
    assert "committed.Dockerfile" not in found(check(tmp_path, since="HEAD"))
    assert list(found(check(tmp_path / "sub", since="HEAD"))) == ["Dockerfile"]


@needs_git
@pytest.mark.parametrize("cached", [False, True])
def test_since_takes_what_is_checked_against_a_changed_file(tmp_path: Path, cached: bool) -> None:
    from dockwright import api

    root = tmp_path / "project"

    def checked() -> list[str]:
        options = {"cache": cached, "cache_dir": str(tmp_path / "store")}
        done = api.check(start=root, since="HEAD", **options)  # type: ignore[arg-type]
        return [file.path for file in done.files]

    copying = "FROM python:3.13-slim\nCOPY data/list.txt /srv/\n"
    write(root, a__Dockerfile=copying, b__Dockerfile=copying, a__data__note="", b__data__note="")
    write(root, **{"a__data__list.txt": "1", "b__data__list.txt": "1", "a__.dockerignore": ".git"})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    assert checked() == []
    write(root, **{"a__.dockerignore": "data"})
    assert checked() == ["a/Dockerfile"]
    (root / "b/data/list.txt").unlink()
    assert checked() == ["a/Dockerfile", "b/Dockerfile"]
    git(root, "commit", "-qam", "two")
    write(root, b__data__deeper__still__new="1")
    assert checked() == ["b/Dockerfile"]


@needs_git
def test_since_leaves_out_what_an_unchanged_file_had_before(tmp_path: Path) -> None:
    write(tmp_path, Dockerfile="FROM python:3.13-slim\nCOPY . /srv/\nCMD python /srv/main.py\n")
    write(tmp_path, **{"main.py": "print()\n", "web__Dockerfile": "FROM x:1\nCOPY a b/ /srv/\n"})
    write(tmp_path, web__a="1", web__b__c="1", web__b__d="1")
    write(tmp_path, **{"compose.yaml": "services:\n  web:\n    build: web\n"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")

    def codes() -> dict[str, set[str]]:
        from dockwright import api

        done = api.check(start=tmp_path, since="HEAD", cache=False)
        found: dict[str, set[str]] = {}
        for each in done.diagnostics:
            found.setdefault(each.primary.path, set()).add(each.code)
        return found

    write(tmp_path, note__deeper__text="x")
    assert codes() == {}
    write(tmp_path, **{".venv__pyvenv.cfg": "home = /usr\n", ".venv__lib__big.py": "x" * 3_000_000})
    assert codes() == {"Dockerfile": {"DW808"}}
    shutil.rmtree(tmp_path / ".venv")
    (tmp_path / "web" / "a").unlink()
    assert codes()["web/Dockerfile"] == {"DW802"}
    # What differs itself is looked at as a whole.
    write(tmp_path, Dockerfile="FROM python:3.13-slim\nCOPY . /srv/\nCMD python /srv/main.py \n")
    assert codes()["Dockerfile"] >= {"DW104", "DW406"}
    git(tmp_path, "commit", "-qam", "two")
    shutil.rmtree(tmp_path / "web" / "b")
    assert codes()["web/Dockerfile"] == {"DW802"}


@needs_git
def test_a_past_project_reads_what_git_holds(tmp_path: Path) -> None:
    from dockwright.model.unknown import Unknown
    from dockwright.run.changes import changed_since
    from dockwright.run.past import PastProject

    write(tmp_path, a="1", gone__x="22", same__y="3", bytes="")
    (tmp_path / "bytes").write_bytes(b"\xff\x00")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    write(tmp_path, a="other", bytes="1", new__z="4")
    shutil.rmtree(tmp_path / "gone")
    past = PastProject(changed_since("HEAD", str(tmp_path)), 100)

    def names(directory: str) -> list[tuple[str, str, int]]:
        entries = past.listing(str(tmp_path / directory))
        assert not isinstance(entries, Unknown)
        return [tuple(each) for each in entries if each.name != ".git"]  # type: ignore[misc]

    assert past.read(str(tmp_path / "a")) == b"1"
    assert past.read(str(tmp_path / "bytes")) == b"\xff\x00"
    assert past.read(str(tmp_path / "gone/x")) == b"22"
    assert past.read(str(tmp_path / "same/y")) == b"3"
    assert isinstance(past.read(str(tmp_path / "new/z")), Unknown)
    assert names(".") == [
        ("a", "file", 1),
        ("bytes", "file", 2),
        ("gone", "directory", 0),
        ("same", "directory", 0),
    ]
    assert names("gone") == [("x", "file", 2)]
    assert names("same") == [("y", "file", 1)]


@needs_git
def test_since_says_what_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, Dockerfile="FROM a\n")
    with pytest.raises(EnvironmentFaultError, match="not a git repository"):
        check(tmp_path, since="HEAD", environment={})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    for revision in ("nonsense", "--output=x", ""):
        if revision:
            with pytest.raises(UsageError, match="revision"):
                check(tmp_path, since=revision)


def test_since_runs_no_program_that_the_repository_configures(tmp_path: Path) -> None:
    write(tmp_path, Dockerfile="FROM a\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    run = tmp_path / "was-run"
    git(tmp_path, "config", "core.fsmonitor", f"touch '{run}'; false")
    check(tmp_path, since="HEAD")
    assert not run.exists()


def test_a_baseline_is_not_written_of_what_is_new_alone(tmp_path: Path) -> None:
    from dockwright import api

    write(tmp_path, Dockerfile="FROM a\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    baseline = tmp_path / "known.json"
    options = {"start": tmp_path, "cache": False, "baseline": str(baseline)}
    api.check([tmp_path], write_baseline=True, **options)  # type: ignore[arg-type]
    before = baseline.read_bytes()
    with pytest.raises(UsageError, match="leaves out"):
        api.check([tmp_path], write_baseline=True, since="HEAD", **options)  # type: ignore[arg-type]
    assert baseline.read_bytes() == before


def test_settings_are_part_of_what_is_stored(tmp_path: Path) -> None:
    write(tmp_path, Dockerfile="FROM a\n")
    options = {"cache": True, "cache_dir": str(tmp_path / "cache")}
    first = check(tmp_path, "Dockerfile", **options)
    again = check(tmp_path, "Dockerfile", **options)
    assert again.outcomes == first.outcomes or found(again) == found(first)
    fewer = check(tmp_path, "Dockerfile", ignore=("DW101",), **options)
    assert found(fewer) == {"Dockerfile": ["DW401"]}
    other = check(tmp_path, "Dockerfile", target="x", **options)
    assert " x " in other.outcomes[0].diagnostics[0].message
    write(tmp_path, **{"dockwright.toml": 'build-args = { A = "1" }\n'})
    configured = check(tmp_path, "Dockerfile", **options)
    assert "'A': '1'" in configured.outcomes[0].diagnostics[0].message


def test_a_file_of_requirements_is_part_of_what_is_stored(tmp_path: Path) -> None:
    """Changed, taken away or left out by the ignore file: the findings are those of a new check."""
    text = "FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    write(tmp_path, Dockerfile=text)
    listed = tmp_path / "requirements.txt"
    catalogue = Catalogue([Info("DW604", "three", "gpu")])

    def codes() -> list[str]:
        values = {"cache": True, "cache-dir": str(tmp_path / "cache")}
        session = Session(["Dockerfile"], values, catalogue, start=str(tmp_path), environment={})
        return found(session.check(check_file))["Dockerfile"]

    assert codes() == []
    for content, expected in (("torch\n", ["DW604"]), ("flask\n", []), ("torch\n", ["DW604"])):
        listed.write_text(content)
        assert codes() == expected
        assert codes() == expected
    (tmp_path / ".dockerignore").write_text("requirements.txt\n")
    assert codes() == []
    (tmp_path / ".dockerignore").unlink()
    assert codes() == ["DW604"]
    listed.unlink()
    assert codes() == []
