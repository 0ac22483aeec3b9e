"""The fixer takes fixes whole, proves each pass, comes to an end, and tells what it leaves out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dockwright.fixes.digest import changed_facets, digest_of
from dockwright.fixes.fixer import Examined, FileRepair, examined_dockerfile, repair_file
from dockwright.model.dockerfile import build_model
from dockwright.rules.diagnostic import Applicability, Confidence, Diagnostic, Fix, Label, Severity
from dockwright.syntax.dockerfile import parse
from dockwright.text import Edit, Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Maker = Callable[[str], list[Diagnostic]]


def found(
    code: str,
    *edits: Edit,
    touches: tuple[str, ...] = ("run",),
    applicability: Applicability = Applicability.SAFE,
    message: str = "it is so",
    severity: Severity = Severity.WARNING,
) -> Diagnostic:
    fix = Fix("Mend it", {"Dockerfile": edits}, applicability, frozenset(touches))
    at = Label("Dockerfile", Span(0, 1), "")
    fixes = (fix,) if edits else ()
    return Diagnostic(code, message, at, severity, Confidence.HIGH, fixes=fixes)


def run(text: str, maker: Maker, allowed: frozenset[Applicability] | None = None) -> FileRepair:
    def examine(source: Source, others: Mapping[str, str]) -> Examined:
        del others
        model = build_model(parse(source))
        diagnostics = maker(source.text)
        errors = [each for each in diagnostics if each.severity is Severity.ERROR]
        return examined_dockerfile(model, diagnostics, errors)

    return repair_file(
        Source("Dockerfile", text), examine, allowed=allowed or frozenset({Applicability.SAFE})
    )


TEXT = "FROM a\n# why\nRUN b\nENV c=d\n"


def at(word: str, text: str = TEXT) -> Span:
    start = text.index(word)
    return Span(start, start + len(word))


def once(code: str, word: str, new: str, **how: tuple[str, ...]) -> Maker:
    """Report while ``word`` stands there, with the fix that replaces it."""

    def maker(text: str) -> list[Diagnostic]:
        return [found(code, Edit(at(word, text), new), **how)] if word in text else []

    return maker


def test_a_fix_that_keeps_its_promise_is_applied() -> None:
    done = run(TEXT, once("DW1", "RUN b", "RUN e"))
    assert done.after.text == TEXT.replace("RUN b", "RUN e")
    assert not done.defects
    assert [each.code for each in done.applied] == ["DW1"]
    assert done.applied[0].line == 1


def test_a_fix_that_changes_more_than_it_says_is_left_out_and_told() -> None:
    done = run(TEXT, once("DW1", "ENV c=d", "ENV c=e"))
    assert done.after.text == TEXT
    assert "more of the build than it says: env" in done.defects[0]


def test_a_fix_that_breaks_the_file_is_left_out_and_told() -> None:
    done = run(TEXT, once("DW1", "RUN b", "RNU b", touches=("run", "unread", "order")))
    assert done.after.text == TEXT
    assert "Docker would refuse the file" in done.defects[0]


def test_a_fix_that_loses_a_comment_is_left_out_and_told() -> None:
    done = run(TEXT, once("DW1", "# why\n", ""))
    assert done.after.text == TEXT
    assert "a comment would be lost: # why" in done.defects[0]


def test_a_fix_that_brings_an_error_is_left_out_and_told() -> None:
    def maker(text: str) -> list[Diagnostic]:
        if "RUN b" in text:
            return [found("DW1", Edit(at("RUN b", text), "RUN e"))]
        return [found("DW2", message="worse", severity=Severity.ERROR)]

    done = run(TEXT, maker)
    assert done.after.text == TEXT
    assert "it brings an error: worse [DW2]" in done.defects[0]


def test_good_fixes_of_a_pass_survive_a_bad_one() -> None:
    def maker(text: str) -> list[Diagnostic]:
        return [*once("DW1", "RUN b", "RUN e")(text), *once("DW2", "c=d", "c=e")(text)]

    done = run(TEXT, maker)
    assert done.after.text == TEXT.replace("RUN b", "RUN e")
    assert len(done.defects) == 1


def test_a_fix_that_fails_only_beside_another_waits_for_the_next_pass() -> None:
    def maker(text: str) -> list[Diagnostic]:
        more = once("DW2", "c=d", "c=f" if "RUN e" in text else "c=e", touches=("env",))(text)
        if "RUN e" in text and "c=e" in text:
            more = [found("DW3", severity=Severity.ERROR, message="together they do not fit")]
        return [*once("DW1", "RUN b", "RUN e")(text), *more]

    done = run(TEXT, maker)
    assert done.after.text == TEXT.replace("RUN b", "RUN e").replace("c=d", "c=f")
    assert done.passes == 2
    assert not done.defects


def test_a_fix_that_fails_beside_another_and_alone_is_told() -> None:
    def maker(text: str) -> list[Diagnostic]:
        more = once("DW2", "c=d", "c=e", touches=("env",))(text)
        if "c=e" in text:
            more = [found("DW3", severity=Severity.ERROR, message="it never fits")]
        return [*once("DW1", "RUN b", "RUN e")(text), *more]

    done = run(TEXT, maker)
    assert done.after.text == TEXT.replace("RUN b", "RUN e")
    assert "it never fits" in done.defects[0]


def test_of_fixes_that_conflict_the_first_is_taken_and_the_other_in_the_next_pass() -> None:
    def maker(text: str) -> list[Diagnostic]:
        return [
            *(once("DW2", "b\n", "b g\n")(text) if "g" not in text else []),
            *(once("DW1", "RUN b", "RUN f b")(text) if "f" not in text else []),
        ]

    done = run(TEXT, maker)
    assert done.passes == 2
    assert "RUN f b g" in done.after.text


def test_a_fix_that_moves_a_line_and_one_that_does_without_it_are_not_for_one_pass() -> None:
    def maker(text: str) -> list[Diagnostic]:
        gone = Edit(at("RUN b\n", text), "") if "RUN b" in text else None
        if gone is None:
            return []
        end = len(text)
        moves = [
            found("DW1", gone, Edit(Span(end, end), "RUN b # moved\n"), touches=("run", "order"))
        ]
        drops = [found("DW2", gone, Edit(at("a", text), "e"), touches=("run", "base", "order"))]
        return [*(moves if "moved" not in text else []), *drops]

    done = run(TEXT, maker)
    assert [each.code for each in done.applied] == ["DW2"]
    assert done.after.text == "FROM e\n# why\nENV c=d\n"


def test_a_fix_that_fails_beside_another_alone_waits_for_the_next_pass() -> None:
    def maker(text: str) -> list[Diagnostic]:
        is_long = "f \\\n" in text
        end = at("  b" if is_long else "RUN f", text).end
        more = [found("DW2", Edit(Span(end, end), " && g"))] if "g" not in text else []
        return [*(once("DW1", " \\\n  b", "\n")(text) if is_long else []), *more]

    done = run("FROM a\nRUN f \\\n  b\nENV c=d\n", maker)
    assert not done.defects
    assert [each.code for each in done.applied] == ["DW1", "DW2"]
    assert done.after.text == "FROM a\nRUN f && g\n\nENV c=d\n"


def test_equal_fixes_of_two_findings_are_one() -> None:
    def maker(text: str) -> list[Diagnostic]:
        return [*once("DW1", "RUN b", "RUN e")(text), *once("DW2", "RUN b", "RUN e")(text)]

    done = run(TEXT, maker)
    assert done.passes == 1
    assert [each.code for each in done.applied] == ["DW1", "DW2"]


def test_fixes_without_end_leave_the_file_and_are_told() -> None:
    def maker(text: str) -> list[Diagnostic]:
        end = at("RUN b", text).end
        return [found("DW1", Edit(Span(end, end), " b"))]

    done = run(TEXT, maker)
    assert done.after.text == TEXT
    assert "DW1" in done.defects[0]
    assert "10 passes" in done.defects[0]


def test_fixes_that_undo_each_other_leave_the_file_and_are_told() -> None:
    def maker(text: str) -> list[Diagnostic]:
        return [*once("DW1", "RUN b", "RUN e")(text), *once("DW2", "RUN e", "RUN b")(text)]

    done = run(TEXT, maker)
    assert done.after.text == TEXT
    assert "undo each other" in done.defects[0]


def test_unsafe_fixes_wait_to_be_allowed() -> None:
    def maker(text: str) -> list[Diagnostic]:
        if "RUN b" not in text:
            return []
        edit = Edit(at("RUN b", text), "RUN e")
        return [found("DW1", edit, applicability=Applicability.UNSAFE)]

    assert run(TEXT, maker).after.text == TEXT
    both = frozenset({Applicability.SAFE, Applicability.UNSAFE})
    assert "RUN e" in run(TEXT, maker, both).after.text


def test_moving_what_reads_a_file_is_a_change_of_order() -> None:
    text = "FROM a\nRUN b\nCOPY c d\n"
    swapped = "FROM a\nCOPY c d\nRUN b\n"

    def maker(touches: tuple[str, ...]) -> Maker:
        return once("DW1", "RUN b\nCOPY c d\n", "COPY c d\nRUN b\n", touches=touches)

    assert run(text, maker(("order",))).after.text == swapped
    assert "order" in run(text, maker(("run",))).defects[0]


def test_a_fix_about_comments_may_change_its_own_and_no_other() -> None:
    text = "FROM a\n# one\n# two\nRUN b\n"

    def maker(text: str) -> list[Diagnostic]:
        return [
            *once("DW1", "# one\n", "", touches=("comments",))(text),
            *once("DW2", "# two\n", "", touches=("run",))(text),
        ]

    done = run(text, maker)
    assert done.after.text == "FROM a\n# two\nRUN b\n"
    assert "a comment would be lost: # two" in done.defects[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM a AS B\nFROM c\nCOPY --from=B d e\n", "FROM a AS b\nFROM c\nCOPY --from=b d e\n"),
        (
            "FROM a AS B\nFROM c\nRUN --mount=type=bind,from=B,target=/x d\n",
            "FROM a AS b\nFROM c\nRUN --mount=type=bind,from=b,target=/x d\n",
        ),
        ("FROM a\nEXPOSE 1.2.3.4:5:6/TCP\n", "FROM a\nEXPOSE 6/tcp\n"),
        ("FROM a\nENV b $C d${E:-f}\n", 'FROM a\nENV b="$C d${E:-f}"\n'),
        ("FROM a\nLABEL b 'c' d\n", "FROM a\nLABEL b='c'\\ d\n"),
    ],
)
def test_the_digest_is_the_same_where_the_build_is(before: str, after: str) -> None:
    one, other = (digest_of(build_model(parse(Source("", text)))) for text in (before, after))
    assert changed_facets(one, other, frozenset()) == frozenset()


@pytest.mark.parametrize(
    ("before", "after", "facet"),
    [
        ("FROM a\nFROM c\nCOPY --from=X d e\n", "FROM a\nFROM c\nCOPY --from=Y d e\n", "copy"),
        ("FROM a\nEXPOSE 5:6\n", "FROM a\nEXPOSE 5\n", "expose"),
        ("FROM a\nEXPOSE 6/tcp\n", "FROM a\nEXPOSE 6/udp\n", "expose"),
        ("FROM a\nENV b=$C\n", "FROM a\nENV b=$D\n", "env"),
        ("FROM a\nENV b=${C:-d}\n", "FROM a\nENV b=${C:-e}\n", "env"),
        ("FROM a\nENV b=${C:-d}\n", "FROM a\nENV b=${C-d}\n", "env"),
        ("FROM a\nENV b=${C:+d}\n", "FROM a\nENV b=${C:+e}\n", "env"),
    ],
)
def test_the_digest_differs_where_the_build_does(before: str, after: str, facet: str) -> None:
    one, other = (digest_of(build_model(parse(Source("", text)))) for text in (before, after))
    assert facet in changed_facets(one, other, frozenset())
    assert changed_facets(one, other, frozenset({facet})) == frozenset()


def test_each_of_equal_fixes_is_asked_for_and_once() -> None:
    text = "FROM a\nRUN b\nRUN b\nRUN b\n"
    asked: list[int] = []

    def maker(now: str) -> list[Diagnostic]:
        starts = [at.start() for at in re.finditer("RUN b", now)]
        return [
            found("DW1", Edit(Span(start + 4, start + 5), "longer"))._replace(
                primary=Label("Dockerfile", Span(start, start + 5), "")
            )
            for start in starts
        ]

    def examine(source: Source, others: Mapping[str, str]) -> Examined:
        del others
        model = build_model(parse(source))
        return examined_dockerfile(model, maker(source.text), ())

    def pick(
        source: Source, diagnostic: Diagnostic, fix: Fix, others: Mapping[str, str | None]
    ) -> bool:
        assert not others
        del fix
        asked.append(source.lines.line_of(diagnostic.primary.span.start))
        return asked[-1] != 3

    done = repair_file(Source("Dockerfile", text), examine, pick=pick)
    assert done.after.text == "FROM a\nRUN longer\nRUN b\nRUN longer\n"
    assert asked == [2, 3, 4]
