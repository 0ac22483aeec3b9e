"""Reads which shared libraries wheels need and do not carry, for ``kb/data/system_libraries.toml``.

    python tools/wheel_libraries.py WHEEL...             read wheels that lie on disk
    python tools/wheel_libraries.py --get NAME...        let pip fetch each package's wheel first

Each line is a library that some ELF file of the wheel has as DT_NEEDED, that the wheel does not
carry, and that is none of the C library's: ``PACKAGE VERSION  MARK LIBRARY  MODULE``.
The mark is ``+`` where an extension module needs it, itself or through libraries that the wheel
carries, so that importing it fails without the library; ``-`` where only files need it that Python
does not import: plugins, programs, libraries that the package loads by itself.
Which of these the package loads at once, a person has to judge.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from dockwright.model.unknown import Unknown
from dockwright.packages.index.links import read_links

_C_LIBRARY = frozenset(
    {
        *("libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1"),
        *("libresolv.so.2", "libmvec.so.1", "libanl.so.1", "libnsl.so.1", "libcrypt.so.1"),
        *("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"),
    }
)
_PLATFORMS = (
    *("manylinux_2_34", "manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014"),
    *("manylinux2010", "manylinux1"),
)


def fetch(names: list[str], python: str, folder: Path) -> list[Path]:
    """Let pip fetch the newest x86-64 wheel of each package; those without one are told."""
    found: list[Path] = []
    for name in names:
        before = set(folder.glob("*.whl"))
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", f"--python-version={python}", f"--dest={folder}"]
        command += [f"--platform={each}_x86_64" for each in _PLATFORMS] + ["--platform=any", name]
        if subprocess.run(command, check=False).returncode:
            sys.stderr.write(f"{name}: no wheel\n")
        found += sorted(set(folder.glob("*.whl")) - before)
    return found


def main() -> int:
    """Read wheels and write what they need."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", nargs="+", metavar="WHEEL|NAME")
    parser.add_argument("--get", action="store_true", help="the words name packages")
    parser.add_argument("--python", default="3.12", help="the Python that wheels are fetched for")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheels = [Path(each) for each in options.what]
        if options.get:
            wheels = fetch(options.what, options.python, Path(folder))
        for wheel in wheels:
            name, version = wheel.name.split("-")[:2]
            with wheel.open("rb") as file:
                found = read_links(file, sys.maxsize)
            if isinstance(found, Unknown):
                sys.stderr.write(f"{wheel.name}: {found.reason}\n")
                continue
            lacking = [each for each in found.needs if each.name not in _C_LIBRARY]
            sys.stdout.write("" if lacking else f"{name} {version}  -\n")
            for each in lacking:
                more = f" … {each.modules} in all" if each.modules > 1 else ""
                mark = "+" if found.modules and each.module else "-"
                sys.stdout.write(f"{name} {version}  {mark} {each.name}  {each.module}{more}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
