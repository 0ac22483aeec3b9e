"""What ``size`` computed, as a report for people, as data and as a treemap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dockwright.model.project import size_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SIZE_SCHEMA_NAME", "Part", "Row", "SizeResult", "size_html", "size_record", "size_text"]

SIZE_SCHEMA_NAME = "dockwright.size/1"

_MOST_PARTS = 6
_BAR = 24


class Part(NamedTuple):
    """A part of what an instruction adds: the base image, a package, copied files.

    Attributes:
        name: what it is, such as a package with its version.
        bytes: unpacked; None where they are not known.
        compressed: as it is fetched; None where they are not known.
        basis: what the number rests on: ``knowledge base``, ``snapshot`` (of the package index, as
            of the day that ``reason`` tells), ``wheel directory``, ``download`` (its bytes times a
            ratio), ``registry``, ``build context``, ``Dockerfile``, ``package index`` (the
            distribution's) or ``layers below``; empty where there is no number.
        reason: why there is none, or what it leaves out.
    """

    name: str
    bytes: int | None
    compressed: int | None = None
    basis: str = ""
    reason: str = ""


class Row(NamedTuple):
    """An instruction whose layer the image has.

    Attributes:
        line: its line in the Dockerfile, from 1.
        stage: the stage that it stands in, as people name it.
        text: how it begins.
        parts: what it adds, the largest first, what is not known last.
    """

    line: int
    stage: str
    text: str
    parts: tuple[Part, ...]

    @property
    def bytes(self) -> int:
        """Return the bytes that are known."""
        return sum(part.bytes or 0 for part in self.parts)

    @property
    def compressed(self) -> int:
        """Return the compressed bytes that are known."""
        return sum(part.compressed or 0 for part in self.parts)

    @property
    def is_whole(self) -> bool:
        """Tell whether all of it is known."""
        return all(part.bytes is not None for part in self.parts)


class SizeResult(NamedTuple):
    """What an image will hold.

    Attributes:
        dockerfile: as people see it.
        platform: what it is built for.
        rows: the instructions with layers, in order.
        kept: what later instructions delete and no layer frees: in which row it lies, and how
            many bytes.
        problems: what could not be looked at.
    """

    dockerfile: str
    platform: str
    rows: tuple[Row, ...]
    kept: tuple[tuple[int, Part], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def bytes(self) -> int:
        """Return the unpacked bytes that are known."""
        return sum(row.bytes for row in self.rows)

    @property
    def compressed(self) -> int:
        """Return the compressed bytes that are known."""
        return sum(row.compressed for row in self.rows)

    @property
    def is_whole(self) -> bool:
        """Tell whether every number is known."""
        return all(row.is_whole for row in self.rows)


def size_record(result: SizeResult) -> dict[str, Any]:
    """Return a result as the object that ``--format json`` writes."""
    return {
        "schema": SIZE_SCHEMA_NAME,
        "dockerfile": _safe(result.dockerfile),
        "platform": result.platform,
        "bytes": result.bytes,
        "compressed_bytes": result.compressed,
        "is_whole": result.is_whole,
        "instructions": [
            {
                "line": row.line,
                "stage": _safe(row.stage),
                "text": _safe(row.text),
                "bytes": row.bytes,
                "compressed_bytes": row.compressed,
                "is_whole": row.is_whole,
                "parts": [_part(part) for part in row.parts],
            }
            for row in result.rows
        ],
        "deleted_not_freed": [
            {"line": line, "path": _safe(part.name), "bytes": part.bytes}
            for line, part in result.kept
        ],
        "problems": [_safe(each) for each in result.problems],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "name": _safe(part.name),
        "bytes": part.bytes,
        "compressed_bytes": part.compressed,
        "basis": part.basis or None,
        "reason": _safe(part.reason),
    }


def _safe(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in _safe(text))


def size_text(result: SizeResult, *, colour: bool = False) -> str:
    """Return a result for people: a bar for each instruction, its largest parts below."""

    def bold(text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if colour else text

    least = "" if result.is_whole else "at least "
    size = bold(size_in_words(result.bytes))
    name = bold(_visible(result.dockerfile))
    lines = [f"{name} for {result.platform}: {least}{size} unpacked"]
    if result.compressed:
        lines[0] += f", {size_in_words(result.compressed)} compressed as far as that is known"
    most = max((row.bytes for row in result.rows), default=0)
    for row in result.rows:
        bar = "█" * round(_BAR * row.bytes / most) if most else ""
        more = "" if row.is_whole else " + ?"
        size = f"{size_in_words(row.bytes)}{more}" if row.bytes or row.is_whole else "?"
        lines += ["", f"{size:>14}  {bar:<{_BAR}}  {row.line}: {_visible(row.text)}"]
        for part in row.parts[:_MOST_PARTS]:
            told = "?" if part.bytes is None else size_in_words(part.bytes)
            words = part.reason or part.basis
            lines.append(f"{told:>18}  {_visible(part.name)}" + (f"  ({words})" if words else ""))
        if len(row.parts) > _MOST_PARTS:
            rest = row.parts[_MOST_PARTS:]
            known = sum(part.bytes or 0 for part in rest)
            hidden = sum(part.bytes is None for part in rest)
            note = f", {hidden} not known" if hidden else ""
            lines.append(f"{size_in_words(known):>18}  {len(rest)} more{note}")
    if result.kept:
        lines += ["", bold("Deleted by later instructions, and still in the image")]
        for line, part in result.kept:
            lines.append(
                f"{size_in_words(part.bytes or 0):>14}  {_visible(part.name)} (line {line})"
            )
    for problem in result.problems:
        lines += ["", _visible(problem)]
    return "\n".join(lines) + "\n"


def size_html(result: SizeResult) -> str:
    """Return a result as a page of its own: a treemap, and a table of all parts."""
    from html import escape

    boxes: list[str] = []
    rows = [row for row in result.rows if row.bytes]
    outer = _squares([row.bytes for row in rows], (0.0, 0.0, 100.0, 56.0))
    for row, (x, y, width, height) in zip(rows, outer, strict=True):
        parts = [part for part in row.parts if part.bytes]
        inner = _squares([part.bytes or 0 for part in parts], (x, y, width, height))
        number = result.rows.index(row)
        for part, (left, top, wide, high) in zip(parts, inner, strict=True):
            told = f"{part.name}: {size_in_words(part.bytes or 0)}"
            boxes.append(
                f'<div class="box" title="{escape(f"line {row.line}: {told} ({part.basis})")}" '
                f'style="left:{left:.3f}%;top:{top / 0.56:.3f}%;width:{wide:.3f}%;'
                f'height:{high / 0.56:.3f}%;background:hsl({number * 67 % 360} 45% 78%)">'
                f"{escape(_safe(told))}</div>"
            )
    table = "".join(
        f"<tr><td>{row.line}</td><td>{escape(_visible(part.name))}</td>"
        f"<td>{'?' if part.bytes is None else f'{part.bytes:,}'}</td>"
        f"<td>{'' if part.compressed is None else f'{part.compressed:,}'}</td>"
        f"<td>{escape(_visible(part.reason or part.basis))}</td></tr>"
        for row in result.rows
        for part in row.parts
    )
    least = "" if result.is_whole else "at least "
    title = f"{_visible(result.dockerfile)}: {least}{size_in_words(result.bytes)} unpacked"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title><style>
body {{ font: 14px system-ui, sans-serif; margin: 1.5rem; color: #222; background: #fff }}
.map {{ position: relative; width: 100%; aspect-ratio: 100 / 56 }}
.box {{ position: absolute; box-sizing: border-box; border: 1px solid #fff; padding: 2px 4px;
  overflow: hidden; font-size: 12px }}
table {{ border-collapse: collapse; margin-top: 1rem }}
td, th {{ padding: 2px 10px; text-align: left }}
td:nth-child(3), td:nth-child(4) {{ text-align: right }}
</style></head><body><h1>{escape(title)}</h1><div class="map">{"".join(boxes)}</div>
<table><thead><tr><th>Line</th><th>What</th><th>Bytes</th><th>Compressed</th><th>From</th></tr></thead>
<tbody>{table}</tbody></table></body></html>
"""


Box = tuple[float, float, float, float]


def _squares(values: Iterable[int], room: Box) -> list[Box]:
    """Return a rectangle for each value, of its share of the room, as square as may be.

    Values are laid in rows along the shorter side; a row takes values while that makes its worst
    rectangle squarer.
    """
    left = list(values)
    x, y, width, height = room
    found: list[Box] = []
    area = width * height / (sum(left) or 1)
    while left:
        side = min(width, height) or 1e-9
        count, worst = 1, float("inf")
        while count <= len(left):
            depth = sum(left[:count]) * area / side
            ratio = max(
                max(value * area / depth / (depth or 1e-9), depth * depth / (value * area))
                for value in left[:count]
                if value
            )
            if ratio > worst:
                break
            worst, count = ratio, count + 1
        taken, left = left[: count - 1], left[count - 1 :]
        depth = sum(taken) * area / side
        along = 0.0
        for value in taken:
            length = value * area / depth
            if width >= height:
                found.append((x, y + along, depth, length))
            else:
                found.append((x + along, y, length, depth))
            along += length
        if width >= height:
            x, width = x + depth, max(0.0, width - depth)
        else:
            y, height = y + depth, max(0.0, height - depth)
    return found
