"""Makes broken files from real ones: bytes flipped, lines cut, joined, repeated, swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from random import Random

_PIECES = (
    b"\\\n",
    b"\\",
    b"`",
    b'"',
    b"'",
    b"$",
    b"${",
    b"}",
    b"[",
    b"]",
    b'["',
    b'"]',
    b"<<EOF",
    b"<<-'X'",
    b"3<<",
    b"EOF\n",
    b"#",
    b"# escape=`\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\t",
    b" ",
    b"\xc2\xa0",
    b"\x85",
    b"\xff",
    b"\xef\xbb\xbf",
    b"--",
    b"--from=",
    b"--mount=type=cache,target=/x ",
    b"=",
    b"ONBUILD ",
    b"RUN ",
    b"ENV ",
    b"HEALTHCHECK CMD ",
    b"FROM a\n",
    b"\\\\",
    b"\xe2\x80\x83",
    b"\0",
)


def dockerfiles(corpus: Path) -> list[Path]:
    """Every Dockerfile of the corpus, in order."""
    return sorted(
        path
        for path in corpus.rglob("*")
        if path.is_file()
        and ("dockerfile" in path.name.lower() or "containerfile" in path.name.lower())
        and not path.name.endswith((".dockerignore", ".gz"))
    )


def mutate(data: bytes, random: Random) -> bytes:
    """One to four random changes."""
    for _ in range(random.randint(1, 4)):
        data = random.choice(_CHANGES)(data, random)
    return data


def mutations(files: Sequence[Path], count: int, random: Random) -> Iterator[tuple[Path, bytes]]:
    """``count`` changed files, drawn at random from small enough ones."""
    contents = [(path, path.read_bytes()) for path in files]
    contents = [(path, data) for path, data in contents if 0 < len(data) < 20_000]
    for _ in range(count):
        path, data = random.choice(contents)
        yield path, mutate(data, random)


def _flip(data: bytes, random: Random) -> bytes:
    if not data:
        return data
    changed = bytearray(data)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(changed))
        changed[at] ^= 1 << random.randrange(8)
    return bytes(changed)


def _insert(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(_PIECES) + data[at:]


def _delete(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + data[at + random.randint(1, 12) :]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def _lines(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    at = random.randrange(len(lines))
    kind = random.randrange(4)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines[at] = lines[at].rstrip(b"\r\n")
    else:
        other = random.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    return b"".join(lines)


_CHANGES = (_flip, _insert, _insert, _delete, _cut, _lines, _lines)
