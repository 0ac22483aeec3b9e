"""One self-contained page: no script, style, font or picture from anywhere else."""

from __future__ import annotations

from dockwright.report.ansi import visible, visible_char
from dockwright.report.formats import DEFAULT
from dockwright.report.place import place_of
from dockwright.report.summary import counted, first_steps, impact_words, summarize
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.report.formats import Options
    from dockwright.report.place import Place
    from dockwright.report.result import CheckResult
    from dockwright.report.summary import Summary
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Source

__all__ = ["render"]

_MOST_LINES = 12

_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
)
_STYLE = """\
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #57606a; --line: #d0d7de;
  --box: #f6f8fa; --mark: #fff3b0; --error: #b3261e; --warning: #8a5300; --info: #0a5ad4;
  --style: #7a2da8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9da7b3; --line: #30363d; --box: #161b22;
    --mark: #5c4a00; --error: #ff8a80; --warning: #f0b429; --info: #79b8ff; --style: #d2a8ff; } }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
article { border: 1px solid var(--line); border-inline-start-width: .4rem; border-radius: .3rem;
  margin: .8rem 0; padding: .6rem .9rem; }
article p { margin: .3rem 0; overflow-wrap: anywhere; }
.error { border-inline-start-color: var(--error); }
.warning { border-inline-start-color: var(--warning); }
.info { border-inline-start-color: var(--info); }
.style { border-inline-start-color: var(--style); }
.where, .meta { color: var(--soft); font-size: .9rem; }
pre { background: var(--box); border-radius: .3rem; overflow-x: auto; padding: .5rem; tab-size: 4; }
mark { background: var(--mark); color: inherit; } .number { color: var(--soft); user-select: none; }
fieldset { border: 1px solid var(--line); border-radius: .3rem; }
label { margin-inline-end: 1rem; } [hidden] { display: none; }
"""

_SCRIPT = """\
const boxes = document.querySelectorAll('input[name=severity]');
const status = document.getElementById('shown');
function update() {
  const wanted = new Set([...boxes].filter(box => box.checked).map(box => box.value));
  let shown = 0;
  for (const each of document.querySelectorAll('article')) {
    each.hidden = !wanted.has(each.dataset.severity);
    shown += !each.hidden;
  }
  for (const each of document.querySelectorAll('section.file'))
    each.hidden = !each.querySelector('article:not([hidden])');
  status.textContent = shown + ' shown';
}
for (const box of boxes) box.addEventListener('change', update);
document.getElementById('filter').hidden = false;
"""


def render(result: CheckResult, options: Options = DEFAULT) -> str:  # noqa: ARG001 - one signature for all
    """Return the page; findings can be filtered by severity, and all show without scripts."""
    summary = summarize(result)
    by_path: dict[str, list[Diagnostic]] = {}
    for each in result.diagnostics:
        by_path.setdefault(each.primary.path, []).append(each)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        _POLICY,
        "<title>dockwright report</title>",
        f"<style>\n{_STYLE}</style>",
        "</head>",
        "<body>",
        "<header>",
        "<h1>dockwright report</h1>",
        f"<p>{_headline(summary)}</p>",
        *_first_steps(result),
        "</header>",
        *(_filter(summary) if summary.total else ()),
        "<main>",
    ]
    for number, (path, found) in enumerate(by_path.items(), 1):
        parts += [
            f'<section class="file" aria-labelledby="file-{number}">',
            f'<h2 id="file-{number}">{_text(path)}</h2>',
            *(_article(each, result) for each in found),
            "</section>",
        ]
    parts += _not_checked(summary)
    parts.append("</main>")
    if summary.total:
        parts.append(f"<script>\n{_SCRIPT}</script>")
    parts += ["</body>", "</html>"]
    return "\n".join(parts) + "\n"


def _headline(summary: Summary) -> str:
    files = counted(summary.checked, "file")
    if not summary.total:
        return f"No findings in {files}." if summary.checked else "Nothing was checked."
    parts = [
        counted(number, severity.value) for severity, number in summary.counts.items() if number
    ]
    words = f"{counted(summary.total, 'finding')} in {files}: {', '.join(parts)}."
    if summary.fixable:
        words += (
            f" {summary.fixable} fixable: {summary.safe} with <code>dockwright fix</code>, "
            f"{summary.fixable - summary.safe} more with <code>--unsafe</code>."
        )
    return words


