"""`.env` says which files make a project, and which profiles are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright import api
from dockwright.model.compose.document import open_document
from dockwright.model.project import Project
from dockwright.model.told_context import ToldContext, told_context
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.model.document import Document

WEB = "services:\n  web:\n    image: nginx:1.27.3\n    depends_on: [db]\n"
DB = "services:\n  db:\n    image: postgres:17.2\n    profiles: [dev]\n"


def opened(path: Path) -> Document:
    source = Source.from_bytes(path.name, path.read_bytes())
    return open_document(source, str(path), Project())


def written(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_y", ".y")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def codes(root: Path) -> list[str]:
    return [each.code for each in api.check([str(root)]).diagnostics]


@pytest.mark.parametrize(
    "line",
    [
        "COMPOSE_FILE=base.yaml:more.yaml",
        "COMPOSE_FILE=base.yaml;more.yaml",
        "COMPOSE_FILE=base.yaml,more.yaml\nCOMPOSE_PATH_SEPARATOR=,",
    ],
)
def test_the_listed_files_are_merged_in_their_order(tmp_path: Path, line: str) -> None:
    written(tmp_path, base_yaml=WEB, more_yaml=DB)
    (tmp_path / ".env").write_text(line)
    for name in ("base.yaml", "more.yaml"):
        document = opened(tmp_path / name)
        assert [each.name for each in document.root.services] == ["web", "db"]
        assert not document.root.is_fragment
        assert document.keeps_own == (name == "more.yaml")


def test_a_file_that_is_not_listed_stands_for_itself(tmp_path: Path) -> None:
    written(tmp_path, base_yaml=WEB, more_yaml=DB, other_yaml=DB)
    (tmp_path / ".env").write_text("COMPOSE_FILE=base.yaml:more.yaml")
    assert [each.name for each in opened(tmp_path / "other.yaml").root.services] == ["db"]


def test_files_below_are_listed_from_above_and_read_both_variable_files(tmp_path: Path) -> None:
    written(tmp_path, deploy__base_yaml="services:\n  web:\n    image: ${A}:${B}\n")
    (tmp_path / ".env").write_text("COMPOSE_FILE=deploy/base.yaml\nA=nginx\n")
    (tmp_path / "deploy/.env").write_text("A=caddy\nB=2.9.1\n")
    assert opened(tmp_path / "deploy/base.yaml").root.services[0].image == "nginx:2.9.1"


def test_a_listed_file_that_is_missing_is_left_out(tmp_path: Path) -> None:
    written(tmp_path, base_yaml=WEB)
    (tmp_path / ".env").write_text("COMPOSE_FILE=base.yaml:gone.yaml")
    assert [each.name for each in opened(tmp_path / "base.yaml").root.services] == ["web"]


@pytest.mark.parametrize(("profiles", "found"), [("dev", 0), ("a, dev", 0), ("*", 0), ("a", 1)])
def test_a_profile_of_the_variable_file_is_on(tmp_path: Path, profiles: str, found: int) -> None:
    written(tmp_path, compose_yaml=WEB + DB.removeprefix("services:\n"))
    (tmp_path / ".env").write_text(f"COMPOSE_PROFILES={profiles}\n")
    assert codes(tmp_path).count("DW726") == found


def test_a_file_under_another_name_tells_the_context(tmp_path: Path) -> None:
    build = "services:\n  web:\n    build: {context: ., dockerfile: docker/Dockerfile}\n"
    written(tmp_path, docker__Dockerfile="FROM scratch\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    file = str(tmp_path / "docker/Dockerfile")
    assert told_context(file, Project()) is None
    (tmp_path / "docker-compose.prod.yml").write_text(build)
    told = told_context(file, Project())
    assert isinstance(told, ToldContext)
    assert told.root == str(tmp_path)


def test_the_main_file_goes_before_the_others(tmp_path: Path) -> None:
    written(
        tmp_path,
        Dockerfile="FROM scratch\n",
        compose_yaml="services:\n  web:\n    build: .\n",
    )
    (tmp_path / "compose.prod.yaml").write_text(
        "services:\n  web:\n    build: {context: .., dockerfile: ./a/Dockerfile}\n"
    )
    told = told_context(str(tmp_path / "Dockerfile"), Project())
    assert isinstance(told, ToldContext)
    assert told.root == str(tmp_path)


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_bytes(
        b'services:\n  web:\n    image: nginx:1.27.3\n    hostname: "caf\xe9"\n'
    )
    found = api.check([str(tmp_path)]).diagnostics
    assert [(each.code, each.message) for each in found] == [
        ("DW700", "this byte is not UTF-8, which Compose refuses")
    ]


def test_names_with_a_nul_break_no_rule(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        'services:\n  web:\n    build: "a\\0b"\n    env_file: "c\\0d"\n'
    )
    assert "DW099" not in codes(tmp_path)


@pytest.mark.parametrize("text", ["${A:-" * 20000 + "x" + "}" * 20000, "${A:-x}" * 20000])
def test_many_references_in_one_scalar_are_read_in_time(tmp_path: Path, text: str) -> None:
    (tmp_path / "compose.yaml").write_text(
        f"services:\n  web:\n    image: a:1\n    command: '{text}'\n"
    )
    document = opened(tmp_path / "compose.yaml")
    assert len(document.root.variables) >= 50


def test_variables_that_double_one_another_come_to_an_end(tmp_path: Path) -> None:
    lines = ["A0=xxxxxxxxxx", *(f"A{n}=${{A{n - 1}}}${{A{n - 1}}}" for n in range(1, 60))]
    (tmp_path / ".env").write_text("\n".join(lines))
    written(tmp_path, compose_yaml="services:\n  web:\n    image: nginx:1.27.3\n")
    problems = opened(tmp_path / "compose.yaml").problems
    assert any("more than 1,000,000 characters" in each for each in problems)


def test_a_long_value_is_not_put_in_a_thousand_times(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"A={'x' * 100_000}\n")
    text = "services:\n  web:\n    image: nginx:1.27.3\n    command: " + "$A" * 1000
    written(tmp_path, compose_yaml=text)
    problems = opened(tmp_path / "compose.yaml").problems
    assert [each for each in problems if "more than 1,000,000 characters" in each]


def test_a_range_of_all_ports_is_read(tmp_path: Path) -> None:
    text = 'services:\n  web:\n    image: nginx:1.27.3\n    ports: ["1-65535:1-65535"]\n'
    written(tmp_path, compose_yaml=text)
    assert len(opened(tmp_path / "compose.yaml").root.services[0].ports) == 65535


def test_what_extends_nothing_is_told_once(tmp_path: Path) -> None:
    text = "services:\n  web:\n    extends: {file: gone.yaml, service: web}\n"
    written(tmp_path, compose_yaml=text)
    assert codes(tmp_path) == ["DW700"]


@pytest.mark.parametrize("key", ["links", "volumes_from"])
def test_services_that_are_named_by_the_way_are_looked_up(tmp_path: Path, key: str) -> None:
    text = f"services:\n  web:\n    image: nginx:1.27.3\n    {key}: [gone]\n"
    written(tmp_path, compose_yaml=text)
    assert codes(tmp_path) == ["DW720"]


def test_a_container_of_elsewhere_is_no_service(tmp_path: Path) -> None:
    text = 'services:\n  web:\n    image: nginx:1.27.3\n    volumes_from: ["container:old:ro"]\n'
    written(tmp_path, compose_yaml=text)
    assert codes(tmp_path) == []


def test_a_value_at_which_reading_ends_is_not_told_as_well(tmp_path: Path) -> None:
    written(tmp_path, compose_yaml="services:\n\tweb:\n\t\timage: nginx:1.27.3\n")
    found = api.check([str(tmp_path)]).diagnostics
    assert [(each.code, each.primary.span.start) for each in found] == [("DW700", 10)]


def test_a_listed_file_that_git_ignores_is_not_missed(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".env").write_text("COMPOSE_FILE=compose.yaml:local.yaml")
    (tmp_path / "compose.yaml").write_text("services:\n  web:\n    image: nginx:1.29\n")

    def codes() -> set[str]:
        found = api.check(["compose.yaml"], start=tmp_path, cache=False, jobs=1)
        return {each.code for each in found.diagnostics}

    assert "DW744" in codes()
    (tmp_path / ".gitignore").write_text("local.yaml\n")
    assert "DW744" not in codes()
