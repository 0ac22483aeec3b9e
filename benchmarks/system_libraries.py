"""Compares what DW511 says of packages with what happens when they are imported on a slim image.

    python benchmarks/system_libraries.py --root DIR --python PREFIX [--release 12] [--out FILE]

``DIR`` is the root of a minimal Debian (``debootstrap --variant=minbase``) of that release, which
is given what an official slim image of Python holds besides; ``PREFIX`` is a Python of the
running system, built from source, that is put into it.  Needs root, for overlay mounts and chroot.

For each package: it is installed by uv into a directory of its own; the program is asked about
``FROM python:X.Y-slim-SUITE`` with an install of that version; the module is imported in the root
as it is, and again where what the repair installs has been added.
It was right where a finding meets a failing import that its repair mends, or silence one
that works.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

# Package as it is asked for, and the statement that a program which uses it begins with.
PACKAGES = (
    ("opencv-python==4.11.0.86", "import cv2"),
    ("opencv-python", "import cv2"),
    ("opencv-python-headless", "import cv2"),
    ("opencv-contrib-python", "import cv2"),
    ("lightgbm", "import lightgbm"),
    ("xgboost", "import xgboost"),
    ("catboost", "import catboost"),
    ("scikit-learn", "import sklearn.ensemble"),
    ("pandas", "import pandas"),
    ("pyarrow", "import pyarrow.parquet"),
    ("psycopg2-binary", "import psycopg2"),
    ("psycopg", "import psycopg"),
    ("psycopg[binary]", "import psycopg"),
    ("weasyprint", "import weasyprint"),
    ("cairosvg", "import cairosvg"),
    ("soundfile", "import soundfile"),
    ("soundfile==0.10.3.post1", "import soundfile"),
    ("librosa", "import librosa; librosa.load"),
    ("sounddevice", "import sounddevice"),
    ("pyodbc", "import pyodbc"),
    ("rasterio", "import rasterio"),
    ("fiona", "import fiona"),
    ("shapely", "import shapely"),
    ("pyproj", "import pyproj"),
    ("pyogrio", "import pyogrio"),
    ("python-magic", "import magic"),
    ("pyzbar", "from pyzbar import pyzbar"),
    ("wand", "import wand.image"),
    ("pyvips", "import pyvips"),
    ("pyenchant", "import enchant"),
    ("pygame", "import pygame"),
    ("faiss-cpu", "import faiss"),
    ("onnxruntime", "import onnxruntime"),
    ("h5py", "import h5py"),
    ("lxml", "import lxml.etree"),
    ("cryptography", "from cryptography.fernet import Fernet"),
    ("av", "import av"),
    ("PyQt6", "from PyQt6 import QtWidgets"),
    ("PyQt5", "from PyQt5 import QtWidgets"),
    ("PySide6", "from PySide6 import QtWidgets"),
    ("pygraphviz", "import pygraphviz"),
    ("gmsh", "import gmsh"),
    ("osmium", "import osmium"),
    ("numba", "import numba"),
    ("grpcio", "import grpc"),
    ("confluent-kafka", "import confluent_kafka"),
    ("pymupdf", "import pymupdf"),
    ("pikepdf", "import pikepdf"),
    ("tesserocr", "import tesserocr"),
    ("matplotlib", "import matplotlib.pyplot"),
)
# Packages of which the knowledge base knows nothing, for --read-wheels.
UNKNOWN_PACKAGES = (
    ("python-rtmidi", "import rtmidi"),
    ("mediapipe", "import mediapipe.tasks.python.vision"),
    ("taichi", "import taichi"),
    ("skia-python", "import skia"),
    ("drake", "import pydrake.all"),
    ("pyrealsense2", "import pyrealsense2"),
    ("ibm_db", "import ibm_db"),
    ("pycurl", "import pycurl"),
    ("usearch", "import usearch.index"),
    ("igraph", "import igraph"),
    ("cyvcf2", "import cyvcf2"),
    ("lxml-html-clean", "import lxml_html_clean"),
    ("sherpa-onnx", "import sherpa_onnx"),
    ("pymssql", "import pymssql"),
    ("gphoto2", "import gphoto2"),
    ("openmm", "import openmm"),
    ("vtk", "import vtk"),
    ("pynput", "import pynput.keyboard"),
    ("evdev-binary", "import evdev"),
    ("uharfbuzz", "import uharfbuzz"),
)
SUITES = {"11": "bullseye", "12": "bookworm", "13": "trixie"}
# What the official slim images' Python is linked to, and what they install besides.
SLIM = (
    *("ca-certificates", "netbase", "tzdata", "libbz2-1.0", "libffi8", "liblzma5", "libncursesw6"),
    *("libreadline8", "libsqlite3-0", "libssl3", "libuuid1", "zlib1g"),
)
RENAMED = {("13", "libssl3"): "libssl3t64", ("13", "libreadline8"): "libreadline8t64"}
SECONDS = 400


class Outcome(NamedTuple):
    """What was said of a package and what happened.

    Attributes:
        package: with the version that was installed.
        said: the distro's packages that the repair installs; none where nothing was found.
        before: the last line of the error of the import on the image as it is; empty for success.
        after: the same where what was said is installed; None where nothing was said.
    """

    package: str
    said: tuple[str, ...]
    before: str
    after: str | None

    @property
    def is_right(self) -> bool:
        """Tell whether the program was right."""
        if not self.said:
            return not self.before
        return bool(self.before) and self.after == ""


def run(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command, its output as text."""
    words = [str(word) for word in command]
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        words, check=False, capture_output=True, text=True, timeout=SECONDS, **options
    )