def _first_steps(result: CheckResult) -> list[str]:
    steps = first_steps(result.diagnostics, 3)
    if not steps:
        return []
    items = [
        f"<li>{_text(each.primary.path)}:"
        f"{place_of(result.sources.get(each.primary.path), each.primary.span).line} "
        f"{_text(each.code)}: {_text(saves)}</li>"
        for each, saves in steps
    ]
    return ["<p>First, and why:</p>", "<ol>", *items, "</ol>"]


def _filter(summary: Summary) -> list[str]:
    boxes = [
        f'<label><input type="checkbox" name="severity" value="{severity.value}" checked> '
        f"{severity.value} ({summary.counts[severity]})</label>"
        for severity in Severity
        if summary.counts[severity]
    ]
    return [
        '<form id="filter" hidden>',
        "<fieldset>",
        "<legend>Show</legend>",
        *boxes,
        f'<output id="shown" aria-live="polite">{summary.total} shown</output>',
        "</fieldset>",
        "</form>",
    ]


def _article(diagnostic: Diagnostic, result: CheckResult) -> str:
    rule = result.rule(diagnostic.code)
    label = diagnostic.primary
    source = result.sources.get(label.path)
    place = place_of(source, label.span)
    severity = diagnostic.severity.value
    code = _text(rule.code)
    if rule.url.startswith(("https://", "http://")):
        code = f'<a href="{_text(rule.url)}">{code}</a>'
    name = rule.title.removeprefix(rule.code)
    where = f"{_text(label.path)}:{place.line}:{place.column}"
    parts = [
        f'<article class="{severity}" data-severity="{severity}">',
        f"<h3>{severity}: {_text(diagnostic.message)}</h3>",
        f'<p class="where">{where} · {code}{_text(name)} · {_text(rule.family)}</p>',
    ]
    if source is not None and source.text:
        parts.append(_snippet(source, place))
    cost = impact_words(diagnostic.impact)
    if diagnostic.impact and cost:
        basis = diagnostic.impact.basis
        words = f"{cost} ({diagnostic.impact.confidence.value}{f', {basis}' if basis else ''})"
        parts.append(f"<p><strong>Cost:</strong> {_text(words)}</p>")
    if diagnostic.help:
        parts.append(f"<p><strong>Help:</strong> {_text(diagnostic.help)}</p>")
    parts += [
        f"<p><strong>Fix:</strong> {_text(fix.title)} ({fix.applicability.value})</p>"
        for fix in diagnostic.fixes
    ]
    for other in diagnostic.related:
        spot = place_of(result.sources.get(other.path), other.span)
        parts.append(
            f'<p class="meta">{_text(other.path)}:{spot.line}:{spot.column} {_text(other.text)}</p>'
        )
    parts.append("</article>")
    return "\n".join(parts)


def _snippet(source: Source, place: Place) -> str:
    lines: list[str] = []
    last = min(place.last_line, place.line + _MOST_LINES - 1)
    for number in range(place.line, last + 1):
        text = source.slice(source.lines.line_span(number)).removesuffix("\n").removesuffix("\r")
        if number == 1:
            text = text.removeprefix("\ufeff")
        start = place.column - 1 if number == place.line else 0
        stop = place.end_column - 1 if number == place.end_line else len(text)
        lines.append(
            f'<span class="number">{number} </span>{_line(text[:start])}'
            f"<mark>{_line(text[start:stop])}</mark>{_line(text[stop:])}"
        )
    hidden = place.last_line - last
    if hidden > 0:
        lines.append(f'<span class="number">… {counted(hidden, "more line")}</span>')
    return f"<pre><code>{chr(10).join(lines)}</code></pre>"


def _not_checked(summary: Summary) -> list[str]:
    if not summary.not_checked:
        return []
    items = [
        f"<li>{_text(file.path)} {_text(file.reason or f'is {file.status}')}</li>"
        for file in summary.not_checked
    ]
    return [
        '<section aria-labelledby="not-checked">',
        '<h2 id="not-checked">Not checked</h2>',
        "<ul>",
        *items,
        "</ul>",
        "</section>",
    ]


def _text(text: str) -> str:
    """Return a text as HTML has it, in content and in quoted attributes."""
    from html import escape

    return escape(visible(text))


def _line(text: str) -> str:
    from html import escape

    return escape("".join(char if char == "\t" else visible_char(char) for char in text))
