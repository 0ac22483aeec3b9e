"""The resolved model of Compose files is what ``docker compose config`` prints."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from compose import compare, compose_files  # noqa: E402 - the path is set above


@pytest.fixture(scope="module")
def program() -> str:
    docker = shutil.which("docker")
    if docker is None:
        pytest.skip("there is no docker command here")
    done = subprocess.run([docker, "compose", "version"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("docker has no compose plugin here")
    return docker


CASES = {
    "short forms": """
services:
  web:
    build: {context: ., args: [A=1, B], ssh: [default]}
    ports: ["80", "127.0.0.1:8080:80/udp", "9000-9002:9000-9002"]
    volumes: [data:/data, ./a:/a:ro, /anonymous]
    command: echo "a b" 'c d' e\\ f && lost
    environment: {A: 1, B: null, C: "x=y", D: true}
    extra_hosts: ["a:1.2.3.4", "b=::1"]
    ulimits: {nproc: 5, nofile: {soft: 1, hard: 2}}
    shm_size: 1.5gb
    healthcheck: {test: curl -f http://localhost, interval: 1m30s, retries: 3}
    tmpfs: /run
    dns: 8.8.8.8
    links: [db:alias]
    depends_on: [db]
  db: {image: "db", network_mode: host, labels: {a: 1, b: null}}
volumes: {data: }
""",
    "anchors": """
x-base: &base
  image: a
  environment: &env {A: "1"}
services:
  one: {<<: *base, environment: {<<: *env, B: "2"}}
  two:
    <<: *base
    deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}, limits: {memory: 50M}}}
    secrets: [s]
    networks: {n: {aliases: [x]}}
secrets: {s: {file: ./s.txt}}
networks: {n: {external: true}}
""",
    "interpolation": """
services:
  web:
    image: "a:${NOPE:-1}-${PATH:+set}$$"
    scale: ${N:-2}
    read_only: ${RO:-yes}
    user: "${U-5}"
""",
}


@pytest.mark.parametrize("name", CASES)
def test_a_file_of_our_own_resolves_alike(name: str, program: str, tmp_path: Path) -> None:
    del program
    path = tmp_path / "compose.yaml"
    path.write_text(CASES[name])
    found = compare(path)
    assert found.accepted, found.error
    assert found.differences == ()


def test_files_of_the_corpus_resolve_alike(program: str, shared: Path) -> None:
    del program
    found = [compare(path) for path in compose_files(shared / "corpus")[::5]]
    accepted = [each for each in found if each.accepted]
    assert len(accepted) > 10
    assert [each for each in accepted if each.differences] == []
