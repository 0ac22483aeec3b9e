"""Measures what installs of requirement sets write, and compares it with the prediction.

    python benchmarks/size.py [--sets 40] [--seconds N] [--only TEXT] [--snapshot] [--program uv]
    python benchmarks/size.py --pinned --snapshot --directories

Each set is resolved for this Python and platform, its wheels are measured by their directories
alone, and then it is really installed into fresh environments: by pip, which compiles, and by uv,
which does not.  Real bytes are the sizes of the files that the install added.
With ``--snapshot`` what is predicted is what the shipped snapshot tells, which asks nobody; with
``--directories`` too, it is compared with what the directories of the resolved wheels tell, and
nothing is installed.  ``--pinned`` takes sets that ask for older releases, as lists of requirements
do that somebody wrote a year or two ago.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from packaging.requirements import Requirement

from dockwright.kb import load
from dockwright.kb.snapshot import Wanted, load_snapshot
from dockwright.model.unknown import Unknown
from dockwright.packages.index import (
    IndexClient,
    IndexSettings,
    Installer,
    Store,
    WheelContents,
    correction_of,
    file_from_url,
    read_settings,
    written_bytes,
)
from dockwright.packages.index.installed_size import contents_of_release
from dockwright.packages.index.resolve import resolve, uv_program
from dockwright.packages.target import Target, fits

SETS = (
    "flask gunicorn",
    "fastapi uvicorn pydantic",
    "django psycopg2-binary",
    "requests beautifulsoup4 lxml",
    "numpy pandas",
    "scikit-learn",
    "matplotlib seaborn",
    "boto3 click",
    "sqlalchemy alembic",
    "celery redis",
    "aiohttp aiofiles",
    "httpx rich typer",
    "jinja2 pyyaml",
    "pytest coverage hypothesis",
    "black mypy ruff",
    "ipython jupyterlab",
    "opencv-python-headless pillow",
    "scipy statsmodels",
    "xgboost",
    "lightgbm optuna",
    "transformers tokenizers",
    "datasets",
    "onnxruntime",
    "spacy",
    "nltk gensim",
    "plotly dash",
    "streamlit",
    "gradio",
    "openai tiktoken",
    "langchain",
    "pyarrow polars",
    "dask distributed",
    "numba",
    "sympy networkx",
    "cryptography paramiko",
    "grpcio protobuf",
    "kafka-python pymongo",
    "scrapy",
    "sentry-sdk prometheus-client structlog",
    "mlflow-skinny",
)
PINNED = (
    "torch==2.1.2 torchvision==0.16.2",
    "torch==2.3.0 transformers==4.41.2 accelerate==0.30.1",
    "torch==2.5.0 transformers==4.45.2",
    "torch<2.7 torchaudio<2.7",
    "tensorflow==2.15.0",
    "tensorflow~=2.17.0 keras<3.6",
    "vllm==0.8.4",
    "jax==0.4.30 flax==0.8.5",
    "onnxruntime-gpu==1.18.1",
    "numpy==1.26.4 pandas==2.1.4 scikit-learn==1.3.2",
    "scipy==1.11.4 statsmodels==0.14.1",
    "xgboost==2.0.3 lightgbm==4.1.0",
    "opencv-python-headless==4.9.0.80 pillow==10.2.0",
    "spacy==3.7.4",
    "numba==0.58.1",
    "pyspark==3.5.1",
    "fastapi==0.104.1 uvicorn==0.24.0 pydantic==2.5.2",
    "django==4.2.11 psycopg2-binary==2.9.9",
    "flask==2.3.3 gunicorn==21.2.0",
    "streamlit==1.31.0",
    "gradio==4.44.1",
    "langchain==0.2.16 openai==1.40.0",
    "datasets==2.19.0 pyarrow<17",
    "boto3==1.34.0 requests==2.31.0",
)
"""Sets of older releases, of which some are the last of their minor version and some are not."""

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def predicted(
    requirements: str, client: IndexClient, settings: IndexSettings, folder: Path
) -> tuple[list[str], dict[str, int]] | str:
    """Return the pins of a set and the bytes by installer, or why there are none."""
    target = Target(PYTHON, "linux/amd64", glibc=(2, 36))
    lock = resolve("\n".join(requirements.split()), target, settings)
    if isinstance(lock, Unknown):
        return lock.reason
    files = []
    for package in lock.locked:
        wheels = [each for each in package.files if each.name.endswith(".whl")]
        chosen = next((each for each in wheels if fits(each, target) is True), None)
        if chosen is None:
            return f"{package.name} has no wheel"
        files.append(file_from_url(chosen.url, chosen.size))
    kb, totals = load(), {"pip": 0, "uv": 0}
    measured = []
    for file, sized in zip(files, client.sized_all(files), strict=True):
        if not isinstance(sized.contents, WheelContents):
            return f"{file.name}: {sized.contents.reason}"
        measured.append((file, sized.contents))
    for (each, contents), sample in zip(measured, client.samples(measured), strict=True):
        if isinstance(sample, Unknown):
            return f"{each.name}: {sample.reason}"
        for program in totals:
            installer = installer_of(program, folder)
            correction = correction_of(sample, kb)
            totals[program] += written_bytes(contents, installer, kb, correction).total
    return [file.url for file in files], totals


def told_by_snapshot(requirements: str, folder: Path) -> dict[str, int] | str:
    """Return the bytes of a set by installer as the snapshot tells them, or what it lacks."""
    snapshot, kb = load_snapshot(), load()
    cell = snapshot.cell(PYTHON, "linux/amd64")
    if cell is None:
        return f"the snapshot is not about Python {PYTHON}"
    pulled = snapshot.pulled([wanted(each) for each in requirements.split()], cell)
    if pulled.unknown:
        return f"the snapshot lacks {', '.join(pulled.unknown)}"
    totals = {"pip": 0, "uv": 0}
    for release in pulled.releases:
        wheel = release.wheel(cell)
        assert wheel is not None
        for program in totals:
            contents = contents_of_release(release, wheel)
            installer = installer_of(program, folder)
            totals[program] += written_bytes(contents, installer, kb, release.correction).total
    return totals


def wanted(text: str) -> Wanted:
    """Return what a requirement asks for, as an install's line is read."""
    requirement = Requirement(text)
    told = str(requirement.specifier)
    version = told.removeprefix("==") if told.startswith("==") and "," not in told else ""
    return Wanted(requirement.name, (), version, "" if version else told)


