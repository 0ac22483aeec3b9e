"""Compose projects are put together as Compose does it, and every value knows where it stands."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.model.compose.document import open_document
from dockwright.model.compose.load import Loaded, LoadOptions, load
from dockwright.model.compose.project import ComposeProject
from dockwright.model.compose.tree import Item, plain
from dockwright.model.find import kind_of_name
from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.model.document import Document


def loaded(files: dict[str, str], *names: str, environment: dict[str, str] | None = None) -> Loaded:
    """Load files that lie in ``/srv``; the first of them where none is named."""
    wanted = names or (next(iter(files)),)

    def read(path: str) -> bytes | Unknown:
        name = path.removeprefix("/srv/")
        return files[name].encode() if name in files else Unknown(f"{path} does not exist")

    sources = [(f"/srv/{name}", Source(name, files[name])) for name in wanted]
    return load(sources, "/srv", read, LoadOptions(environment=environment))


def service(found: Loaded, name: str = "web") -> dict[str, Any]:
    item = found.root.get("services", name)
    assert item is not None
    value = plain(item)
    assert isinstance(value, dict)
    return value


def messages(found: Loaded) -> list[str]:
    return [problem.message for problem in found.problems]


def test_short_forms_are_made_long() -> None:
    text = """
services:
  web:
    build: ./app
    ports: ["127.0.0.1:8080:80/udp", 9000]
    volumes: ["data:/data:ro", "./src:/src"]
    depends_on: [db]
    env_file: a.env
  db: {image: "postgres:17"}
