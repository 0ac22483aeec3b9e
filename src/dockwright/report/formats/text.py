"""For people at a terminal: each finding with its lines, then what to do next."""

from __future__ import annotations

from dockwright.report.ansi import Style, cell_width, visible, visible_char
from dockwright.report.formats import DEFAULT
from dockwright.report.place import place_of
from dockwright.report.summary import (
    counted,
    first_steps,
    impact_words,
    not_checked_lines,
    summarize,
)
from dockwright.rules.diagnostic import Applicability, Severity
from dockwright.rules.registry import entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.report.formats import Options
    from dockwright.report.place import Place
    from dockwright.report.result import CheckResult
    from dockwright.report.summary import Step, Summary
    from dockwright.rules.diagnostic import Diagnostic, Fix, Label
    from dockwright.text import Source

__all__ = ["render"]

_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
    Severity.STYLE: "magenta",
}
_TAB = 4
_MOST_LINES = 5
"""Lines of a longer span that are shown: all up to this many, else the first three and the last."""

_HEAD_LINES = 3
_MOST_RELATED = 6
_LEAST_WIDTH = 20
_MOST_STEPS = 3


def render(result: CheckResult, options: Options = DEFAULT) -> str:
    """Return the findings with the lines they are about, and a summary."""
    style = Style(enabled=options.colour)
    writer = _Writer(result, style, options.width)
    blocks = [writer.finding(each) for each in result.diagnostics]
    blocks.append(_summary(result, style, options.width))
    return "\n\n".join(blocks) + "\n"


