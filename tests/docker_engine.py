"""Builds with a real engine, for the tests marked ``engine``: they start none themselves."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BASE = "python:3.11-slim"
"""The base image of the cases that run something."""

_TIMEOUT = 180


class Build(NamedTuple):
    """What became of a build; ``image`` is its id, empty where it failed or made none."""

    ok: bool
    error: str
    line: int | None
    image: str


class Engine:
    """An engine that answers."""

    def __init__(self, docker: str) -> None:
        self._docker = docker
        self._made: set[str] = set()

    def build(
        self,
        dockerfile: bytes,
        context: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        timeout: float = _TIMEOUT,
    ) -> Build:
        """Build a Dockerfile; what it says where it fails is the last line of the error."""
        done = subprocess.run(
            [self._docker, "buildx", "build", "--progress=plain", *arguments, "-f-", str(context)],
            input=dockerfile,
            capture_output=True,
            check=False,
            timeout=timeout,
            env={**os.environ, **(environment or {})},
        )
        said = done.stderr.decode("utf-8", "replace")
        errors = re.findall(r"^ERROR: (?:failed to solve: )?(.*)", said, re.MULTILINE)
        place = re.search(r"^(?:Dockerfile|-):(\d+)$", said, re.MULTILINE)
        found = re.search(r"writing image (sha256:[0-9a-f]{64})", said)
        image = found[1] if found else ""
        if image:
            self._made.add(image)
        error = errors[-1] if errors else ("" if done.returncode == 0 else said[-500:])
        return Build(done.returncode == 0, error, int(place[1]) if place else None, image)

    def inspect(self, image: str) -> dict[str, Any]:
        """An image's configuration."""
        shown = self._run("image", "inspect", image)
        config: dict[str, Any] = json.loads(shown)[0]["Config"]
        return config

    def size(self, image: str) -> int:
        """The bytes of an image's layers together."""
        size: int = json.loads(self._run("image", "inspect", image))[0]["Size"]
        return size

    def run(self, image: str, *command: str, timeout: float = _TIMEOUT) -> tuple[int, str, str]:
        """Run a command, or the image's own; return its exit status, output and error output."""
        done = subprocess.run(
            [self._docker, "run", "--rm", image, *command],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=timeout,
        )
        return done.returncode, done.stdout, done.stderr

    def page(self, image: str, port: int, *, seconds: float = 15) -> str | None:
        """Start the image's own command; return what it answers from outside, or None."""
        container = self._run("run", "--detach", image).strip()
        try:
            form = "{{.NetworkSettings.IPAddress}}"
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                address = self._run("container", "inspect", "--format", form, container).strip()
                if not address:
                    return None  # it ended already
                connection = HTTPConnection(address, port, timeout=5)
                try:
                    connection.request("GET", "/")
                    return connection.getresponse().read().decode()
                except OSError:
                    time.sleep(0.5)
                finally:
                    connection.close()
            return None
        finally:
            self._run("container", "rm", "--force", container)

    def has_image(self, image: str) -> bool:
        done = subprocess.run(
            [self._docker, "image", "inspect", image], capture_output=True, check=False, timeout=60
        )
        return done.returncode == 0

    def remove_what_was_made(self) -> None:
        if self._made:
            subprocess.run(
                [self._docker, "image", "rm", "--force", *sorted(self._made)],
                capture_output=True,
                check=False,
                timeout=_TIMEOUT,
            )

    def _run(self, *arguments: str) -> str:
        return subprocess.run(
            [self._docker, *arguments], capture_output=True, check=True, text=True, timeout=60
        ).stdout


def find_engine() -> Engine | str:
    """The engine that ``DOCKER_HOST`` names, or why there is none to build with."""
    if not os.environ.get("DOCKER_HOST"):
        return "no engine: DOCKER_HOST is not set"
    docker = shutil.which("docker")
    if docker is None:
        return "no engine: there is no docker command"
    for question in (["version", "--format", "{{.Server.Version}}"], ["buildx", "version"]):
        try:
            done = subprocess.run(
                [docker, *question], capture_output=True, text=True, check=False, timeout=20
            )
        except subprocess.TimeoutExpired:
            return f"no engine: docker {question[0]} does not answer"
        if done.returncode:
            said = done.stderr.strip().splitlines()
            return f"no engine: {said[-1] if said else question[0]}"
    return Engine(docker)