"""
    found = service(loaded({"compose.yaml": text}))
    assert found["build"] == {"context": "/srv/app"}
    assert found["ports"][0]["host_ip"] == "127.0.0.1"
    assert [(port["target"], port.get("published")) for port in found["ports"]] == [
        (80, "8080"),
        (9000, None),
    ]
    assert [(each["type"], each["source"]) for each in found["volumes"]] == [
        ("volume", "data"),
        ("bind", "/srv/src"),
    ]
    assert found["depends_on"] == {"db": {"condition": "service_started", "required": True}}
    assert found["env_file"] == [{"path": "/srv/a.env", "required": True}]


def test_dotenv_is_read_and_what_nothing_sets_is_not_known() -> None:
    text = 'services: {web: {image: "a:${TAG}", hostname: "$HOST", user: "${U:-1}"}}\n'
    found = service(loaded({"compose.yaml": text, ".env": "TAG=1\n"}))
    assert found["image"] == "a:1"
    assert isinstance(found["hostname"], Unknown)
    assert found["user"] == "1"


def test_with_a_known_environment_what_nothing_sets_is_empty() -> None:
    text = 'services: {web: {image: "a:${TAG}", hostname: "h$HOST"}}\n'
    found = service(loaded({"compose.yaml": text}, environment={"TAG": "2"}))
    assert (found["image"], found["hostname"]) == ("a:2", "h")


def test_the_reference_of_a_variable_is_placed() -> None:
    text = 'services:\n  web:\n    image: "a:${X}-${X}"\n'
    found = loaded({"compose.yaml": text})
    spans = [use.span_in(found.files[0].source) for use in found.variables]
    assert [text[span.start : span.end] for span in spans] == ["${X}", "${X}"]
    assert spans[0].start < spans[1].start


def test_a_later_file_goes_before_an_earlier_one() -> None:
    base = (
        "services: {web: {image: a, command: [x], environment: {A: 1, B: 2}, ports: ['80:80']}}\n"
    )
    over = "services: {web: {command: [y], environment: [B=3], ports: ['81:81']}}\n"
    found = service(loaded({"a.yaml": base, "b.yaml": over}, "a.yaml", "b.yaml"))
    assert found["image"] == "a"
    assert found["command"] == ["y"]
    assert found["environment"] == ["A=1", "B=3"]
    assert [port["published"] for port in found["ports"]] == ["80", "81"]


@pytest.mark.parametrize(
    ("over", "wanted"),
    [
        ("ports: !reset []", None),
        ("ports: !override ['1:2']", ["1"]),
        ("ports: ['1:2']", ["80", "1"]),
    ],
)
def test_reset_and_override_take_the_place_of_a_merge(over: str, wanted: list[str] | None) -> None:
    files = {
        "a.yaml": "services: {web: {image: a, ports: ['80:80']}}\n",
        "b.yaml": f"services:\n  web:\n    {over}\n",
    }
    ports = service(loaded(files, "a.yaml", "b.yaml")).get("ports")
    assert (ports and [port["published"] for port in ports]) == wanted


def test_a_service_extends_another_of_another_file_whose_paths_are_its_own() -> None:
    files = {
        "compose.yaml": (
            "services: {web: {extends: {file: base/b.yaml, service: x}, user: '1'}}\n"
        ),
        "base/b.yaml": "services: {x: {extends: y}, y: {build: ./app, volumes: ['./d:/d']}}\n",
    }
    found = service(loaded(files))
    assert found["build"] == {"context": "/srv/base/app"}
    assert found["volumes"][0]["source"] == "/srv/base/d"
    assert found["user"] == "1"
    assert "extends" not in found


def test_an_included_file_brings_its_services_and_its_own_variables() -> None:
    files = {
        "compose.yaml": "include: [sub/c.yaml]\nservices: {web: {image: a, depends_on: [db]}}\n",
        "sub/c.yaml": "services: {db: {image: 'db:${V}', volumes: ['./d:/d']}}\n",
        "sub/.env": "V=9\n",
    }
    found = loaded(files)
    assert not found.problems
    assert service(found, "db")["image"] == "db:9"
    assert service(found, "db")["volumes"][0]["source"] == "/srv/sub/d"
    item = found.root.get("services", "db")
    assert item is not None
    assert item.path == "/srv/sub/c.yaml"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"c.yaml": "include: [c.yaml]\nservices: {a: {image: b}}\n"}, "leads back"),
        ({"c.yaml": "services: {a: {extends: b}, b: {extends: a}}\n"}, "leads back"),
        ({"c.yaml": "include: [d.yaml]\n"}, "`d.yaml` does not exist"),
        ({"c.yaml": "services: {a: {extends: {service: x}}}\n"}, "extends `x`"),
        ({"c.yaml": "services: {a: {imge: b}}\n"}, "has no key `imge`"),
        ({"c.yaml": "services: {a: {image: 1.5}}\n"}, "has to be text"),
        ({"c.yaml": "services: [a]\n"}, "services has to be a mapping"),
        ({"c.yaml": "services: {a: {image: b, ports: ['x']}}\n"}, "no port"),
        ({"c.yaml": "services: {a: {image: b, volumes: ['ab::c']}}\n"}, "empty part"),
        ({"c.yaml": "services: {a: {image: '${'}}\n"}, "begins no variable"),
        ({"c.yaml": "services:\n  a: {image: b}\n  a: {image: c}\n"}, "there twice"),
        ({"c.yaml": "services: {1: {image: b}}\n"}, "a key has to be text"),
        ({"c.yaml": "- a\n"}, "has to be a mapping"),
        ({"c.yaml": "web: {image: a}\n"}, "has no key `web`"),
    ],
)
def test_what_compose_refuses_is_told_in_words(files: dict[str, str], words: str) -> None:
    assert any(words in message for message in messages(loaded(files)))


def test_extension_fields_are_anyone_s() -> None:
    text = "x-a: &a {image: b}\nservices: {web: {<<: *a, x-b: 1}}\n"
    found = loaded({"c.yaml": text})
    assert not found.problems
    assert service(found)["image"] == "b"


def test_an_empty_override_changes_nothing() -> None:
    files = {"a.yaml": "services: {web: {image: a, ports: ['80:80']}}\n", "b.yaml": "{}\n"}
    assert plain(loaded(files, "a.yaml", "b.yaml").root) == plain(loaded(files, "a.yaml").root)


def opened(tmp_path: Path, name: str, **files: str) -> Document:
    for each, text in files.items():
        (tmp_path / each.replace("__", ".")).write_text(text)
    path = tmp_path / name
    return open_document(Source(name, path.read_text()), str(path), Project())


def test_the_override_file_belongs_to_the_main_file(tmp_path: Path) -> None:
    document = opened(
        tmp_path,
        "compose.yaml",
        compose__yaml="services: {web: {image: a}}\n",
        compose__override__yaml="services: {web: {user: '5'}}\n",
    )
    project = document.root
    assert isinstance(project, ComposeProject)
    web = project.service("web")
    assert web is not None
    assert web.text("user") == "5"
    assert [part.source.path for part in document.others] == ["compose.override.yaml"]


def test_a_variant_that_says_not_what_runs_is_merged_over_the_main_file(tmp_path: Path) -> None:
    document = opened(
        tmp_path,
        "compose.gpu.yaml",
        compose__yaml="services: {web: {image: a}}\n",
        compose__gpu__yaml="services: {web: {gpus: all}}\n",
    )
    web = document.root.service("web")
    assert (web.image, document.keeps_own) == ("a", True)


def test_a_fragment_without_a_main_file_is_known_as_one(tmp_path: Path) -> None:
    document = opened(
        tmp_path, "compose.gpu.yaml", compose__gpu__yaml="services: {web: {gpus: all}}\n"
    )
    assert document.root.is_fragment


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        ("on: push\njobs: {}\n", True),
        ("apiVersion: v1\nkind: Pod\n", True),
        ("services:\n  {% if x %}\n", True),
        ("services: {a: {image: b}}\n", False),
        ("services: [\n", False),
    ],
)
def test_a_file_of_another_kind_is_left_alone(tmp_path: Path, text: str, declined: bool) -> None:
    document = opened(tmp_path, "compose-x.yaml", **{"compose-x__yaml": text})
    assert bool(document.declined) is declined


def test_variables_of_a_service_are_placed_in_both_forms() -> None:
    text = "services:\n  web:\n    image: a\n    environment:\n      - 'A=1'\n      - B\n"
    found = loaded({"compose.yaml": text})
    web = ComposeProject(found, "/srv/compose.yaml").services[0]
    a = web.environment["A"]
    assert (text[a.name_span.start : a.name_span.end], a.value) == ("A", "1")
    assert web.environment["B"].value is None


def places_hold(item: Item, texts: dict[str, str]) -> None:
    assert 0 <= item.span.start <= item.span.end <= len(texts[item.path])
    for each in (*item.mapping.values(), *item.items):
        places_hold(each, texts)


keys = st.sampled_from(
    [
        "image",
        "build",
        "ports",
        "environment",
        "extends",
        "volumes",
        "depends_on",
        "networks",
        "x-a",
    ]
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 99)
    | st.sampled_from(["a", "a:b", "$X", "${", "80"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "service", "file", "target", "A"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.dictionaries(keys, values, max_size=4)))
def test_whatever_services_hold_is_read_or_refused(services: dict[str, Any]) -> None:
    text = json.dumps({"services": services})
    found = loaded({"c.yaml": text}, environment={})
    places_hold(found.root, {"/srv/c.yaml": text})
    assert ComposeProject(found, "/srv/c.yaml").problems is not None


@given(st.text(alphabet="abs:-{}[]\n $\"'&*!<~", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert ComposeProject(loaded({"c.yaml": text}), "/srv/c.yaml").problems is not None


def test_every_compose_file_of_the_corpus_is_read(shared: Path) -> None:
    count = 0
    for path in sorted((shared / "corpus").rglob("*.y*ml")):
        if kind_of_name(path.name) != "compose":
            continue
        source = Source.from_bytes(path.name, path.read_bytes())
        document = open_document(source, os.fspath(path), Project())
        assert document.declined or document.root.problems is not None
        assert document.declined or document.facets()
        count += 1
    assert count > 150