class _Writer:
    """Writes findings of one result."""

    def __init__(self, result: CheckResult, style: Style, width: int) -> None:
        self.result = result
        self.style = style
        self.width = width

    def finding(self, diagnostic: Diagnostic) -> str:
        """Return a finding's lines."""
        style, result = self.style, self.result
        label = diagnostic.primary
        source = result.sources.get(label.path)
        place = place_of(source, label.span)
        related = diagnostic.related[:_MOST_RELATED]
        places = [place_of(result.sources.get(each.path), each.span) for each in related]
        gutter = max(len(str(each.last_line)) for each in (place, *places)) + 1
        colour = _COLOURS[diagnostic.severity]
        title = result.rule(diagnostic.code).title
        head = (
            f"{style(_at(label, place), 'bold')}: "
            f"{style(diagnostic.severity.value, 'bold', colour)}: "
            f"{style(visible(diagnostic.message), 'bold')} "
            f"{style(f'[{visible(title)}]', 'dim')}"
        )
        lines = [head]
        lines += self.snippet(source, place, gutter, "^", colour, label.text)
        for each, spot in zip(related, places, strict=True):
            lines.append(f"{' ' * gutter}{style('::', 'blue')} {_at(each, spot)}")
            lines += self.snippet(
                result.sources.get(each.path), spot, gutter, "-", "blue", each.text, first_only=True
            )
        left = len(diagnostic.related) - len(related)
        if left > 0:
            lines.append(f"{' ' * gutter}{style('::', 'blue')} and {left} more places")
        lines += self.remedies(diagnostic, gutter)
        return "\n".join(lines)

    def remedies(self, diagnostic: Diagnostic, gutter: int) -> list[str]:
        """Return the lines below the snippet: cost, help and fixes."""
        notes: list[tuple[str, str]] = []
        cost = impact_words(diagnostic.impact)
        if diagnostic.impact and cost:
            basis = ", ".join(
                word
                for word in (diagnostic.impact.confidence.value, diagnostic.impact.basis)
                if word
            )
            notes.append(("cost", f"{cost} ({basis})"))
        if diagnostic.help:
            notes.append(("help", diagnostic.help))
        notes += [("fix", f"{fix.title} ({_how(fix)})") for fix in diagnostic.fixes]
        sign = self.style("=", "blue")
        return [
            f"{' ' * gutter}{sign} {self.style(f'{word}:', 'bold')} {visible(text)}"
            for word, text in notes
        ]

    def snippet(
        self,
        source: Source | None,
        place: Place,
        gutter: int,
        mark: str,
        colour: str,
        words: str,
        *,
        first_only: bool = False,
    ) -> list[str]:
        """Return the lines of a place, its characters marked."""
        words = visible(words)
        if source is None or not source.text:
            return [f"{' ' * gutter}{self.style('|', 'blue')} {words}"] if words else []
        if place.last_line == place.line or first_only:
            return self.marked_line(source, place, gutter, mark, colour, words)
        return self.barred_lines(source, place, gutter, colour, words)

    def marked_line(
        self, source: Source, place: Place, gutter: int, mark: str, colour: str, words: str
    ) -> list[str]:
        """Return one line, and below it marks under the characters meant."""
        text = _line(source, place.line)
        stop = place.end_column if place.end_line == place.line else len(text) + 1
        before, meant, after = _split(text, place.column - 1, stop - 1)
        room = self.room(gutter + 2)
        before, meant, after = _cropped(before, meant, after, room)
        bar = self.style("|", "blue")
        marks = mark * max(1, cell_width(meant))
        tail = f" {words}" if words else ""
        return [
            f"{self.number(place.line, gutter)}{bar} {before}{meant}{after}".rstrip(),
            f"{' ' * gutter}{bar} {' ' * cell_width(before)}"
            + self.style(marks + tail, "bold", colour),
        ]

    def barred_lines(
        self, source: Source, place: Place, gutter: int, colour: str, words: str
    ) -> list[str]:
        """Return the lines of a longer place, a bar before them; of many the first and the last."""
        first, last = place.line, place.last_line
        shown: list[int | None] = list(range(first, last + 1))
        if len(shown) > _MOST_LINES:
            shown = [*range(first, first + _HEAD_LINES), None, last]
        bar = self.style("|", "blue")
        room = self.room(gutter + 4)
        lines: list[str] = []
        for number in shown:
            if number is None:
                hidden = last - first - _HEAD_LINES
                words_left = self.style(f"({counted(hidden, 'more line')})", "dim")
                lines.append(
                    f"{self.style('…'.rjust(gutter - 1), 'blue')} {bar} {self.style('|', colour)} "
                    f"{words_left}"
                )
                continue
            edge = "/" if number == first else "\\" if number == last else "|"
            before, meant, _ = _cropped("", _cells(_line(source, number)), "", room)
            lines.append(
                f"{self.number(number, gutter)}{bar} {self.style(edge, colour)} "
                f"{before}{meant}".rstrip()
            )
        if words:
            lines.append(f"{' ' * gutter}{bar} {self.style(words, 'bold', colour)}")
        return lines

    def number(self, line: int, gutter: int) -> str:
        """Return a line's number as it stands in the margin."""
        return self.style(f"{str(line).rjust(gutter - 1)} ", "blue")

    def room(self, taken: int) -> int:
        """Return how many cells are left for text, or 0 where there is no limit."""
        return max(_LEAST_WIDTH, self.width - taken) if self.width > 0 else 0


def _at(label: Label, place: Place) -> str:
    return f"{visible(label.path)}:{place.line}:{place.column}"


def _line(source: Source, number: int) -> str:
    """Return a line without its ending and without a byte-order mark."""
    text = source.slice(source.lines.line_span(number)).removesuffix("\n").removesuffix("\r")
    return text.removeprefix("\ufeff") if number == 1 else text


def _cells(text: str, column: int = 0) -> str:
    """Return what a terminal shows for a text that begins in a cell: tabs spread, the rest seen."""
    if "\t" not in text:
        return visible(text)
    pieces: list[str] = []
    for char in text:
        piece = " " * (_TAB - column % _TAB) if char == "\t" else visible_char(char)
        pieces.append(piece)
        column += cell_width(piece)
    return "".join(pieces)


def _split(text: str, start: int, stop: int) -> tuple[str, str, str]:
    """Return what is shown before, of and after some characters of a line."""
    start = min(max(start, 0), len(text))
    stop = min(max(stop, start), len(text))
    before = _cells(text[:start])
    column = cell_width(before)
    meant = _cells(text[start:stop], column)
    return before, meant, _cells(text[stop:], column + cell_width(meant))