class Root:
    """A root directory, with further layers that are thrown away."""

    def __init__(self, base: Path, work: Path) -> None:
        self.base = base
        self.work = work

    def mounted(self, name: str) -> Path:
        """Mount a fresh layer above the base and return where."""
        folders = [self.work / name / part for part in ("upper", "work", "root")]
        for folder in folders:
            folder.mkdir(parents=True)
        upper, work, root = folders
        places = f"lowerdir={self.base},upperdir={upper},workdir={work}"
        run("mount", "-t", "overlay", "overlay", "-o", places, root)
        return root

    def dropped(self, name: str) -> None:
        """Unmount a layer and delete it."""
        run("umount", self.work / name / "root")
        shutil.rmtree(self.work / name, ignore_errors=True)


_ENVIRONMENT = ("env", "-i", "HOME=/root", "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")


def added(root: Path, packages: tuple[str, ...]) -> str:
    """Install packages of the distro; return the error, or nothing."""
    quiet = ("DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq")
    run("chroot", root, *_ENVIRONMENT, *quiet, "update")
    options = ("install", "-y", "--no-install-recommends")
    done = run("chroot", root, *_ENVIRONMENT, *quiet, *options, *packages)
    return done.stderr.strip().rpartition("\n")[2] if done.returncode else ""


def imported(root: Path, statement: str) -> str:
    """Import in a root; return the last line of the error, or nothing."""
    variables = ("PYTHONPATH=/srv/packages", "PYTHONDONTWRITEBYTECODE=1")
    done = run("chroot", root, *_ENVIRONMENT, *variables, "python3", "-c", statement)
    if not done.returncode:
        return ""
    return done.stderr.strip().rpartition("\n")[2] or f"exit status {done.returncode}"


def said_of(wanted: str, image: str, folder: Path, *, reads: bool) -> tuple[str, ...]:
    """Return what the program's repair installs for an image with an install of a package.

    ``reads`` lets it read the wheels.
    """
    file = folder / "Dockerfile"
    start = f"FROM {image}\n"
    file.write_text(f'{start}RUN pip install --no-cache-dir "{wanted}"\n')
    program = (sys.executable, "-m", "dockwright")
    more = ("--read-wheels",) if reads else ()
    run(*program, "fix", "--unsafe", "--select", "DW511", *more, file)
    text = file.read_text()
    line = next((each for each in text.splitlines() if "apt-get install" in each), "")
    words = line.partition("--no-install-recommends ")[2].split()
    return tuple(word for word in words if word != "\\")