def installer_of(program: str, folder: Path) -> Installer:
    """Return an installer into the environment that is made for it."""
    python = "python3" if program == "pip" else "python"
    executable = str(folder / program / "bin" / python)
    return Installer(program, PYTHON, program == "pip", executable=executable)


def held(folder: Path) -> int:
    """Return the bytes of the files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def real(program: str, wheels: list[str], folder: Path) -> int:
    """Install wheels into a fresh environment and return the bytes that this added."""
    place = folder / program
    venv.create(place, with_pip=program == "pip", symlinks=True)
    python = str(place / "bin" / "python3")
    if program == "pip":
        # Some environments bring setuptools: what a set installs of it would count only in part.
        command = [python, "-m", "pip", "uninstall", "-q", "-y", "setuptools"]
        subprocess.run(command, check=True, capture_output=True)
    before = held(place)
    names = folder / "wheels.txt"
    names.write_text("\n".join(wheels) + "\n")
    if program == "pip":
        command = [python, "-m", "pip", "install", "-q", "--no-deps", "-r", str(names)]
    else:
        command = [uv_program(), "pip", "install", "-q", "--no-deps", "--python", python]
        command += ["--link-mode", "copy", "-r", str(names)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    # direct_url.json is there because the wheels were named by their addresses.
    added = sum(path.stat().st_size for path in place.rglob("direct_url.json"))
    return held(place) - before - added


def main() -> int:
    """Measure and print a table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=len(SETS), help="how many sets, from the first")
    parser.add_argument("--seconds", type=float, default=3600, help="begin no set after this long")
    parser.add_argument("--only", default="", help="sets that hold this text")
    parser.add_argument("--snapshot", action="store_true", help="predict from what is shipped")
    parser.add_argument("--directories", action="store_true", help="install nothing")
    parser.add_argument("--program", choices=("pip", "uv"), default="", help="that one alone")
    parser.add_argument("--pinned", action="store_true", help="the sets of older releases")
    options = parser.parse_args()
    sets = PINNED if options.pinned else SETS
    settings, errors = read_settings(), {"pip": list[float](), "uv": list[float]()}
    client = IndexClient(settings, store=Store(None))
    begun = time.monotonic()
    for requirements in [each for each in sets[: options.sets] if options.only in each]:
        if time.monotonic() - begun > options.seconds:
            break
        with tempfile.TemporaryDirectory(prefix="size-") as name:
            found = predicted(requirements, client, settings, Path(name))
            if isinstance(found, str):
                print(f"{requirements}: not measured: {found}", flush=True)
                continue
            wheels, totals = found
            by_directories = totals
            if options.snapshot:
                told = told_by_snapshot(requirements, Path(name))
                if isinstance(told, str):
                    print(f"{requirements}: not measured: {told}", flush=True)
                    continue
                totals = told
            for program, expected in totals.items():
                if options.program not in {"", program}:
                    continue
                if options.directories:
                    bytes_ = by_directories[program]
                else:
                    bytes_ = real(program, wheels, Path(name))
                error = expected / bytes_ - 1
                errors[program].append(abs(error))
                print(
                    f"{requirements} | {program} | {bytes_} | {expected} | {error:+.3%}", flush=True
                )
    for program, values in errors.items():
        if values:
            middle, worst = statistics.median(values), max(values)
            print(f"{program}: {len(values)} sets, median {middle:.3%}, worst {worst:.3%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