def _cropped(before: str, meant: str, after: str, room: int) -> tuple[str, str, str]:
    """Return the three parts cut so that they fit, what is meant before what is around it."""
    if not room or cell_width(before) + cell_width(meant) + cell_width(after) <= room:
        return before, meant, after
    size = cell_width(meant)
    if size + 2 > room:
        lead = min(cell_width(before), room // 4)
        before = _end(before, lead)
        meant = _start(meant, room - cell_width(before))
        return before, meant, ""
    spare = room - size
    lead = min(cell_width(before), max(spare // 2, spare - cell_width(after)))
    before = _end(before, lead)
    return before, meant, _start(after, spare - cell_width(before))


def _start(text: str, room: int) -> str:
    """Return as much of a text's beginning as fits, an ellipsis for the rest."""
    if cell_width(text) <= room:
        return text
    kept, filled = 0, 1
    for char in text:
        filled += cell_width(char)
        if filled > room:
            break
        kept += 1
    return text[:kept] + "…"


def _end(text: str, room: int) -> str:
    """Return as much of a text's end as fits, an ellipsis for the rest."""
    if cell_width(text) <= room:
        return text
    if room <= 0:
        return ""
    kept, filled = len(text), 1
    while kept and filled + cell_width(text[kept - 1]) <= room:
        kept -= 1
        filled += cell_width(text[kept])
    return "…" + text[kept:]


def _how(fix: Fix) -> str:
    if fix.applicability is Applicability.SAFE:
        return "safe"
    if fix.applicability is Applicability.UNSAFE:
        return "unsafe: with --unsafe only"
    return "by hand"


def _summary(result: CheckResult, style: Style, width: int) -> str:
    summary = summarize(result)
    lines = [_headline(summary, style)]
    found = result.diagnostics
    steps = first_steps(found, _MOST_STEPS)
    if steps:
        lines.append("First, and why:")
        lines += _step_lines(result, steps, width)
    if summary.fixable:
        lines.append(_fix_words(summary, style))
    lines += not_checked_lines(summary.not_checked)
    if found:
        loudest = min(found, key=lambda each: each.severity.rank)
        first = steps[0].diagnostic if steps else loudest
        explain = style(f"dockwright explain {first.code}", "bold")
        fix = style("dockwright fix --diff", "bold")
        lines.append(f"Next: {fix} or {explain}" if _may_mend(found) else f"Next: {explain}")
    return "\n".join(lines)


def _may_mend(found: Iterable[Diagnostic]) -> bool:
    """Tell whether there is a repair for some finding; whether it applies is not told."""
    rules = (entry(each.code) for each in found)
    return any(rule is not None and rule.has_repair for rule in rules)


def _step_lines(result: CheckResult, steps: list[Step], width: int) -> list[str]:
    """Return a line for each step, their parts below each other, paths cut where they must be."""
    spots = [
        f"{visible(each.primary.path)}:"
        f"{place_of(result.sources.get(each.primary.path), each.primary.span).line}"
        for each, _ in steps
    ]
    tails = [f"{each.code}  {saves}" for each, saves in steps]
    room = max(map(cell_width, spots))
    if width > 0:
        room = min(room, max(_LEAST_WIDTH, width - 4 - max(map(cell_width, tails))))
    lines = []
    for spot, tail in zip(spots, tails, strict=True):
        cut = _end(spot, room)
        lines.append(f"  {cut}{' ' * (room - cell_width(cut))}  {tail}")
    return lines


def _headline(summary: Summary, style: Style) -> str:
    files = counted(summary.checked, "file")
    if not summary.total:
        if not summary.checked:
            return "Nothing was checked."
        return style(f"No findings in {files}.", "green")
    parts = [
        style(counted(number, severity.value), "bold", _COLOURS[severity])
        for severity, number in summary.counts.items()
        if number
    ]
    return f"{counted(summary.total, 'finding')} in {files}: {', '.join(parts)}."


def _fix_words(summary: Summary, style: Style) -> str:
    unsafe = summary.fixable - summary.safe
    command = style("dockwright fix", "bold")
    if not unsafe:
        return f"Fixable: {summary.safe} with {command}"
    with_flag = style("dockwright fix --unsafe", "bold")
    if not summary.safe:
        return f"Fixable: {unsafe} with {with_flag}"
    return f"Fixable: {summary.safe} with {command}, {unsafe} more with {with_flag}"
