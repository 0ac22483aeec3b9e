"""Times the sizes of a lock of about 150 packages against uv's own resolution of it.

    python benchmarks/metadata.py [--runs 3]

The same set is resolved by ``uv pip compile`` with an empty cache, and its wheels are then
measured by their directories: cold (an empty store) and warm (the store of the cold run), each in a
process of its own.  Cold runs take turns, so that both meet the same network.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dockwright.model.unknown import Unknown
from dockwright.packages.index import read_settings
from dockwright.packages.index.resolve import resolve, uv_program
from dockwright.packages.target import Target, fits

# What a web service with notebooks, data and monitoring asks for; resolves to about 150 packages.
REQUIREMENTS = """
jupyterlab scikit-learn seaborn statsmodels fastapi uvicorn[standard] sqlalchemy alembic celery
redis boto3 aiohttp httpx typer sentry-sdk opentelemetry-sdk prometheus-client pytest hypothesis
"""
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
MEASURE = """
import sys, time
begun = time.perf_counter()
from dockwright.packages.index import IndexClient, Store, file_from_url, read_settings
lines = [line.split() for line in open(sys.argv[1])]
files = [file_from_url(url, int(size) or None) for url, size in lines]
# A lock names addresses; which index is the default one does not matter.
client = IndexClient(read_settings(ask_default=False), store=Store(sys.argv[2]))
unknown = [
    file.name
    for file, sized in zip(files, client.sized_all(files))
    if type(sized.contents).__name__ != "WheelContents"
]
print(time.perf_counter() - begun, len(unknown))
"""


def measured(wheels: Path, store: str) -> tuple[float, int]:
    """Return the seconds that a process takes to size all wheels, and how many it could not."""
    command = [sys.executable, "-c", MEASURE, str(wheels), store]
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(words[0]), int(words[1])


def resolved(names: str, cache: str, index: str) -> float:
    """Return the seconds that ``uv pip compile`` takes with a cache."""
    command = [uv_program(), "pip", "compile", "-", "-q", "--python-version", PYTHON]
    command += ["--no-build", "--cache-dir", cache, "-o", os.devnull]
    variables = os.environ | {"UV_DEFAULT_INDEX": index}
    begun = time.perf_counter()
    subprocess.run(command, input=names, text=True, check=True, capture_output=True, env=variables)
    return time.perf_counter() - begun


def main() -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    settings, names = read_settings(), "\n".join(REQUIREMENTS.split())
    target = Target(PYTHON, "linux/amd64", glibc=(2, 36))
    lock = resolve(names, target, settings)
    if isinstance(lock, Unknown) or settings.default is None:
        print("the set could not be resolved", file=sys.stderr)
        return 2
    assert not isinstance(settings.default, Unknown)
    with tempfile.TemporaryDirectory(prefix="metadata-") as name:
        lines = []
        for package in lock.locked:
            wheel = next((each for each in package.files if fits(each, target) is True), None)
            if wheel is not None:
                lines.append(f"{wheel.url} {wheel.size or 0}")
        wheels = Path(name, "wheels.txt")
        wheels.write_text("\n".join(lines) + "\n")
        uv, cold, warm = [], [], []
        for run in range(options.runs):
            uv.append(resolved(names, str(Path(name, f"uv{run}")), settings.default.url))
            seconds, unknown = measured(wheels, str(Path(name, f"store{run}")))
            cold.append(seconds)
            warm.append(measured(wheels, str(Path(name, f"store{run}")))[0])
    print(f"wheels sized: {len(lines) - unknown} of {len(lines)}")
    print(f"uv pip compile, empty cache: {statistics.median(uv):.2f} s")
    ratio = statistics.median(c / u for c, u in zip(cold, uv, strict=True))
    print(f"sizes, empty store: {statistics.median(cold):.2f} s, {ratio:.2f} times uv's")
    print(f"sizes, stored: {statistics.median(warm):.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