def measured(
    wanted: str, statement: str, options: argparse.Namespace, root: Root, work: Path
) -> Outcome | str:
    """Install, ask and import; a text says why a package could not be measured."""
    name = "".join(letter if letter.isalnum() else "-" for letter in wanted)
    packages = work / "packages" / name
    python = options.python / "bin" / "python3"
    command = ("uv", "pip", "install", "-q", "--python", python, "--target", packages)
    done = run(*command, "--only-binary", ":all:", "--no-binary", ",".join(_PURE_SOURCES), wanted)
    if done.returncode:
        return done.stderr.strip().rpartition("\n")[2]
    own = wanted.partition("[")[0].partition("=")[0].lower().replace("-", "_")
    version = next(
        (
            each.name.split("-")[1].removesuffix(".dist")
            for each in packages.glob("*.dist-info")
            if each.name.lower().replace("-", "_").startswith(own + "_")
        ),
        "",
    ).removesuffix(".dist-info")
    pinned = wanted if "==" in wanted else f"{wanted}=={version}"
    minor = run(python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").stdout.strip()
    image = f"python:{minor}-slim-{SUITES[options.release]}"
    said = said_of(pinned, image, work, reads=options.read_wheels)
    place = root.mounted(name)
    try:
        shutil.copytree(packages, place / "srv" / "packages", symlinks=True)
        before = imported(place, statement)
        after = None
        if said:
            after = added(place, said) or imported(place, statement)
    finally:
        root.dropped(name)
        shutil.rmtree(packages, ignore_errors=True)
    return Outcome(pinned, said, before, after)


# Packages without a wheel whose source holds nothing to compile.
_PURE_SOURCES = ("pyvips",)


def prepared(options: argparse.Namespace, work: Path) -> Root:
    """Make the root that stands for an official slim image."""
    base = work / "base"
    base.mkdir()
    # Devices would be read to their end by anything but cp.
    done = run("cp", "-a", "--one-file-system", f"{options.root}/.", base)
    if done.returncode:
        raise SystemExit(done.stderr)
    names = tuple(RENAMED.get((options.release, name), name) for name in SLIM)
    shutil.copy("/etc/resolv.conf", base / "etc" / "resolv.conf")
    error = added(base, names)
    if error:
        raise SystemExit(f"the slim image's own packages: {error}")
    shutil.copytree(
        options.python,
        base / "usr" / "local",
        symlinks=True,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("site-packages", "test", "__pycache__"),
    )
    run("chroot", base, "ldconfig")
    root = Root(base, work)
    error = imported(base, "import ssl, sqlite3, ctypes, lzma, xml.dom.minidom")
    if error:
        raise SystemExit(f"the Python that was put into the root does not work: {error}")
    return root


def main() -> int:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--root", type=Path, required=True, help="a minimal Debian")
    parser.add_argument("--python", type=Path, required=True, help="prefix of a Python")
    parser.add_argument("--release", default="12", choices=sorted(SUITES))
    parser.add_argument("--only", nargs="*", default=[], help="names of packages")
    parser.add_argument(
        "--read-wheels",
        action="store_true",
        help="let the program read the wheels, and take packages that nobody knows, too",
    )
    parser.add_argument("--out", type=Path, help="a JSON file for the outcomes")
    options = parser.parse_args()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        root = prepared(options, Path(folder))
        for wanted, statement in PACKAGES + (UNKNOWN_PACKAGES if options.read_wheels else ()):
            if options.only and wanted not in options.only:
                continue
            outcome = measured(wanted, statement, options, root, Path(folder))
            if isinstance(outcome, str):
                sys.stdout.write(f"     {wanted}: not measured: {outcome}\n")
                continue
            outcomes.append(outcome)
            mark = "ok   " if outcome.is_right else "WRONG"
            said = " ".join(outcome.said) or "nothing"
            after = "" if outcome.after is None else f"; then: {outcome.after or 'imports'}"
            happened = outcome.before or "imports"
            sys.stdout.write(f"{mark} {outcome.package}: said {said}; {happened}{after}\n")
            sys.stdout.flush()
    right = sum(outcome.is_right for outcome in outcomes)
    sys.stdout.write(f"right: {right} of {len(outcomes)}\n")
    if options.out:
        text = json.dumps([outcome._asdict() for outcome in outcomes], indent=1)
        options.out.write_text(f"{text}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
